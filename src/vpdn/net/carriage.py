"""Who carries the packets: the engine in C in a thread of its own, or the one in Python.

The extension may not have been built: without a compiler, or for another Python.
"""

from __future__ import annotations

from enum import Enum

from vpdn.datapath.engine import Engine
from vpdn.datapath.reference import ReferenceEngine
from vpdn.errors import ConfigError
from vpdn.net.gre import GreSocket
from vpdn.net.pump import EnginePump, Owner, Pump
from vpdn.net.tun import Tun

try:
    from vpdn.datapath.native import NativeEngine, features
    from vpdn.net.native_pump import NativePump
except ImportError:
    AVAILABLE = False
else:
    AVAILABLE = True
"""Whether the extension has been built for this processor and this Python."""


class Carriage(Enum):
    """`--datapath`, and `vpdn datapath` of the configuration. AUTO is the fastest there is."""

    AUTO = "auto"
    NATIVE = "native"
    PYTHON = "python"

    @property
    def sentence(self) -> str:
        """What it is, for people."""
        return _SENTENCES[self]


_SENTENCES = {
    Carriage.AUTO: "The fastest there is",
    Carriage.NATIVE: "The engine in C, in a thread of its own",
    Carriage.PYTHON: "The engine in Python",
}
NOT_BUILT = "the extension has not been built (a C compiler)"


def processor(carriage: Carriage) -> str:
    """What of the processor is used beyond what every one has, in words; "" for Python."""
    return "" if carriage is Carriage.PYTHON else features()


def resolve(wanted: Carriage) -> Carriage:
    """NATIVE or PYTHON. Raises ConfigError when the one that is wanted is not there."""
    if wanted is Carriage.NATIVE and not AVAILABLE:
        raise ConfigError(f"no native data path: {NOT_BUILT}")
    if wanted is Carriage.AUTO:
        return Carriage.NATIVE if AVAILABLE else Carriage.PYTHON
    return wanted


def make_engine(carriage: Carriage = Carriage.AUTO) -> Engine:
    """An engine without a thread of its own, for the event loop. Raises ConfigError."""
    return NativeEngine() if resolve(carriage) is Carriage.NATIVE else ReferenceEngine()


def make_pump(carriage: Carriage, gre: GreSocket, tun: Tun, owner: Owner) -> Pump:
    """`carriage` is what `resolve` gave; for NATIVE the device must have vnet headers. Raises
    ConfigError."""
    if carriage is not Carriage.NATIVE:
        return EnginePump(ReferenceEngine(), gre, tun, owner)
    try:
        return NativePump(gre, tun, owner)
    except OSError as error:
        raise ConfigError(f"cannot start the native data path: {error.strerror}") from error
