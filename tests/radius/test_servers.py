"""Identifiers go round; dead servers come back."""

from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from vpdn.errors import MisuseError
from vpdn.radius import trace
from vpdn.radius.servers import Servers
from vpdn.radius.settings import RadiusServer, RadiusSettings

ONE = RadiusServer(IPv4Address("10.0.0.1"))
TWO = RadiusServer(IPv4Address("10.0.0.1"), auth_port=1812, acct_port=1813)


def servers(deadtime: int = 1) -> Servers:
    settings = RadiusSettings((ONE, TWO), key="cisco", deadtime=deadtime)
    return Servers(settings, lambda count: b"\xff" * count)


def test_identifiers_go_round_from_a_random_start_and_skip_those_in_use() -> None:
    known = servers()
    server = known.all[0]
    assert [known.take_identifier(server) for _ in range(3)] == [255, 0, 1]
    known.release(server, 0)
    assert [known.take_identifier(server) for _ in range(253)] == list(range(2, 255))
    assert known.take_identifier(server) == 0
    with pytest.raises(MisuseError):
        known.take_identifier(server)


def test_two_ports_of_one_address_are_two_servers() -> None:
    known = servers()
    assert [known.take_identifier(one) for one in known.all] == [255, 255]
    known.silent(known.all[0], now=0.0)
    assert known.is_dead(known.all[0], now=1.0)
    assert not known.is_dead(known.all[1], now=1.0)


def test_a_dead_server_is_alive_after_the_dead_time_or_with_an_answer() -> None:
    known = servers()
    server = known.all[0]
    assert known.silent(server, now=0.0) == [trace.ServerDead(ONE.address, 1645, 1646)]
    assert known.is_dead(server, now=59.9)
    assert not known.is_dead(server, now=60.0)
    assert known.answered(server, now=61.0) == [trace.ServerAlive(ONE.address, 1645, 1646)]
    assert known.answered(server, now=62.0) == []


def test_without_a_dead_time_nobody_dies() -> None:
    known = servers(deadtime=0)
    assert known.silent(known.all[0], now=0.0) == []
    assert not known.is_dead(known.all[0], now=0.0)


def test_what_is_known_of_a_server_survives_other_settings() -> None:
    known = servers()
    known.silent(known.all[0], now=0.0)
    known.configure(RadiusSettings((ONE,), key="other", deadtime=5))
    assert known.is_dead(known.all[0], now=1.0)
    assert known.all[0].secret == b"other"


def test_counting_anew_leaves_a_dead_server_dead() -> None:
    known = servers()
    server = known.all[0]
    known.statistics(server).requests = 3
    known.silent(server, now=1.0)
    known.count_anew(server, now=5.0)
    counted = known.statistics(server)
    assert (counted.requests, counted.deaths, counted.cleared) == (0, 0, 5.0)
    assert (counted.dead, counted.changed) == (True, 1.0)
    assert known.is_dead(server, now=6.0)
