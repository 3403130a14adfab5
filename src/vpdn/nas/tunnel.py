"""One TCP connection to port 1723: a PPTP control connection and the sessions of its calls.

RFC 2637 section 3. The tunnel owns its sessions and the one timer they all share. It knows no
PPP: what a call's frames mean is its session's business.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from ipaddress import IPv4Address

from vpdn.machine import Deadlines, Trace, earliest
from vpdn.nas.admission import admit, control_settings, group_for_pptp
from vpdn.nas.calls import SessionIds
from vpdn.nas.events import Event
from vpdn.nas.services import Services
from vpdn.nas.session import Session
from vpdn.nas.standing import Standing
from vpdn.nas.trace import (
    ConnectionAccepted,
    LimitReached,
    VaccessBound,
    VaccessCreated,
    VaccessRequested,
)
from vpdn.net.alarm import Alarm
from vpdn.net.tcp import Connection
from vpdn.pptp.control import ControlConnection
from vpdn.pptp.outputs import (
    CallChanged,
    CallConnected,
    CallEnded,
    CallRequested,
    Connected,
    ControlState,
    Disconnect,
    EndCause,
    MessageRefused,
    PptpOutput,
    Role,
    Transmit,
)

NO_RESOURCES = 4
"""General error code "insufficient resources", RFC 2637 section 2.16."""


class Tunnel(Connection):
    """`opened` is told once the peer is known and not turned away, `closed` at the end."""

    def __init__(
        self,
        services: Services,
        opened: Callable[[Tunnel], None],
        closed: Callable[[Tunnel], None],
    ) -> None:
        super().__init__()
        self.id = 0
        self.sessions: dict[int, Session] = {}
        self.host_name = b""
        self.changed = services.clock()
        self._services = services
        self._opened = opened
        self._closed = closed
        self._standing = Standing(self.changed)
        self._deadlines: Deadlines[int] = Deadlines()
        self._alarm = Alarm(self._expired)
        self._refused = False
        self._unsaid: list[bytes] = []

    # --- the TCP connection -----------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        host, port = transport.get_extra_info("peername")
        self.remote = IPv4Address(host)
        self.remote_port = int(port)
        self.local = IPv4Address(transport.get_extra_info("sockname")[0])
        services = self._services
        self.group = group_for_pptp(services.config, self.local)
        self.control = ControlConnection(
            Role.PAC,
            control_settings(services.config, self.group),
            services.entropy,
            services.calls,
        )
        limit = services.limits.connect(self.remote)
        if limit is not None:
            self._refused = True
            self._publish(LimitReached(limit, self.remote))
            self.abort()
            return
        self.id = services.tunnel_ids.take()
        self._opened(self)
        self._publish(ConnectionAccepted(self.remote, self.remote_port))
        self._run(self.control.accept(services.clock()))

    def data_received(self, data: bytes) -> None:
        self._run(self.control.receive(data, self._services.clock()))

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._alarm.cancel()
        if self._refused:
            return
        try:
            self._perform(self.control.lost(self._services.clock()))
        finally:
            self._services.limits.disconnect(self.remote, half_open=self._standing.half_open)
            self._services.tunnel_ids.put_back(self.id)
            self._closed(self)

    # --- for the server ---------------------------------------------------------------------

    @property
    def state(self) -> ControlState:
        return self.control.state

    def stop(self, reason: str) -> None:
        """End every call in order, then the tunnel."""
        now = self._services.clock()
        for session in list(self.sessions.values()):
            session.close(reason, now)
        if not self.sessions:
            self._run(self.control.stop(now))

    def clear(self) -> None:
        """Call-Disconnect-Notify for every call and Stop-Control-Connection-Request, at once."""
        self._run(self.control.stop(self._services.clock()))

    # --- the machine ------------------------------------------------------------------------

    def _run(self, outputs: Iterable[PptpOutput]) -> None:
        self._perform(outputs)
        self._rearm()

    def _perform(self, outputs: Iterable[PptpOutput]) -> None:
        """What is to be sent goes in one segment, after everything else was done: a peer's first
        packet may come as soon as it has read that its call is connected."""
        ended: list[tuple[Session, bool]] = []
        for output in outputs:
            match output:
                case Transmit(data):
                    self._unsaid.append(data)
                case MessageRefused():
                    self._services.malformed_messages += 1
                    self._publish(output)
                case CallChanged(call_id):
                    self._publish(output, self.sessions.get(call_id))
                case Trace():
                    self._publish(output)
                case Connected(host_name):
                    self.host_name = host_name
                    self.changed = self._services.clock()
                case CallRequested():
                    self._requested(output)
                case CallConnected(call_id, window=window):
                    self._connected(call_id, window)
                case CallEnded(call_id, cause) if call_id in self.sessions:
                    by_peer = cause is not EndCause.CLEARED_BY_US
                    ended.append((self._ended(output, by_peer), by_peer))
                case Disconnect():
                    self._say()
                    self.close()
        self._say()
        now = self._services.clock()
        for session, by_peer in ended:
            session.release(now, by_peer=by_peer)
        if ended and not self.sessions:
            self._standing.emptied(now)

    def _say(self) -> None:
        if self._unsaid:
            self.write(b"".join(self._unsaid))
            self._unsaid.clear()

    def _requested(self, call: CallRequested) -> None:
        """Give the call an interface, or turn it away."""
        services = self._services
        admitted = admit(
            services,
            self.local,
            self.host_name.decode("latin-1"),
            len(self.sessions),
            half_open=self._standing.half_open,
        )
        if isinstance(admitted, str):
            self._publish(LimitReached(admitted, self.remote))
            self._perform(
                self.control.answer(call.call_id, False, services.clock(), error=NO_RESOURCES)
            )
            return
        self.group, template = admitted
        self._publish(VaccessRequested())
        ids = SessionIds(
            services.session_ids.take(),
            self.id,
            call.call_id,
            call.peer_call_id,
            services.interfaces.take(),
            self.remote,
            self.local,
        )
        session = Session(services, ids, template, self.group, self)
        self.sessions[call.call_id] = session
        services.calls.add(session)
        services.active[self.group.name] += 1
        self._publish(VaccessCreated(template.number), session)
        self._perform(self.control.answer(call.call_id, True, self._services.clock()))

    def _connected(self, call_id: int, window: int) -> None:
        session = self.sessions[call_id]
        self._standing.used()
        self._publish(VaccessBound(self.id, session.ids.local), session)
        session.start(window, self._services.clock())
        self.session_changed(session)

    def _ended(self, end: CallEnded, by_peer: bool) -> Session:
        session = self.sessions.pop(end.call_id)
        self._deadlines.set(end.call_id, None)
        self._services.calls.remove(session)
        self._services.active[session.group] -= 1
        session.destroy(by_peer=by_peer, result=end.result, error=end.error, cause=end.cause.value)
        return session

    # --- what sessions say ------------------------------------------------------------------

    def session_changed(self, session: Session) -> None:
        """All other deadlines have the alarm set already."""
        if session.ids.call in self.sessions:
            deadline = session.deadline
            self._deadlines.set(session.ids.call, deadline)
            if not self.closing:
                self._alarm.set(deadline)

    def session_up(self) -> None:
        if self._standing.known():
            self._services.limits.opened(self.remote)

    def session_over(self, session: Session) -> None:
        if session.ids.call in self.sessions:
            self._run(self.control.clear(session.ids.call, self._services.clock()))

    # --- the timer --------------------------------------------------------------------------

    @property
    def deadline(self) -> float | None:
        return earliest(self.control.deadline, self._standing.deadline, self._deadlines.next)

    def _rearm(self) -> None:
        if not self.closing:
            self._alarm.set(self.deadline)

    def _expired(self) -> None:
        """A bug of ours ends this tunnel, as it does in `data_received`, and no other."""
        try:
            self._tick(self._services.clock())
        except Exception:
            self.abort()
            raise

    def _tick(self, now: float) -> None:
        for call_id in self._deadlines.due(now):
            session = self.sessions.get(call_id)
            if session is not None:
                session.tick(now)
                self.session_changed(session)
        over, late = self._standing.over(now)
        if late:
            self._publish(LimitReached("time to log in", self.remote))
        if over:
            self._perform(self.control.stop(now))
        self._run(self.control.tick(now))

    def _publish(self, trace: Trace, session: Session | None = None) -> None:
        events = self._services.events
        if type(trace) in events.wanted:
            interface, number = (session.ids.interface, session.ids.local) if session else (0, 0)
            events.publish(
                Event(
                    time.time(),
                    trace,
                    tunnel=self.id,
                    session=number,
                    interface=interface,
                    address=self.remote,
                )
            )
