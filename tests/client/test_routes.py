"""Routes of a dialled connection, against a table in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network

import pytest

from vpdn.client.routes import Routes, inner_networks
from vpdn.client.settings import Routing
from vpdn.errors import ConfigError

SERVER = IPv4Address("10.200.20.2")
GATEWAY = IPv4Address("192.168.1.2")
LOCAL = IPv4Address("172.16.10.1")
REMOTE = IPv4Address("172.16.10.100")

Entry = tuple[str, str, str | None, int | None]


@dataclass(frozen=True)
class Way:
    device: str
    via: IPv4Address | None


@dataclass
class Table:
    """A kernel's table: (network, device, gateway, metric); refuses what `refuses` names."""

    entries: list[Entry] = field(default_factory=list)
    way: Way | None = field(default_factory=lambda: Way("eth0", GATEWAY))
    refuses: str = ""

    def route_to(self, address: IPv4Address) -> Way | None:
        return self.way

    def add_route(
        self,
        network: IPv4Network,
        device: str | None = None,
        via: IPv4Address | None = None,
        metric: int | None = None,
    ) -> None:
        if str(network) == self.refuses:
            raise ConfigError(f"cannot route {network}: File exists")
        self.entries.append(entry(network, device, via, metric))

    def remove_route(
        self,
        network: IPv4Network,
        device: str | None = None,
        via: IPv4Address | None = None,
        metric: int | None = None,
    ) -> None:
        if str(network) == self.refuses:
            raise ConfigError(f"cannot remove {network}")
        self.entries.remove(entry(network, device, via, metric))


def entry(
    network: IPv4Network, device: str | None, via: IPv4Address | None, metric: int | None
) -> Entry:
    assert device is not None
    return str(network), device, None if via is None else str(via), metric


BEFORE: list[Entry] = [("0.0.0.0/0", "eth0", "192.168.1.2", None)]


@pytest.fixture
def table() -> Table:
    return Table(list(BEFORE))


@pytest.fixture
def routes(table: Table) -> Routes:
    return Routes(table, "ppp0", metric=1029, shared=set())


def test_full_tunnel_takes_the_default_and_pins_the_server(table: Table, routes: Routes) -> None:
    routes.enter(Routing.DEFAULT, LOCAL, REMOTE, SERVER)
    assert table.entries == [
        *BEFORE,
        ("10.200.20.2/32", "eth0", "192.168.1.2", 1029),
        ("172.16.10.100/32", "ppp0", None, None),
        ("0.0.0.0/1", "ppp0", None, None),
        ("128.0.0.0/1", "ppp0", None, None),
    ]


def test_split_tunnel_takes_only_the_class_network(table: Table, routes: Routes) -> None:
    routes.enter(Routing.SPLIT, LOCAL, REMOTE, SERVER)
    assert table.entries[2:] == [
        ("172.16.10.100/32", "ppp0", None, None),
        ("172.16.0.0/16", "ppp0", None, None),
    ]


def test_more_networks_go_into_the_tunnel_each_once(table: Table, routes: Routes) -> None:
    more = (IPv4Network("10.200.0.0/16"), IPv4Network("172.16.0.0/16"))
    routes.enter(Routing.SPLIT, LOCAL, REMOTE, SERVER, more)
    assert [network for network, *_ in table.entries[2:]] == [
        "172.16.10.100/32",
        "172.16.0.0/16",
        "10.200.0.0/16",
    ]
    routes.restore()
    assert table.entries == BEFORE


@pytest.mark.parametrize("routing", [Routing.DEFAULT, Routing.SPLIT])
def test_restore_leaves_the_table_as_it_was(table: Table, routes: Routes, routing: Routing) -> None:
    routes.enter(routing, LOCAL, REMOTE, SERVER)
    routes.restore()
    assert table.entries == BEFORE


def test_a_server_with_one_address_inside_and_outside_is_not_routed_into_its_own_tunnel(
    table: Table, routes: Routes
) -> None:
    routes.enter(Routing.DEFAULT, LOCAL, SERVER, SERVER)
    assert [device for network, device, *_ in table.entries if network == f"{SERVER}/32"] == [
        "eth0"
    ]


def test_an_onlink_server_is_pinned_without_gateway(table: Table, routes: Routes) -> None:
    table.way = Way("eth0", None)
    routes.enter(Routing.SPLIT, LOCAL, REMOTE, SERVER)
    assert table.entries[1] == ("10.200.20.2/32", "eth0", None, 1029)


def test_no_way_to_the_server_leaves_nothing_to_pin(table: Table, routes: Routes) -> None:
    table.way = None
    routes.enter(Routing.SPLIT, LOCAL, REMOTE, SERVER)
    assert [network for network, *_ in table.entries[1:]] == ["172.16.10.100/32", "172.16.0.0/16"]


def test_what_was_added_before_a_refusal_is_taken_back(table: Table, routes: Routes) -> None:
    table.refuses = "128.0.0.0/1"
    with pytest.raises(ConfigError):
        routes.enter(Routing.DEFAULT, LOCAL, REMOTE, SERVER)
    routes.restore()
    assert table.entries == BEFORE


def test_one_refused_removal_does_not_keep_the_others(table: Table, routes: Routes) -> None:
    routes.enter(Routing.DEFAULT, LOCAL, REMOTE, SERVER)
    table.refuses = "0.0.0.0/1"
    routes.restore()
    assert table.entries == [*BEFORE, ("0.0.0.0/1", "ppp0", None, None)]


def test_calls_told_apart_by_source_share_the_route_to_their_server(
    table: Table,
) -> None:
    shared: set[IPv4Network] = set()
    for metric in (1029, 1030):
        routes = Routes(table, "ppp0", metric, shared)
        routes.enter(Routing.SOURCE, LOCAL, REMOTE, SERVER)
        routes.restore()
    assert table.entries == [*BEFORE, ("172.16.10.100/32", "ppp0", None, None)]


@pytest.mark.parametrize(
    ("routing", "networks"),
    [
        (Routing.DEFAULT, ["0.0.0.0/0"]),
        (Routing.SPLIT, ["172.16.10.100/32", "172.16.0.0/16"]),
        (Routing.SOURCE, ["172.16.10.100/32"]),
    ],
)
def test_destinations_of_a_connection(routing: Routing, networks: list[str]) -> None:
    assert [str(each) for each in inner_networks(routing, LOCAL, REMOTE)] == networks


def test_routes_are_destinations_of_a_split_tunnel() -> None:
    more = (IPv4Network("10.200.0.0/16"),)
    assert inner_networks(Routing.SPLIT, LOCAL, REMOTE, more)[-1:] == more
