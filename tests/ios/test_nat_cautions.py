from __future__ import annotations

import pytest

from tests.ios.support import loaded
from vpdn.ios.cautions import cautions

ROUTER = """\
interface Ethernet0/0
 ip address 192.0.2.2 255.255.255.0
 ip nat outside
interface Ethernet0/1
 ip nat inside
access-list 1 permit any
ip nat pool P 192.0.2.20 192.0.2.23 netmask 255.255.255.0
"""
LIST = "ip nat inside source list"
STATIC = "ip nat inside source static tcp 10.0.0.7 80 interface"
STATIC_ALL = "ip nat inside source static 10.0.0.7"
NOTHING = "so nothing is translated"


def found(*lines: str) -> list[str]:
    return list(cautions(loaded(ROUTER + "\n".join(lines)).config))


@pytest.mark.parametrize(
    "line",
    [
        "",
        f"{LIST} 1 interface Ethernet0/0 overload",
        f"{LIST} 1 pool P overload",
        f"{STATIC} Ethernet0/0 80",
        f"{STATIC_ALL} 192.0.2.7",
    ],
)
def test_a_configuration_that_does_what_it_says(line: str) -> None:
    assert found(line) == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f"{LIST} 2 pool P overload", f"{LIST} 2: there is no access list 2, {NOTHING}"),
        (f"{LIST} 1 pool Q overload", f"{LIST} 1: there is no ip nat pool Q, {NOTHING}"),
        (f"{LIST} 1 interface Dialer1", f"{LIST} 1: there is no Dialer1, {NOTHING}"),
        (
            f"{LIST} 1 pool P",
            f"{LIST} 1: addresses are shared when there are too few, as with `overload`",
        ),
        (
            f"{STATIC_ALL} 192.0.2.2",
            f"{STATIC_ALL}: who calls the router at 192.0.2.2 reaches 10.0.0.7 instead",
        ),
        (
            f"{STATIC} Ethernet0/1 80",
            f"ip nat inside source static tcp 10.0.0.7: Ethernet0/1 has no address, {NOTHING}",
        ),
    ],
)
def test_a_line_that_lacks_something(line: str, said: str) -> None:
    assert found(line) == [said]


def test_both_sides_are_needed() -> None:
    assert found("no interface Ethernet0/1", f"{LIST} 1 pool P overload") == [
        f"ip nat: no interface is `ip nat inside`, {NOTHING}"
    ]


def test_templates_cannot_be_told_apart() -> None:
    templates = [
        f"interface Virtual-Template{n}\n ip address 10.0.{n}.1 255.255.255.0" for n in (1, 2)
    ]
    assert found(*templates) == []
    assert found(templates[0], " ip nat inside", templates[1]) == [
        "ip nat: calls of all virtual templates are on one side, whichever template says so"
    ]
