"""What a syslog server gets, over the loopback."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing
from ipaddress import IPv4Address

import pytest

from tests.net.datagrams import listening
from vpdn.ios.syslog import FACILITIES, Syslog

HERE, THERE = IPv4Address("127.0.0.1"), IPv4Address("127.0.0.2")
CONFIGURED = "*Mar  1 00:00:31.443: %SYS-5-CONFIG_I: Configured from console by console"


@pytest.fixture
def server() -> Iterator[socket.socket]:
    with listening() as made:
        yield made


def test_a_line_has_its_priority_and_its_number_in_front(server: socket.socket) -> None:
    with closing(Syslog(server.getsockname()[1])) as syslog:
        syslog.configure((HERE,), "local7", None)
        syslog.write(5, CONFIGURED)
        syslog.configure((HERE,), "kern", None)
        syslog.write(3, "%LINK-3-UPDOWN: up")
    assert server.recv(200) == f"<189>1: {CONFIGURED}".encode()
    assert server.recv(200) == b"<3>2: %LINK-3-UPDOWN: up"


def test_messages_are_counted_and_so_is_what_each_server_was_sent(server: socket.socket) -> None:
    with closing(Syslog(server.getsockname()[1])) as syslog:
        syslog.write(5, "to nobody")
        syslog.configure((HERE, THERE), "local7", None)
        syslog.write(5, "to both")
        syslog.configure((HERE,), "local7", None)
        syslog.write(5, "to one")
        syslog.write(5, "x" * 70_000)
        assert (syslog.messages, syslog.sent, syslog.dropped) == (4, {HERE: 2}, 1)
        syslog.configure((THERE, HERE), "local7", None)
        assert syslog.sent == {THERE: 0, HERE: 2}


def test_datagrams_come_from_the_configured_source(server: socket.socket) -> None:
    with closing(Syslog(server.getsockname()[1])) as syslog:
        syslog.configure((HERE,), "local7", THERE)
        syslog.write(5, CONFIGURED)
    assert server.recvfrom(200)[1][0] == str(THERE)


def test_facilities_have_the_numbers_of_rfc_3164() -> None:
    assert [FACILITIES[name] for name in ("kern", "auth", "sys9", "local0", "local7")] == [
        0,
        4,
        9,
        16,
        23,
    ]
