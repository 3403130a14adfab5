"""Who comes in at port 1723, on a real socket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from ipaddress import IPv4Address

import pytest

from tests.nas.test_server import HERE, dial, until
from tests.nas.world import World, config
from tests.net.conftest import NamespaceMaker, namespace
from vpdn.errors import ConfigError
from vpdn.nas.reception import PPTP_PORT, Reception
from vpdn.net import namespaces
from vpdn.net.netlink import Netlink

__all__ = ["namespace"]


@pytest.fixture
async def reception(namespace: NamespaceMaker) -> AsyncIterator[Reception]:
    """One that has the port."""
    name = namespace("reception")
    with namespaces.inside(name), Netlink() as netlink:
        netlink.set_up("lo")
    with namespaces.inside(name):
        made = Reception(HERE)
        await made.open()
        yield made
        await made.stop()


async def test_nobody_is_let_in_before_everything_is_there(reception: Reception) -> None:
    with pytest.raises(ConnectionRefusedError):
        await dial()
    await reception.serve(World(config()).services)
    await dial()
    await until(lambda: list(reception.tunnels) == [1])


async def test_a_port_that_is_taken_is_one_sentence(reception: Reception) -> None:
    await reception.serve(World(config()).services)
    with pytest.raises(ConfigError, match=rf"TCP port {PPTP_PORT} on 127\.0\.0\.1"):
        second = Reception(HERE)
        await second.open()
        await second.serve(World(config()).services)


async def test_after_close_nobody_comes_in_and_who_is_here_stays(reception: Reception) -> None:
    await reception.serve(World(config()).services)
    caller = await dial()
    await until(lambda: bool(reception.tunnels))
    reception.close()
    with pytest.raises(ConnectionRefusedError):
        await dial()
    assert list(reception.tunnels) == [1]
    caller.writer.close()
    await until(lambda: not reception.tunnels)


async def test_a_stop_leaves_no_tunnel(reception: Reception) -> None:
    await reception.serve(World(config()).services)
    callers = [await dial() for _ in range(3)]
    await until(lambda: len(reception.tunnels) == 3)
    async with asyncio.timeout(5):
        await reception.stop()
    assert reception.tunnels == {}
    for caller in callers:
        caller.writer.close()


async def test_a_reception_that_was_never_opened_can_be_stopped() -> None:
    await Reception(IPv4Address("127.0.0.1")).stop()
