"""`show ppp mppe`: what the encryption of a Virtual-Access interface has done."""

from __future__ import annotations

from vpdn.crypto.mppe import COHERENCY_MODULUS
from vpdn.ios.command import command
from vpdn.ios.modes import USER
from vpdn.ios.router import Session
from vpdn.ios.tokens import InterfaceName
from vpdn.nas.snapshot import SessionSnapshot


@command(
    USER,
    "show ppp mppe INTERFACE$name",
    """
    ppp   PPP parameters and statistics
    mppe  Microsoft Point-to-Point Encryption
    name  Virtual-Access interface
    """,
)
def show_ppp_mppe(session: Session, name: InterfaceName) -> str:
    """Nothing for an interface that does not encrypt."""
    calls = [call for tunnel in session.server.snapshot().tunnels for call in tunnel.sessions]
    for call in calls:
        if str(name) == f"Virtual-Access{call.interface}" and call.mppe is not None:
            return _encryption(str(name), call, *call.mppe)
    return ""


def _encryption(name: str, call: SessionSnapshot, bits: int, stateful: bool) -> str:
    counters = call.counters
    mode = "Stateful" if stateful else "Stateless"
    next_coherency = (counters.mppe_rx_coherency + 1) % COHERENCY_MODULUS
    return (
        f"Interface {name} (current connection)\n"
        f"  Software encryption, {bits} bit encryption, {mode} mode\n"
        f"  packets encrypted = {counters.mppe_encrypted:<8}"
        f" packets decrypted = {counters.mppe_decrypted}\n"
        f"  sent CCP resets   = {counters.mppe_resets_sent:<8}"
        f" receive CCP resets = {counters.mppe_resets_received}\n"
        f"  next tx coherency = {counters.mppe_tx_coherency:<8}"
        f" next rx coherency = {next_coherency}\n"
        f"  tx key changes    = {counters.mppe_tx_key_changes:<8}"
        f" rx key changes    = {counters.mppe_rx_key_changes}\n"
        f"  rx pkt dropped    = {counters.mppe_dropped:<8}"
        f" rx out of order pkt= {counters.reordered}\n"
        f"  rx missed packets = {counters.mppe_missed}\n"
    )
