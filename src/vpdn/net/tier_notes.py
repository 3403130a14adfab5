"""What the tiers of the data path go past, and what this process lacks for them, in words.

`vpdn check` says them, and the guide has the same sentences. Nothing is opened or tried.
"""

from __future__ import annotations

from pathlib import Path

from vpdn.errors import ConfigError
from vpdn.net.carriage import Carriage, resolve
from vpdn.net.refusals import BPF, NET_ADMIN, NET_RAW, SYS_ADMIN

SENDING = (
    "what it sends goes past the firewall's OUTPUT and POSTROUTING (NAT of the machine itself and"
    " its connection tracking), policy routing by marks, IPsec policies, the device's queueing"
    " discipline (no shaping, no fair queue), tc's egress filters and tcpdump; routes are followed,"
    " and so are next hops that change"
)
RECEIVING = (
    "GRE to the addresses of this machine goes past PREROUTING and INPUT of the firewall,"
    " connection tracking, reverse path filters, tc's ingress filters and, on that device, tcpdump;"
    " a firewall that shall keep strangers' GRE out must do so elsewhere; packets of no call are"
    " dropped and counted, and all but enhanced GRE, fragments and IP options pass on to the kernel"
)
_PAST = {Carriage.PACKET: (SENDING,), Carriage.XDP: (SENDING, RECEIVING)}
_NEEDS = {
    Carriage.PACKET: (NET_RAW,),
    Carriage.XDP: (NET_RAW, NET_ADMIN, BPF),
}
_BITS = {NET_ADMIN: 12, NET_RAW: 13, SYS_ADMIN: 21, BPF: 39}
"""Numbers of linux/capability.h."""


def goes_past(carriage: Carriage) -> tuple[str, ...]:
    """One sentence for each way, sending first; none of a tier that goes past nothing."""
    return _PAST.get(carriage, ())


def lacking(carriage: Carriage) -> str:
    """Why this process could not have the tier, as far as can be told beforehand; "" for nothing.

    What only devices know (a program for XDP that they have already, their MTU) is told by none.
    """
    try:
        resolve(carriage)
    except ConfigError as error:
        return error.reason
    held = _effective()
    missing = [name for name in _NEEDS.get(carriage, ()) if not _has(held, name)]
    if not missing:
        return ""
    verb = "is" if len(missing) == 1 else "are"
    return f"{' and '.join(missing)} {verb} missing (run as root)"


def _effective() -> int:
    """The set of the calling thread, proc(5)."""
    lines = Path("/proc/thread-self/status").read_text(encoding="ascii", errors="replace")
    return next(
        int(line.split()[1], 16) for line in lines.splitlines() if line.startswith("CapEff:")
    )


def _has(held: int, name: str) -> bool:
    """CAP_SYS_ADMIN stands for CAP_BPF, capabilities(7)."""
    names = (name, SYS_ADMIN) if name == BPF else (name,)
    return any(held >> _BITS[each] & 1 for each in names)
