from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from ipaddress import IPv4Address, IPv4Network, IPv6Network

import pytest

from tests.net.conftest import NamespaceMaker
from vpdn.net import namespaces
from vpdn.net.netlink import Netlink
from vpdn.net.route_socket import RouteSocket
from vpdn.net.tun import Tun

PEER = IPv4Network("172.16.10.1/32")
EVERYTHING = IPv4Network("0.0.0.0/0")


@pytest.fixture
def name(namespace: NamespaceMaker) -> str:
    return namespace("routes")


@pytest.fixture
def routes(name: str) -> Iterator[RouteSocket]:
    """In a namespace with the devices `lo` and `tun0`, both up."""
    with namespaces.inside(name), Netlink() as netlink:
        netlink.set_up("lo")
        routes, tun = RouteSocket(), Tun("tun0")
    with closing(routes), closing(tun):
        yield routes


def table(name: str) -> list[str]:
    command = ["ip", "-n", name, "route", "show"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [" ".join(line.split()) for line in shown.splitlines()]


def test_a_route_is_marked_as_ours_and_belongs_to_the_link(routes: RouteSocket, name: str) -> None:
    routes.add(PEER, routes.index("tun0"))
    assert table(name) == ["172.16.10.1 dev tun0 proto 172 scope link"]


def test_a_route_has_gateway_metric_source_mtu_when_given(routes: RouteSocket, name: str) -> None:
    tun = routes.index("tun0")
    routes.add(PEER, tun)
    routes.add(EVERYTHING, via=PEER.network_address, metric=7)
    routes.add(IPv4Network("192.0.2.0/24"), tun, source=IPv4Address("127.0.0.1"))
    routes.add(IPv4Network("192.0.3.0/24"), tun, metric=1, mtu=1396)
    assert "default via 172.16.10.1 dev tun0 proto 172 metric 7" in table(name)
    assert "192.0.2.0/24 dev tun0 proto 172 scope link src 127.0.0.1" in table(name)
    assert "192.0.3.0/24 dev tun0 proto 172 scope link metric 1 mtu 1396" in table(name)


def test_what_is_removed_is_the_route_named_and_no_other(routes: RouteSocket, name: str) -> None:
    tun = routes.index("tun0")
    routes.add(PEER, tun, metric=1)
    routes.add(PEER, tun, metric=2)
    routes.remove(PEER, tun, metric=1)
    assert table(name) == ["172.16.10.1 dev tun0 proto 172 scope link metric 2"]


def addresses(name: str) -> list[str]:
    command = ["ip", "-n", name, "-4", "-o", "address", "show", "dev", "tun0"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return re.findall(r"inet (\S+(?: peer \S+)?)", shown)


def test_addresses_come_and_go_with_their_peers(routes: RouteSocket, name: str) -> None:
    tun, one, other = routes.index("tun0"), IPv4Address("192.0.2.1"), IPv4Address("192.0.2.2")
    routes.add_address(tun, one, 24)
    routes.add_address(tun, other, 32, peer=IPv4Address("192.0.2.9"))
    assert addresses(name) == ["192.0.2.1/24", "192.0.2.2 peer 192.0.2.9/32"]
    with pytest.raises(FileExistsError):
        routes.add_address(tun, one, 24)
    routes.remove_address(tun, one, 24)
    with pytest.raises(OSError, match="Cannot assign requested address"):
        routes.remove_address(tun, one, 24)


def test_refusals_are_the_kernels(routes: RouteSocket) -> None:
    tun = routes.index("tun0")
    routes.add(PEER, tun)
    with pytest.raises(FileExistsError):
        routes.add(PEER, tun)
    routes.remove(PEER, tun)
    with pytest.raises(ProcessLookupError):
        routes.remove(PEER, tun)
    with pytest.raises(OSError, match="No such device"):
        routes.index("tun9")


def test_after_a_refusal_the_next_answer_is_its_own(routes: RouteSocket, name: str) -> None:
    tun = routes.index("tun0")
    for _ in range(3):
        with pytest.raises(ProcessLookupError):
            routes.remove(PEER, tun)
        routes.add(PEER, tun)
        routes.remove(PEER, tun)
    assert table(name) == []


def test_it_stays_in_its_namespace_whichever_thread_asks(routes: RouteSocket, name: str) -> None:
    with ThreadPoolExecutor(1) as elsewhere:
        tun = elsewhere.submit(routes.index, "tun0").result()
        elsewhere.submit(routes.add, PEER, tun).result()
    assert len(table(name)) == 1


def test_a_network_is_refused_by_either_family_and_not_any_more(
    name: str, routes: RouteSocket
) -> None:
    networks = (EVERYTHING, IPv4Network("10.0.0.0/8"), IPv6Network("8000::/1"))
    for network in networks:
        routes.block(network, 100_000)
    assert table(name) == [
        "unreachable default proto 172 metric 100000",
        "unreachable 10.0.0.0/8 proto 172 metric 100000",
    ]
    with pytest.raises(FileExistsError):
        routes.block(networks[2], 100_000)
    for network in networks:
        routes.unblock(network, 100_000)
        with pytest.raises(ProcessLookupError):
            routes.unblock(network, 100_000)
    assert table(name) == []
