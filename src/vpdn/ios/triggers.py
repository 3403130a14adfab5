"""Which debug conditions each Virtual-Access interface meets, and the lines that say so.

    Vi1 Debug: Condition 1, username tac triggered, count 1

`count` is how many conditions the interface meets. Facts: IOS' conditionally triggered debugging.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from vpdn.aaa.trace import UserCreated
from vpdn.ios.conditions import Condition
from vpdn.machine import Trace
from vpdn.nas.events import Event
from vpdn.nas.trace import AddressAssigned, VaccessCreated, VaccessReleased

KINDS: tuple[type[Trace], ...] = (VaccessCreated, UserCreated, AddressAssigned, VaccessReleased)
"""The records after which an interface may meet other conditions than before."""


class Triggers:
    def __init__(self) -> None:
        self._met: dict[int, tuple[Condition, ...]] = {}

    def happened(self, event: Event, table: tuple[Condition, ...]) -> Iterator[str]:
        """What changes with an event."""
        if not event.interface or not isinstance(event.trace, KINDS):
            return
        about = (event.user, event.interface, event.address, event.assigned)
        over = isinstance(event.trace, VaccessReleased)
        wanted = tuple(one for one in table if not over and one.meets(*about))
        yield from self._turn(event.interface, wanted)

    def added(self, condition: Condition, interfaces: Iterable[int]) -> Iterator[str]:
        """`interfaces` meet a new condition; of some that may have been told already."""
        for interface in interfaces:
            met = self._met.get(interface, ())
            if condition not in met:
                yield from self._turn(interface, (*met, condition))

    def removed(self, conditions: Iterable[Condition]) -> Iterator[str]:
        gone = set(conditions)
        for interface, met in list(self._met.items()):
            yield from self._turn(interface, tuple(one for one in met if one not in gone))

    def _turn(self, interface: int, wanted: tuple[Condition, ...]) -> Iterator[str]:
        """The interface meets these conditions from now on."""
        before = self._met.pop(interface, ())
        if wanted:
            self._met[interface] = wanted
        count = len(before)
        for one in before:
            if one not in wanted:
                count -= 1
                yield _line(interface, one, "cleared", count)
        for one in wanted:
            if one not in before:
                count += 1
                yield _line(interface, one, "triggered", count)


def _line(interface: int, condition: Condition, what: str, count: int) -> str:
    number, subject = condition.number, condition.subject
    return f"Vi{interface} Debug: Condition {number}, {subject} {what}, count {count}"
