from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network

import pytest

from tests.ios.support import loaded, refused, written
from vpdn.nas.config import StaticRoute


def test_a_pool_may_have_many_ranges() -> None:
    text = "ip local pool p 10.0.0.1 10.0.0.9\nip local pool p 10.0.1.1\nip local pool q 10.0.2.1"
    pools = loaded(text).config.pools
    assert [(str(low), str(high)) for low, high in pools["p"].ranges] == [
        ("10.0.0.1", "10.0.0.9"),
        ("10.0.1.1", "10.0.1.1"),
    ]
    assert list(loaded(f"{text}\nno ip local pool p").config.pools) == ["q"]
    assert len(loaded(f"{text}\nno ip local pool p 10.0.1.1").config.pools["p"].ranges) == 1


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("ip local pool p 10.0.0.9 10.0.0.1", "start address greater than end address"),
        ("ip local pool p 10.0.0.0 10.9.0.0", "more than 65536 addresses"),
        ("ip local pool q 10.1.0.5 10.1.0.200", "overlaps with pool: x"),
    ],
)
def test_ranges_that_cannot_be(line: str, reason: str) -> None:
    [problem] = refused(f"ip local pool x 10.1.0.1 10.1.0.10\n{line}")
    assert problem.startswith("test.cfg:2: ")
    assert reason in problem


@pytest.mark.parametrize(
    ("line", "route"),
    [
        (
            "ip route 0.0.0.0 0.0.0.0 10.0.0.1",
            StaticRoute(IPv4Network("0.0.0.0/0"), IPv4Address("10.0.0.1")),
        ),
        (
            "ip route 10.0.0.0 255.0.0.0 Ethernet0/0 200 permanent",
            StaticRoute(IPv4Network("10.0.0.0/8"), None, "Ethernet0/0", 200),
        ),
        (
            "ip route 10.0.0.0 255.0.0.0 Ethernet0/0 10.1.1.1",
            StaticRoute(IPv4Network("10.0.0.0/8"), IPv4Address("10.1.1.1"), "Ethernet0/0"),
        ),
        (
            "ip route 10.0.0.0 255.0.0.0 10.1.1.1 tag 5 name x",
            StaticRoute(IPv4Network("10.0.0.0/8"), IPv4Address("10.1.1.1")),
        ),
    ],
)
def test_routes(line: str, route: StaticRoute) -> None:
    assert loaded(line).config.routes == (route,)
    assert written(line) == [line]


def test_no_route_takes_all_to_the_prefix_or_the_one_it_names() -> None:
    text = "ip route 10.0.0.0 255.0.0.0 10.1.1.1\nip route 10.0.0.0 255.0.0.0 10.1.1.2"
    assert loaded(f"{text}\nno ip route 10.0.0.0 255.0.0.0").config.routes == ()
    left = loaded(f"{text}\nno ip route 10.0.0.0 255.0.0.0 10.1.1.1").config.routes
    assert [str(route.gateway) for route in left] == ["10.1.1.2"]


def test_access_lists_are_kept_by_number_and_in_their_own_order() -> None:
    lines = [
        "access-list 20 permit any",
        "access-list 10 permit 10.0.0.0 0.0.0.255",
        "access-list 10 deny any",
    ]
    assert written("\n".join(lines)) == [*lines[1:], lines[0]]


def test_how_many_former_users_a_pool_remembers() -> None:
    lines = "ip local pool p 10.0.0.1 10.0.0.9 cache-size 5\nip local pool q 10.0.1.1 cache-size 20"
    assert {name: one.cache for name, one in loaded(lines).config.pools.items()} == {
        "p": 5,
        "q": 20,
    }
    assert written(lines) == [
        "ip local pool p 10.0.0.1 10.0.0.9 cache-size 5",
        "ip local pool q 10.0.1.1",
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ["ip dhcp pool P", " network 10.0.0.0 255.0.0.0", " default-router 10.0.0.1"],
        ["ip dhcp-server 10.0.0.5"],
    ],
)
def test_dhcp_is_kept_and_noted(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert sorted(written(text)) == sorted(lines)
    assert lines[-1].strip() in {note.line for note in loaded(text).running.notes()}


def test_what_of_a_line_has_no_effect_is_noted() -> None:
    text = (
        "ip route 10.0.0.0 255.0.0.0 10.1.1.1 permanent tag 7\n"
        "ip local pool p 10.0.0.1 group g\nip route 11.0.0.0 255.0.0.0 10.1.1.1"
    )
    notes = [note for note in loaded(text).running.notes() if note.number]
    assert [note.number for note in notes] == [2, 1]
    assert notes[0].reason == "group: all pools are in one group"
    assert notes[1].reason.startswith("permanent: the machine decides")
    assert "; tag: " in notes[1].reason


def test_the_interface_of_radius_requests_is_named_also_to_take_it_back() -> None:
    line = "ip radius source-interface Loopback0"
    assert written("ip radius source lo0") == [line]
    config = loaded(line).config
    assert config.radius_source_interface == "Loopback0"
    assert loaded(f"{line}\nno {line}").config.radius_source_interface is None
    [told] = refused(f"{line}\nno ip radius source-interface")
    assert told.startswith("test.cfg:2: % Incomplete command.")
