"""What a session does with networks that are to lead into the tunnel once it is up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Address, IPv4Network
from typing import cast

from vpdn.client.call import Status
from vpdn.client.connection import Connection
from vpdn.client.dialer import Place, Session, Take
from vpdn.client.settings import DialSettings, Routing
from vpdn.errors import ConfigError

SERVER, LOCAL, REMOTE = map(IPv4Address, ("192.0.2.1", "172.16.10.1", "172.16.10.100"))
STATUS = Status(SERVER, LOCAL, REMOTE, (), None, None, 1400)
OFFICE, BRANCH = IPv4Network("10.1.0.0/16"), IPv4Network("10.2.0.0/16")
SPLIT = DialSettings(str(SERVER), "tac", "admin", routing=Routing.SPLIT)


@dataclass
class Machine:
    """What the session asks of its host, its routes, its connection and its server."""

    refuses: IPv4Network | None = None
    widened: list[IPv4Network] = field(default_factory=list)
    carried: list[IPv4Network] = field(default_factory=list)
    asked: list[Status] = field(default_factory=list)
    take: Take = lambda networks: None
    given_back: list[str] = field(default_factory=list)
    deadline: float | None = None

    def add_address(self, address: IPv4Address, mtu: int) -> None: ...

    def remove_address(self, address: IPv4Address) -> None:
        self.given_back.append("address")

    def routes(self) -> Way:
        return Way(self)

    def widen(self, networks: tuple[IPv4Network, ...]) -> None:
        """As the connection: packets to there belong to the tunnel."""
        self.carried += networks

    def inquire(self, status: Status, take: Take) -> Callable[[], None]:
        self.asked.append(status)
        self.take = take
        return lambda: self.given_back.append("question")


@dataclass
class Way:
    machine: Machine

    def enter(self, *_: object) -> None: ...

    def widen(self, network: IPv4Network) -> None:
        if network == self.machine.refuses:
            raise ConfigError("File exists")
        self.machine.widened.append(network)

    def restore(self) -> None:
        self.machine.given_back.append("routes")


def connected(machine: Machine) -> Session:
    session = Session(
        cast("Place", machine), SPLIT, SERVER, lambda stage: None, None, machine.inquire
    )
    session._connection = cast("Connection", machine)
    session.established(STATUS)
    return session


async def test_the_servers_routes_lead_into_the_tunnel_and_are_carried_there() -> None:
    machine = Machine()
    connected(machine)
    assert machine.asked == [STATUS]
    machine.take((OFFICE, BRANCH))
    assert machine.widened == machine.carried == [OFFICE, BRANCH]


async def test_a_route_that_the_kernel_has_already_keeps_no_other_out() -> None:
    machine = Machine(refuses=OFFICE)
    connected(machine)
    machine.take((OFFICE, BRANCH))
    assert machine.widened == [BRANCH]
    assert machine.carried == [OFFICE, BRANCH]


async def test_the_question_ends_with_the_call_and_is_asked_anew_for_another_address() -> None:
    machine = Machine()
    session = connected(machine)
    session.established(STATUS)
    assert machine.asked == [STATUS]
    other = replace(STATUS, local=IPv4Address("172.16.10.2"))
    session.established(other)
    assert machine.asked == [STATUS, other]
    assert machine.given_back == ["question", "routes", "address"]
    session.over(None)
    assert machine.given_back == ["question", "routes", "address"] * 2
