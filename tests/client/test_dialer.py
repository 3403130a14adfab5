"""Dialling for real: names, ports, and many calls at once from one host."""

from __future__ import annotations

import asyncio
import re
import socket
import sys
from dataclasses import replace
from ipaddress import IPv4Address
from pathlib import Path
from typing import cast

import pytest

from tests.client.lab import ROUTER, SERVER, Lab, bare, served
from tests.net.conftest import NamespaceMaker
from vpdn.client.dialer import Session, dial, resolve
from vpdn.client.errors import DialError
from vpdn.client.host import Host
from vpdn.client.settings import DialSettings, Encryption
from vpdn.errors import ConfigError
from vpdn.ppp.auth.method import AuthMethod

FIFTY = Path(__file__).parent / "fifty.py"
CALL = DialSettings("127.0.0.1", "tac", "admin", timeout=1)


class Nowhere:
    """A host for calls that never get as far as GRE."""

    calls: frozenset[int] = frozenset()
    source: IPv4Address | None = None


HOST = cast("Host", Nowhere())


@pytest.fixture
def lab(namespace: NamespaceMaker, tmp_path: Path) -> Lab:
    return bare(namespace, tmp_path)


async def number(settings: DialSettings) -> int:
    with pytest.raises(DialError) as caught:
        await dial(HOST, settings)
    return caught.value.number


def listener() -> tuple[socket.socket, int]:
    server = socket.create_server(("127.0.0.1", 0))
    return server, server.getsockname()[1]


async def test_an_address_is_its_own_name() -> None:
    assert await resolve("10.200.20.2") == IPv4Address("10.200.20.2")


@pytest.mark.parametrize("name", ["no.such.invalid", "..", "x" * 300])
async def test_a_name_nobody_has_is_868(name: str) -> None:
    assert await number(replace(CALL, server=name)) == 868


async def test_a_closed_port_is_808() -> None:
    server, port = listener()
    server.close()
    assert await number(replace(CALL, port=port)) == 808


async def test_a_call_is_dialled_from_the_address_of_its_place() -> None:
    class Elsewhere(Nowhere):
        source = IPv4Address("127.0.0.9")

    server, port = listener()
    with server:
        dialling = asyncio.create_task(
            dial(cast("Host", Elsewhere()), replace(CALL, port=port, timeout=60))
        )
        server.setblocking(False)
        connected, (caller, _) = await asyncio.get_running_loop().sock_accept(server)
        connected.close()
        with pytest.raises(DialError):
            await dialling
    assert caller == "127.0.0.9"


async def test_a_server_that_takes_tcp_and_says_nothing_is_809() -> None:
    server, port = listener()
    with server:
        assert await number(replace(CALL, port=port)) == 809


async def test_a_server_that_hangs_up_at_once_is_808() -> None:
    server = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        assert await number(replace(CALL, port=port)) == 808


async def test_a_cancelled_dial_closes_its_connection() -> None:
    closed = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        closed.set()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        dialling = asyncio.create_task(dial(HOST, replace(CALL, port=port, timeout=60)))
        await asyncio.sleep(0.05)
        dialling.cancel()
        with pytest.raises(asyncio.CancelledError):
            await dialling
        async with asyncio.timeout(5):
            await closed.wait()


async def test_settings_that_cannot_work_are_refused_before_anything_is_opened() -> None:
    settings = replace(
        CALL, authentication=(AuthMethod.PAP,), encryption=Encryption.REQUIRED, server="no.such"
    )
    with pytest.raises(ConfigError):
        await dial(HOST, settings)


def test_a_session_is_made_in_a_loop_only() -> None:
    with pytest.raises(RuntimeError):
        Session(HOST, CALL, SERVER, print)


def test_fifty_calls_at_once_get_fifty_addresses_and_each_carries_its_own(lab: Lab) -> None:
    with served(lab):
        done = lab.run(sys.executable, str(FIFTY), str(SERVER), "50")
    lines = done.stdout.splitlines()
    assert done.returncode == 0, done.stderr
    assert [line for line in lines if not line.endswith(" ok")] == []
    assert len(set(lines)) == 50


def test_the_eleventh_call_to_a_pool_of_ten_is_told_why(lab: Lab) -> None:
    ten = ROUTER.replace("172.16.10.60", "172.16.10.10")
    with served(lab, ten):
        done = lab.run(sys.executable, str(FIFTY), str(SERVER), "11")
    lines = done.stdout.splitlines()
    assert len([line for line in lines if line.endswith(" ok")]) == 10
    [refusal] = [line for line in lines if not line.endswith(" ok")]
    assert re.match(r"Error (720|734|738): ", refusal)
