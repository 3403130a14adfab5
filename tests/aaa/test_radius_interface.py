"""Lines of configuration in an Access-Accept."""

from __future__ import annotations

import pytest

from vpdn.aaa.radius_interface import interface_lines, is_interface_config
from vpdn.radius.packet import Attributes, Code, decode, reply, request

ASKED = decode(request(Code.ACCESS_REQUEST, 1, bytes(16), b"cisco", []))
LIMIT = "rate-limit input 512000 96000 192000 conform-action transmit exceed-action drop"


def lines(*attributes: tuple[str, str | int | bytes]) -> tuple[str, ...]:
    given: Attributes = list(attributes)
    return interface_lines(decode(reply(ASKED, Code.ACCESS_ACCEPT, b"cisco", given)))


@pytest.mark.parametrize(
    ("pair", "found"),
    [
        ("lcp:interface-config=mtu 1400", ("mtu 1400",)),
        ("lcp:interface-config*mtu 1400", ("mtu 1400",)),
        ("lcp:interface-config#12=mtu 1400", ("mtu 1400",)),
        ("lcp:interface-config=mtu 1400\\n keepalive 5\\n", ("mtu 1400", "keepalive 5")),
        ("lcp:interface-config=mtu 1400\n\r\nkeepalive 5", ("mtu 1400", "keepalive 5")),
        ("lcp:interface-config=", ()),
        ("ip:interface-config=mtu 1400", ()),
        ("lcp:interface-config#=mtu 1400", ()),
        ("xlcp:interface-config=mtu 1400", ()),
        ("shell:priv-lvl=15", ()),
    ],
)
def test_a_pair_has_one_line_or_several(pair: str, found: tuple[str, ...]) -> None:
    assert lines(("Cisco-AVPair", pair)) == found


def test_several_pairs_keep_their_order() -> None:
    pairs = [("Cisco-AVPair", f"lcp:interface-config#{one}=mtu {one}") for one in (3, 1, 2)]
    assert lines(*pairs) == ("mtu 3", "mtu 1", "mtu 2")


def test_what_is_no_utf_8_is_a_line_all_the_same() -> None:
    assert lines(("Cisco-AVPair", b"lcp:interface-config=mtu \xff")) == ("mtu \ufffd",)


def test_the_rates_of_wispr_are_lines_before_the_others_seen_from_the_user() -> None:
    up = ("WISPr-Bandwidth-Max-Up", 512_000)
    down = ("WISPr-Bandwidth-Max-Down", 2_000_000)
    assert lines(("Cisco-AVPair", "lcp:interface-config=mtu 1400"), down, up) == (
        LIMIT,
        "rate-limit output 2000000 375000 750000 conform-action transmit exceed-action drop",
        "mtu 1400",
    )


@pytest.mark.parametrize(
    ("rate", "limit"),
    [(1, "8000 1500 3000"), (2**32 - 1, "2000000000 375000000 750000000")],
)
def test_a_rate_beyond_what_can_be_limited_is_the_nearest_that_can(rate: int, limit: str) -> None:
    [line] = lines(("WISPr-Bandwidth-Max-Down", rate))
    assert line == f"rate-limit output {limit} conform-action transmit exceed-action drop"


def test_a_rate_of_nothing_is_no_limit() -> None:
    assert lines(("WISPr-Bandwidth-Max-Up", 0)) == ()


def test_a_pair_is_known_by_its_name() -> None:
    assert is_interface_config(b"lcp:interface-config#1=no\nsense")
    assert not is_interface_config(b"lcp:interface")
