from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from tests.ios.support import loaded, refused, written
from vpdn.nas.nat_settings import DynamicNat, NatPool, NatSettings, StaticNat

FIRST, LAST, LOCAL = map(IPv4Address, ("192.0.2.20", "192.0.2.23", "10.0.0.7"))


def nat(*lines: str) -> NatSettings:
    return loaded("\n".join(lines)).config.nat


@pytest.mark.parametrize(
    ("line", "made"),
    [
        (
            "ip nat inside source list 1 interface Ethernet0/0 overload",
            DynamicNat("1", "Ethernet0/0"),
        ),
        ("ip nat inside source list WEB interface Dialer1", DynamicNat("WEB", "Dialer1")),
        ("ip nat inside source list 101 pool P overload", DynamicNat("101", None, "P")),
        ("ip nat inside source list 101 pool P", DynamicNat("101", None, "P", overload=False)),
    ],
)
def test_dynamic_translation(line: str, made: DynamicNat) -> None:
    assert nat(line).dynamic == (made,)
    assert written(line) == [line]


@pytest.mark.parametrize(
    ("line", "made"),
    [
        ("ip nat inside source static 10.0.0.7 192.0.2.20", StaticNat(LOCAL, FIRST)),
        (
            "ip nat inside source static tcp 10.0.0.7 8080 192.0.2.20 80",
            StaticNat(LOCAL, FIRST, None, "tcp", 8080, 80),
        ),
        (
            "ip nat inside source static udp 10.0.0.7 53 interface Ethernet0/0 5353",
            StaticNat(LOCAL, None, "Ethernet0/0", "udp", 53, 5353),
        ),
    ],
)
def test_static_translation(line: str, made: StaticNat) -> None:
    assert nat(line).static == (made,)
    assert written(line) == [line]


def test_a_pool_is_as_large_as_its_mask_allows() -> None:
    by_mask = "ip nat pool P 192.0.2.20 192.0.2.23 netmask 255.255.255.0"
    by_length = "ip nat pool Q 192.0.2.20 192.0.2.23 prefix-length 29"
    assert nat(by_mask, by_length).pools == {
        "P": NatPool("P", FIRST, LAST, 24),
        "Q": NatPool("Q", FIRST, LAST, 29),
    }
    assert written(f"{by_mask}\n{by_length}") == [by_mask, by_length]
    assert nat(by_mask, "no ip nat pool P").pools == {}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (
            "ip nat pool P 192.0.2.9 192.0.2.1 netmask 255.255.255.0",
            "%Bad IP range, start address greater than end address",
        ),
        (
            "ip nat pool P 192.0.2.20 192.0.2.40 prefix-length 28",
            "%Start and end addresses on different subnets",
        ),
        (
            "ip nat pool P 10.0.0.0 10.0.4.0 netmask 255.0.0.0",
            "%Pool P has more than 1024 addresses",
        ),
        (
            "ip nat pool P 192.0.2.20 192.0.2.23 netmask 255.0.255.0",
            "Bad mask 0xFF00FF00 for address 192.0.2.20",
        ),
    ],
)
def test_a_pool_that_cannot_be(line: str, reason: str) -> None:
    assert refused(line) == [f"test.cfg:1: {reason}\n{line}"]


def test_a_global_address_is_of_one_local_one() -> None:
    line = "ip nat inside source static tcp 10.0.0.8 80 192.0.2.20 80"
    first = "ip nat inside source static tcp 10.0.0.7 80 192.0.2.20 80"
    assert refused(f"{first}\n{line}") == [
        f"test.cfg:2: % similar static entry (10.0.0.8 -> 192.0.2.20) already exists\n{line}"
    ]
    other = "ip nat inside source static udp 10.0.0.8 80 192.0.2.20 80"
    assert len(nat(first, other).static) == 2


def test_a_list_is_translated_one_way_and_no_takes_its_line_away() -> None:
    lines = (
        "ip nat inside source list 1 interface Ethernet0/0 overload",
        "ip nat inside source list 1 pool P overload",
    )
    assert nat(*lines).dynamic == (DynamicNat("1", None, "P"),)
    assert nat(*lines, "no ip nat inside source list 1").dynamic == ()


def test_an_interface_or_a_template_is_inside_or_outside() -> None:
    for kind in ("Ethernet0/0", "Virtual-Template1"):
        text = f"interface {kind}\n ip nat outside\n ip nat inside"
        config = loaded(text).config
        found = [one.nat for one in config.interfaces.values()]
        assert found + [one.nat for one in config.templates.values()] == ["inside"]
        assert written(text) == [f"interface {kind}", " ip nat inside"]


@pytest.mark.parametrize(
    "lines",
    [
        ["ip nat inside source list 1 interface Ethernet0/0 overload"],
        ["ip nat inside source static 10.0.0.1 10.1.0.1"],
        ["ip nat pool P 192.0.2.20 192.0.2.23 netmask 255.255.255.0"],
        ["interface Ethernet0/0", " ip nat outside"],
        ["interface Virtual-Template1", " ip nat inside"],
    ],
)
def test_lines_are_noted_since_not_every_router_may_act_on_them(lines: list[str]) -> None:
    notes = [note for note in loaded("\n".join(lines)).running.notes() if note.number]
    assert [note.line for note in notes] == [lines[-1].strip()]
    assert notes[0].reason == "unless the router is served with `--manage`"


def test_lines_stand_between_the_pools_and_the_routes() -> None:
    lines = [
        "ip local pool default 172.16.10.1 172.16.10.10",
        "ip nat pool P 192.0.2.20 192.0.2.23 netmask 255.255.255.0",
        "ip nat inside source list 1 pool P overload",
        "ip route 10.0.0.0 255.0.0.0 192.0.2.1",
    ]
    assert written("\n".join(reversed(lines))) == lines
