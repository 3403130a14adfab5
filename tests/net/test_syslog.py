"""Datagrams to a socket of this machine."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing
from ipaddress import IPv4Address

import pytest

from tests.net.datagrams import listening
from vpdn.net.syslog import SyslogSocket

HERE = IPv4Address("127.0.0.1")


@pytest.fixture
def server() -> Iterator[socket.socket]:
    with listening() as made:
        yield made


def test_datagrams_come_from_the_source_that_was_last_said(server: socket.socket) -> None:
    with closing(SyslogSocket(server.getsockname()[1])) as sender:
        assert sender.send(HERE, b"first")
        sender.come_from(IPv4Address("127.0.0.77"))
        assert sender.send(HERE, b"second")
        sender.come_from(None)
        assert sender.send(HERE, b"third")
    received = [server.recvfrom(100) for _ in range(3)]
    assert [(octets, peer[0]) for octets, peer in received] == [
        (b"first", "127.0.0.1"),
        (b"second", "127.0.0.77"),
        (b"third", "127.0.0.1"),
    ]


def test_a_source_that_is_not_ours_is_passed_over(server: socket.socket) -> None:
    with closing(SyslogSocket(server.getsockname()[1])) as sender:
        sender.come_from(IPv4Address("192.0.2.1"))
        assert sender.send(HERE, b"all the same")
    assert server.recvfrom(100)[1][0] == "127.0.0.1"


def test_what_the_system_does_not_take_is_told(server: socket.socket) -> None:
    with closing(SyslogSocket(server.getsockname()[1])) as sender:
        assert not sender.send(HERE, bytes(70_000))
        assert sender.send(HERE, b"the next one")


def test_a_server_that_is_not_there_makes_no_trouble(server: socket.socket) -> None:
    port = server.getsockname()[1]
    server.close()
    with closing(SyslogSocket(port)) as sender:
        assert [sender.send(HERE, b"anybody?") for _ in range(3)] == [True] * 3
