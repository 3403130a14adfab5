"""The stream of everything that happens: the one place that debug, web and tests listen at.

Publishing costs one attribute test when nobody listens. Listeners are called in order and must
not block. What one raises is logged: a debug that cannot word an event must not end a call.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address

from vpdn.machine import Trace


@dataclass(frozen=True, slots=True)
class Event:
    """`time` is wall-clock seconds. `tunnel` and `session` are the console's small ids, 0 when
    the record is not about one; `interface` is the Virtual-Access number, 0 likewise."""

    time: float
    trace: Trace
    tunnel: int = 0
    session: int = 0
    interface: int = 0
    user: str = ""
    address: IPv4Address | None = None


Listener = Callable[[Event], None]

logger = logging.getLogger(__name__)


class Events:
    def __init__(self) -> None:
        self._listeners: tuple[Listener, ...] = ()
        self.enabled = False

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` for every event from now on; the result, called, ends that."""
        self._listeners = (*self._listeners, listener)
        self.enabled = True

        def unsubscribe() -> None:
            self._listeners = tuple(one for one in self._listeners if one is not listener)
            self.enabled = bool(self._listeners)

        return unsubscribe

    def publish(self, event: Event) -> None:
        for listener in self._listeners:
            try:
                listener(event)
            except Exception:
                logger.exception("a listener failed at %s", type(event.trace).__name__)
