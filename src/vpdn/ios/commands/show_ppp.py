"""`show ppp …`: the state of PPP's protocols, and what the encryption of an interface has done."""

from __future__ import annotations

from collections.abc import Iterator

from vpdn.crypto.mppe import COHERENCY_MODULUS
from vpdn.errors import ConfigError
from vpdn.ios.command import command
from vpdn.ios.commands.show_vpdn import call_data, fit
from vpdn.ios.grammar import INVALID
from vpdn.ios.modes import USER
from vpdn.ios.router import Session
from vpdn.ios.tokens import InterfaceName
from vpdn.nas.snapshot import SessionSnapshot

_ALL = """\
Interface/ID OPEN+ Nego* Fail-     Stage    Peer Address    Peer Name
------------ --------------------- -------- --------------- --------------------
"""
_HELP = """
ppp   PPP parameters and statistics
mppe  Microsoft Point-to-Point Encryption
name  Virtual-Access interface
"""


def _calls(session: Session, name: InterfaceName | None = None) -> list[SessionSnapshot]:
    """The call of an interface, none when it has none, or all."""
    return [
        call
        for call in session.server.snapshot().sessions
        if call.interface and name in (None, InterfaceName("Virtual-Access", str(call.interface)))
    ]


def _mppe_data(session: Session, name: InterfaceName) -> object:
    """Null for an interface that does not encrypt."""
    call = _only(session, name)
    if call.mppe is None:
        return None
    bits, stateful = call.mppe
    return {"interface": str(name), "bits": bits, "stateful": stateful, **_counters(call)}


def _counters(call: SessionSnapshot) -> dict[str, int]:
    """In the order in which IOS shows them."""
    counters = call.counters
    return {
        "packets_encrypted": counters.mppe_encrypted,
        "packets_decrypted": counters.mppe_decrypted,
        "sent_ccp_resets": counters.mppe_resets_sent,
        "receive_ccp_resets": counters.mppe_resets_received,
        "next_tx_coherency": counters.mppe_tx_coherency,
        "next_rx_coherency": (counters.mppe_rx_coherency + 1) % COHERENCY_MODULUS,
        "tx_key_changes": counters.mppe_tx_key_changes,
        "rx_key_changes": counters.mppe_rx_key_changes,
        "rx_pkt_dropped": counters.mppe_dropped,
        "rx_out_of_order_pkt": counters.reordered,
        "rx_missed_packets": counters.mppe_missed,
    }


@command(USER, "show ppp mppe INTERFACE$name", _HELP, data=_mppe_data)
def show_ppp_mppe(session: Session, name: InterfaceName) -> str:
    """Nothing for an interface that does not encrypt."""
    call = _only(session, name)
    return "" if call.mppe is None else _encryption(str(name), call, *call.mppe)


def _encryption(name: str, call: SessionSnapshot, bits: int, stateful: bool) -> str:
    mode = "Stateful" if stateful else "Stateless"
    sent, got, *others, missed = _counters(call).values()
    resets_sent, resets_got, tx_next, rx_next, tx_keys, rx_keys, dropped, disordered = others
    return (
        f"Interface {name} (current connection)\n"
        f"  Software encryption, {bits} bit encryption, {mode} mode\n"
        f"  packets encrypted = {sent:<8} packets decrypted = {got}\n"
        f"  sent CCP resets   = {resets_sent:<8} receive CCP resets = {resets_got}\n"
        f"  next tx coherency = {tx_next:<8} next rx coherency = {rx_next}\n"
        f"  tx key changes    = {tx_keys:<8} rx key changes    = {rx_keys}\n"
        f"  rx pkt dropped    = {dropped:<8} rx out of order pkt= {disordered}\n"
        f"  rx missed packets = {missed}\n"
    )


@command(
    USER,
    "show ppp all",
    _HELP + "all  Display PPP information of all interfaces",
    data=lambda session: list(map(_link, _calls(session))),
)
def show_ppp_all(session: Session) -> str:
    return _ALL + "".join(f"{_row(call)}\n" for call in _calls(session))


def _link(call: SessionSnapshot) -> dict[str, object]:
    return {
        "interface": call.port,
        "lcp_open": call.lcp_open,
        "open_ncps": call.open_ncps,
        "authentication": call.authentication,
        "peer_address": call.peer_address,
        "peer_name": call.user,
    }


def _row(call: SessionSnapshot) -> str:
    peer = str(call.peer_address or "0.0.0.0")
    row = f"{f'Vi{call.interface}':<12} {' '.join(_protocols(call)):<21} LocalT  "
    return f"{row} {peer:<15} {fit(call.user, 20)}"


def _protocols(call: SessionSnapshot) -> Iterator[str]:
    """With + those that are open, with * what is still being negotiated."""
    yield "LCP+" if call.lcp_open else "LCP*"
    if call.authentication and not call.method:
        yield f"{call.authentication.upper()}*"
    yield from (f"{name}+" for name in call.open_ncps)


@command(
    USER,
    "show ppp multilink",
    _HELP + "multilink  Show multilink bundle information",
    data=lambda session: [],
)
def show_ppp_multilink(session: Session) -> str:
    """Every call is a link of its own."""
    return "No active bundles\n"


def _only(session: Session, name: InterfaceName) -> SessionSnapshot:
    calls = _calls(session, name)
    if not calls:
        raise ConfigError(INVALID)
    return calls[0]


@command(
    USER,
    "show ppp interface INTERFACE$name",
    _HELP + "interface  Display PPP information of an interface",
    data=lambda session, name: call_data(_only(session, name)),
)
def show_ppp_interface(session: Session, name: InterfaceName) -> str:
    call = _only(session, name)
    lines = [
        "PPP Session Info",
        "----------------",
        f"Interface        : {name.short}",
        f"Phase            : {_phase(call)}",
        "Stage            : Local Termination",
        f"Peer Name        : {fit(call.user)}",
        f"Peer Address     : {call.peer_address or '0.0.0.0'}",
        f"Control Protocols: {' '.join(_protocols(call))}",
        f"Session ID       : {call.local_id}",
        f"AAA Unique ID    : {call.local_id}",
    ]
    return "".join(f"{line}\n" for line in lines)


def _phase(call: SessionSnapshot) -> str:
    if not call.lcp_open:
        return "ESTABLISHING"
    return "UP" if call.method else "AUTHENTICATING"
