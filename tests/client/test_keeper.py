"""Dialling again, and what is given back; whole connections are in `tests.cli.test_dial`."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from typing import cast

import pytest

from vpdn.client.errors import DialError
from vpdn.client.host import Host
from vpdn.client.keeper import Keeper, Progress, Surroundings
from vpdn.client.kill_switch import KillSwitch
from vpdn.client.redial import Redial
from vpdn.client.resolver import Resolver
from vpdn.client.settings import DialSettings


class Nowhere:
    """A host for calls that never get as far as GRE."""

    calls: frozenset[int] = frozenset()
    source: IPv4Address | None = None
    device = "vpn0"


@dataclass
class Switch:
    """A kill switch or a resolver that only writes down what it was told."""

    told: list[str] = field(default_factory=list)

    def engage(self, server: IPv4Address) -> None:
        self.told.append(f"engage {server}")

    def lift(self) -> bool:
        self.told.append("lift")
        return True

    def restore(self) -> None:
        self.told.append("restore")


@dataclass
class Person:
    """`wakes` at the first line that begins so."""

    wakes: str = "Redialing"
    lines: list[str] = field(default_factory=list)
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    def say(self, line: str) -> None:
        self.lines.append(line)
        if line.startswith(self.wakes):
            self.woken.set()


def keeper(person: Person, redial: Redial, switch: Switch | None = None) -> Keeper:
    """One who dials a port nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    around = Surroundings(
        cast("Host", Nowhere()),
        cast("KillSwitch | None", switch),
        cast("Resolver | None", switch),
    )
    settings = DialSettings("127.0.0.1", "tac", "admin", port=port, timeout=1)
    return Keeper(settings, redial, around, Progress(), person.say)


async def test_it_dials_so_many_times_and_then_gives_up_with_the_last_error() -> None:
    person = Person()
    with pytest.raises(DialError, match="808"):
        await keeper(person, Redial(2, pause=0.01)).run()
    said = [line.partition(":")[0] for line in person.lines]
    assert said == [
        "Connecting to 127.0.0.1...",
        "Error 808",
        "Redialing in 0 seconds, attempt 1 of 2.",
        "Connecting to 127.0.0.1...",
        "Error 808",
        "Redialing in 0 seconds, attempt 2 of 2.",
        "Connecting to 127.0.0.1...",
    ]


async def test_without_redialling_the_first_error_is_the_last() -> None:
    person = Person()
    with pytest.raises(DialError, match="808"):
        await keeper(person, Redial()).run()
    assert len(person.lines) == 1


async def test_a_wait_is_told_and_can_be_ended() -> None:
    person = Person()
    waiting = keeper(person, Redial(1, pause=300))
    task = asyncio.create_task(waiting.run())
    await asyncio.wait_for(person.woken.wait(), 5)
    progress = waiting.progress
    assert (progress.state, progress.redials, progress.device) == ("waiting", 1, "vpn0")
    assert progress.error is not None
    assert progress.error.number == 808
    task.cancel()
    with pytest.raises(DialError, match="631"):
        await task


async def test_other_ways_stay_closed_from_the_first_attempt_to_the_end() -> None:
    switch = Switch()
    closing = keeper(Person(), Redial(1, pause=0.01), switch)
    with pytest.raises(DialError):
        await closing.run()
    assert [each for each in switch.told if each != "restore"] == ["engage 127.0.0.1"] * 2
    closing.give_back()
    assert switch.told[-2:] == ["restore", "lift"]
