"""Who carries the packets: the engine in C in a thread of its own, or the one in Python.

The extension may not have been built: without a compiler, or for another Python. In C there are
three tiers, by how they reach the network; one that cannot be had is replaced by the next one down.
"""

from __future__ import annotations

from enum import Enum
from itertools import pairwise

from vpdn.datapath.engine import Engine
from vpdn.datapath.reference import ReferenceEngine
from vpdn.errors import ConfigError
from vpdn.net.gre import GreSocket
from vpdn.net.pump import EnginePump, Owner, Pump
from vpdn.net.tun import Tun

try:
    from vpdn.datapath.native import NativeEngine, features
    from vpdn.net.direct_pump import PacketPump, XdpPump
    from vpdn.net.native_pump import NativePump
except ImportError:
    AVAILABLE = False
else:
    AVAILABLE = True
"""Whether the extension has been built for this processor and this Python."""


class Carriage(Enum):
    """`--datapath`, and `vpdn datapath` of the configuration. AUTO is the fastest there is that
    goes past nothing of the kernel's: NATIVE, or else PYTHON. PACKET sends, and XDP also receives,
    past the kernel's IP and its firewall."""

    AUTO = "auto"
    NATIVE = "native"
    PACKET = "packet"
    XDP = "xdp"
    PYTHON = "python"

    @property
    def sentence(self) -> str:
        """What it is, for people."""
        return _SENTENCES[self]

    @property
    def vnet(self) -> bool:
        """The TUN device must have vnet headers."""
        return self not in (Carriage.AUTO, Carriage.PYTHON)


_SENTENCES = {
    Carriage.AUTO: "The fastest there is that goes past nothing of the kernel's",
    Carriage.NATIVE: "The engine in C, in a thread of its own",
    Carriage.PACKET: "The engine in C, sending by AF_PACKET past the kernel's firewall",
    Carriage.XDP: "The engine in C, by AF_XDP past the kernel's firewall both ways",
    Carriage.PYTHON: "The engine in Python",
}
MOST_WORKERS = 16
"""Threads of the engine in C; SHARDS_MOST of native/shards.h."""
NOT_BUILT = "the extension has not been built (a C compiler)"


def processor(carriage: Carriage) -> str:
    """What of the processor is used beyond what every one has, in words; "" for Python."""
    return "" if carriage is Carriage.PYTHON else features()


def resolve(wanted: Carriage) -> Carriage:
    """Any but AUTO. Raises ConfigError when the one that is wanted is not there."""
    if wanted.vnet and not AVAILABLE:
        raise ConfigError(f"no native data path: {NOT_BUILT}")
    if wanted is Carriage.AUTO:
        return Carriage.NATIVE if AVAILABLE else Carriage.PYTHON
    return wanted


def make_engine(carriage: Carriage = Carriage.AUTO) -> Engine:
    """An engine without a thread of its own, for the event loop. Raises ConfigError."""
    return NativeEngine() if resolve(carriage).vnet else ReferenceEngine()


def make_pump(carriage: Carriage, gre: GreSocket, tun: Tun, owner: Owner, workers: int = 1) -> Pump:
    """`carriage` is what `resolve` gave, and the device as it wants it; the engine in Python has
    no `workers`. The owner is warned when another tier serves, or fewer workers. Raises ConfigError
    when none does."""
    if not carriage.vnet:
        return EnginePump(ReferenceEngine(), gre, tun, owner)
    tiers = (XdpPump, PacketPump, NativePump)
    wanted = [tier for tier in tiers if tier.tier <= TIERS.index(carriage)]
    for tier, instead in pairwise(wanted):
        try:
            return tier(gre, tun, owner, workers)
        except OSError as error:
            owner.warn_of(instead.datapath, f"{REACHES[tier.tier]}: {error.strerror}")
    try:
        return NativePump(gre, tun, owner, workers)
    except OSError as error:
        raise ConfigError(f"cannot start the native data path: {error.strerror}") from error


TIERS = (Carriage.NATIVE, Carriage.PACKET, Carriage.XDP)
REACHES = ("raw socket", "AF_PACKET", "AF_XDP")
"""By what each tier reaches the network."""
