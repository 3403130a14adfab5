"""What a killed program left, found in the kernel's table by its metrics."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

import pytest

from tests.net.conftest import NamespaceMaker
from tests.net.links import join
from vpdn.client import leftovers
from vpdn.client.routes import Routes
from vpdn.client.settings import Routing
from vpdn.net import namespaces
from vpdn.net.netlink import Netlink

SERVER = IPv4Address("192.0.2.1")
PATH = Path("/run/vpdn/dial/angela.sock")
OTHER = Path("/run/vpdn/dial/boris.sock")


@pytest.fixture
def table(namespace: NamespaceMaker) -> Iterator[Netlink]:
    """Of a machine whose default route is by 10.9.0.2."""
    pair = join(namespace)
    with namespaces.inside(pair.left), Netlink() as netlink:
        netlink.add_route(IPv4Network("0.0.0.0/0"), "eth0", IPv4Address("10.9.0.2"))
        yield netlink


def dialled(table: Netlink, path: Path) -> None:
    """What a connection did that is killed now, its device being gone."""
    routes = Routes(table, "eth0", leftovers.metric_of(path), set())
    here = IPv4Address("10.9.0.1")
    routes.enter(Routing.SPLIT, here, SERVER, SERVER)


def test_the_way_to_the_server_is_taken_back_and_no_others(table: Netlink) -> None:
    for path in (PATH, OTHER):
        dialled(table, path)
    assert leftovers.take_back(table, PATH)
    assert not leftovers.take_back(table, PATH)
    assert table.marked(leftovers.metric_of(PATH)) == []
    [left] = table.marked(leftovers.metric_of(OTHER))
    assert left.network == IPv4Network(SERVER)


def test_name_servers_are_forgotten(
    table: Netlink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "resolvconf"
    program.write_text(f'#!/bin/sh\necho "$*" >> {tmp_path}/told\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    leftovers.take_back(table, PATH)
    assert (tmp_path / "told").read_text() == "-d vpdn.angela\n"
