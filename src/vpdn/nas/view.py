"""Makes snapshots of live tunnels and sessions."""

from __future__ import annotations

from vpdn.datapath.policer import Limit
from vpdn.nas.session import Session
from vpdn.nas.snapshot import SessionSnapshot, TunnelSnapshot
from vpdn.nas.traffic import Policed, Way, policed
from vpdn.nas.tunnel import Tunnel
from vpdn.pptp.outputs import CallState


def tunnel_snapshot(tunnel: Tunnel, now: float) -> TunnelSnapshot:
    states = tunnel.control.call_states
    return TunnelSnapshot(
        local_id=tunnel.id,
        remote_name=tunnel.host_name.decode("latin-1"),
        state=tunnel.state,
        remote_address=tunnel.remote,
        remote_port=tunnel.remote_port,
        local_address=tunnel.local,
        changed=now - tunnel.changed,
        group=tunnel.group.name if tunnel.group is not None else "",
        sessions=tuple(
            _session_snapshot(session, states.get(call_id, CallState.CLOSED), now)
            for call_id, session in tunnel.sessions.items()
        ),
    )


def _session_snapshot(session: Session, state: CallState, now: float) -> SessionSnapshot:
    carrier = session.carrier
    counters = carrier.counters
    last_active = max(counters.last_data, session.watch.started)
    network = session.peer.up
    mppe = carrier.mppe
    spec, marks = carrier.spec, carrier.marks
    counted = counters.since(marks.interface)
    since = session.watch.started if marks.cleared is None else marks.cleared
    method = session.link.authentication

    def limited(way: Way, limit: Limit | None) -> Policed | None:
        return None if limit is None else policed(limit, counted, way, now, since)

    return SessionSnapshot(
        local_id=session.ids.local,
        call_id=session.ids.call,
        peer_call_id=session.ids.peer_call,
        tunnel_id=session.ids.tunnel,
        interface=session.ids.interface,
        template=session.template.number,
        user=session.login.name,
        state=state,
        changed=now - session.watch.started,
        uptime=now - session.watch.started,
        idle=now - last_active,
        local_address=network.local if network is not None else None,
        peer_address=network.remote if network is not None else None,
        authentication=method.value if method is not None else "",
        method=session.login.method,
        lcp_open=session.link.lcp_open,
        open_ncps=tuple(protocol.name for protocol in session.link.open_ncps),
        mppe=(mppe.bits, mppe.stateful) if mppe is not None else None,
        counters=counters,
        last_in=now - counters.last_in if counters.last_in else None,
        last_out=now - counters.last_out if counters.last_out else None,
        rate=carrier.meter.rate,
        peer_window=spec.window,
        receive_window=spec.receive_window,
        marks=marks,
        timeouts=session.watch.timeouts(last_active, now),
        cleared=now - marks.cleared if marks.cleared is not None else None,
        policed_in=limited("in", spec.police_in),
        policed_out=limited("out", spec.police_out),
        interface_lines=session.interface_lines,
    )
