"""`debug condition`: whose debug lines are shown. Log messages know no conditions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address

from vpdn.ios.tokens import InterfaceName
from vpdn.nas.events import Event
from vpdn.nas.snapshot import ServerSnapshot

Value = str | InterfaceName | IPv4Address
"""A user, an interface, or an address: the peer's own or the one it was given."""
_ACCESS = "Virtual-Access"


@dataclass(frozen=True, slots=True)
class Condition:
    number: int
    value: Value

    @property
    def kind(self) -> str:
        match self.value:
            case InterfaceName():
                return "interface"
            case IPv4Address():
                return "ip"
        return "username"

    @property
    def subject(self) -> str:
        """`username tac`, `interface Vi1`."""
        shown = self.value.short if isinstance(self.value, InterfaceName) else self.value
        return f"{self.kind} {shown}"

    def __str__(self) -> str:
        return f"Condition {self.number}: {self.subject}"

    def meets(self, user: str, interface: int, *addresses: IPv4Address | None) -> bool:
        """Whether a session is meant: its user, its Virtual-Access number, its addresses."""
        match self.value:
            case InterfaceName(kind, unit):
                return (kind, unit) == (_ACCESS, str(interface))
            case IPv4Address():
                return self.value in addresses
        return self.value == user


class Conditions:
    """`table` in the order they were set. A line is shown when one of them is met. `changed` is
    called when there is one more or less."""

    def __init__(self) -> None:
        self.table: tuple[Condition, ...] = ()
        self.changed: Callable[[], None] = _nothing

    def add(self, value: Value) -> Condition:
        """With the lowest free number."""
        taken = {one.number for one in self.table}
        number = next(n for n in range(1, len(taken) + 2) if n not in taken)
        made = Condition(number, value)
        self.table = (*self.table, made)
        self.changed()
        return made

    def find(self, wanted: Value | int) -> Condition | None:
        """By its value or its number."""
        found = (one for one in self.table if wanted in (one.number, one.value))
        return next(found, None)

    def remove(self, *conditions: Condition) -> None:
        self.table = tuple(one for one in self.table if one not in conditions)
        self.changed()

    def shows(self, event: Event) -> bool:
        """What is about no session is held only against addresses: a tunnel has nothing else."""
        if not self.table or not (event.session or event.tunnel):
            return True
        about = (event.user, event.interface, event.address, event.assigned)
        if any(one.meets(*about) for one in self.table):
            return True
        return not event.session and all(one.kind != "ip" for one in self.table)


def _nothing() -> None:
    pass


def meeting(condition: Condition, snapshot: ServerSnapshot) -> Iterator[int]:
    """The Virtual-Access numbers of the sessions that meet it now."""
    for tunnel in snapshot.tunnels:
        for call in tunnel.sessions:
            about = (call.user, call.interface, tunnel.remote_address, call.peer_address)
            if call.interface and condition.meets(*about):
                yield call.interface


def show_conditions(conditions: Conditions, snapshot: ServerSnapshot) -> str:
    """The text of `show debug condition`: each condition, and the interfaces that meet it."""
    lines = []
    for condition in conditions.table:
        flags = [f"Vi{interface}" for interface in meeting(condition, snapshot)]
        lines.append(f"{condition} ({len(flags)} flags triggered)")
        lines += [f"        Flags: {' '.join(flags)}"] if flags else []
    return "".join(f"{line}\n" for line in lines)
