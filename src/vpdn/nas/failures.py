"""The last calls that failed, and why: what `show vpdn history failure` tells.

Listens to the server's events; remembers the last failure of each user at each address, counts
the same one again, and forgets the oldest when there are too many.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address

from vpdn.aaa.trace import AuthenFinished
from vpdn.machine import Trace
from vpdn.nas.events import Event
from vpdn.nas.snapshot import FailureSnapshot
from vpdn.nas.trace import LimitReached, PoolExhausted, RouteRefused
from vpdn.ppp.network import ERROR_NO_DIALIN_PERMISSION
from vpdn.ppp.trace import AuthRefused, EncryptionMissing, KeepaliveLost, KeysMissing
from vpdn.pptp.outputs import ControlChanged, ControlEvent, MessageRefused

SIZE = 20
KINDS = (
    AuthRefused,
    AuthenFinished,
    PoolExhausted,
    RouteRefused,
    KeysMissing,
    EncryptionMissing,
    KeepaliveLost,
    LimitReached,
    ControlChanged,
    MessageRefused,
)
"""The records that may tell of a failure."""
_CONTROL = {
    ControlEvent.SCCRQ_BAD: "The peer's Start-Control-Connection-Request was refused",
    ControlEvent.ECHO_LOST: "The peer did not answer Echo-Requests",
    ControlEvent.CALL_STUCK: "A call did not come up in time",
    ControlEvent.BAD_MESSAGE: "The peer sent a message that cannot be understood",
}

_REFUSED = {ERROR_NO_DIALIN_PERMISSION: "Authorization failure"}
"""Of a user who proved to be it, by the MS-CHAP error."""


@dataclass(frozen=True, slots=True)
class _Key:
    user: str
    address: IPv4Address | None
    kind: str


class Failures:
    """`table` has the latest failure first."""

    def __init__(self, size: int = SIZE) -> None:
        self._size = size
        self._failures: dict[_Key, FailureSnapshot] = {}

    @property
    def table(self) -> tuple[FailureSnapshot, ...]:
        return tuple(reversed(self._failures.values()))

    def listen(self, event: Event) -> None:
        found = _failure(event.trace)
        if found is None or _of_a_line(event):
            return
        kind, reason = found
        key = _Key(event.user, event.address, kind)
        before = self._failures.pop(key, None)
        self._failures[key] = FailureSnapshot(
            event.time,
            event.user,
            event.session,
            event.address,
            kind,
            reason,
            1 if before is None else before.count + 1,
        )
        if len(self._failures) > self._size:
            del self._failures[next(iter(self._failures))]

    def clear(self) -> None:
        self._failures.clear()


def _of_a_line(event: Event) -> bool:
    """A login, `enable` or `test aaa` is asked of AAA like a call, and is none."""
    return isinstance(event.trace, AuthenFinished) and not event.tunnel


def _failure(trace: Trace) -> tuple[str, str] | None:
    """Its kind and its reason, when the record tells of one."""
    match trace:
        case AuthRefused(reason=reason, error=error):
            return _REFUSED.get(error, "Authentication failure"), reason
        case AuthenFinished(status="ERROR", last=True):
            return "AAA failure", "No authentication method answered"
        case PoolExhausted(pool):
            return "Address failure", f"No address is left in pool {pool or 'of any name'}"
        case RouteRefused(_, reason):
            return "Address failure", reason
        case KeysMissing():
            return "Encryption failure", "No keying material"
        case EncryptionMissing():
            return "Encryption failure", "Required encryption not negotiated"
        case KeepaliveLost(missed):
            return "The remote side is silent", f"{missed} keepalives missed"
        case LimitReached(limit):
            return "Resources exhausted", f"Limit reached: {limit}"
        case ControlChanged(event) if event in _CONTROL:
            return "Tunnel failure", _CONTROL[event]
        case MessageRefused(reason):
            return "Tunnel failure", reason
    return None
