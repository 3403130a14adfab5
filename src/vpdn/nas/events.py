"""The stream of everything that happens: the one place that debug, web and tests listen at.

Listeners name the types of records they want. A publisher asks `type(trace) in events.wanted`
before it makes an Event, so what nobody wants costs one test. Listeners are called in order and
must not block. What one raises is logged: a debug that cannot word an event must not end a call.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address

from vpdn.machine import Trace


@dataclass(frozen=True, slots=True)
class Event:
    """`time` is wall-clock seconds. `tunnel` and `session` are the console's small ids, 0 when
    the record is not about one; `interface` is the Virtual-Access number, 0 likewise. `address`
    is the peer's own, `assigned` the one it was given."""

    time: float
    trace: Trace
    tunnel: int = 0
    session: int = 0
    interface: int = 0
    user: str = ""
    address: IPv4Address | None = None
    assigned: IPv4Address | None = None


Listener = Callable[[Event], None]

logger = logging.getLogger(__name__)


class _Everything:
    """The types that a listener wants who names none."""

    def __contains__(self, kind: object) -> bool:
        return True


_EVERYTHING = _Everything()


class Events:
    """`wanted`: the types of records that somebody listens for. `changed` is called when it was
    changed."""

    def __init__(self) -> None:
        self._listeners: tuple[tuple[Listener, Container[type[Trace]]], ...] = ()
        self.wanted: Container[type[Trace]] = frozenset()
        self.changed: Callable[[], None] = _nothing

    def subscribe(
        self, listener: Listener, kinds: Iterable[type[Trace]] | None = None
    ) -> Callable[[], None]:
        """Call `listener` from now on for every event whose record is of one of `kinds` (None: of
        any); the result, called, ends that."""
        subscription = (listener, _EVERYTHING if kinds is None else frozenset(kinds))
        self._set((*self._listeners, subscription))

        def unsubscribe() -> None:
            self._set(tuple(one for one in self._listeners if one is not subscription))

        return unsubscribe

    def publish(self, event: Event) -> None:
        kind = type(event.trace)
        for listener, kinds in self._listeners:
            if kind not in kinds:
                continue
            try:
                listener(event)
            except Exception:
                logger.exception("a listener failed at %s", kind.__name__)

    def _set(self, listeners: tuple[tuple[Listener, Container[type[Trace]]], ...]) -> None:
        self._listeners = listeners
        named = [kinds for _, kinds in listeners if isinstance(kinds, frozenset)]
        self.wanted = _EVERYTHING if len(named) < len(listeners) else frozenset().union(*named)
        self.changed()


def _nothing() -> None:
    pass
