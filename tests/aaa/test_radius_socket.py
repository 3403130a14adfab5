"""One socket, from its first request to its last, with datagrams on the loopback."""

from __future__ import annotations

import asyncio
import socket
from ipaddress import IPv4Address

import pytest

from vpdn.aaa.radius_socket import RadiusSocket
from vpdn.errors import ConfigError

SOURCE = IPv4Address("127.0.0.7")
LOOPBACK = IPv4Address("127.0.0.1")


def nothing(data: bytes, address: IPv4Address, port: int) -> None:
    raise AssertionError(data)


@pytest.fixture
def server() -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.bind((str(LOOPBACK), 0))
    made.settimeout(5)
    return made


async def test_a_datagram_leaves_from_the_source_and_its_answer_comes_back(
    server: socket.socket,
) -> None:
    heard: asyncio.Queue[tuple[bytes, IPv4Address, int]] = asyncio.Queue()
    ours = RadiusSocket(SOURCE, lambda *one: heard.put_nowait(one))
    port = server.getsockname()[1]
    assert ours.send(b"request", LOOPBACK, port)
    with server:
        data, sender = server.recvfrom(100)
        assert (data, sender[0]) == (b"request", str(SOURCE))
        server.sendto(b"answer", sender)
    assert await asyncio.wait_for(heard.get(), 5) == (b"answer", LOOPBACK, port)
    ours.close()


async def test_a_retired_socket_closes_with_its_last_request() -> None:
    ours = RadiusSocket(SOURCE, nothing)
    with ours.request():
        with ours.request():
            ours.retire()
            assert not ours.closed
        assert not ours.closed
    assert ours.closed


async def test_without_requests_it_closes_when_it_is_retired_and_never_before() -> None:
    ours = RadiusSocket(None, nothing)
    with ours.request():
        pass
    assert not ours.closed
    ours.retire()
    assert ours.closed
    ours.close()


async def test_what_cannot_be_sent_is_said(server: socket.socket) -> None:
    server.close()
    ours = RadiusSocket(SOURCE, nothing)
    assert not ours.send(b"x" * 70_000, LOOPBACK, 9)
    assert not ours.send(b"x", IPv4Address("192.0.2.1"), 9)
    ours.close()


async def test_an_address_that_is_not_ours_is_one_clear_line() -> None:
    with pytest.raises(ConfigError, match=r"^RADIUS cannot send from 192\.0\.2\.1: Cannot assign"):
        RadiusSocket(IPv4Address("192.0.2.1"), nothing)
