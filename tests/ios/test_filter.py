from __future__ import annotations

from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpdn.errors import ConfigError
from vpdn.ios.filter import BAD_EXPRESSION, cut, split
from vpdn.ios.grammar import INCOMPLETE, INVALID

TEXT = """\
hostname angela
!
interface Ethernet0/0
 ip address 10.200.20.2 255.255.255.0
 half-duplex
!
interface Virtual-Template1
 ip unnumbered Loopback0
!
"""


def through(modifier: str, text: str = TEXT) -> str:
    command, chosen = split(f"show running-config | {modifier}")
    assert command == "show running-config"
    assert chosen is not None
    return chosen.feed(text) + chosen.end()


@pytest.mark.parametrize(
    ("modifier", "screen"),
    [
        ("include ^interface", "interface Ethernet0/0\ninterface Virtual-Template1\n"),
        (
            "inc address|unnumbered",
            " ip address 10.200.20.2 255.255.255.0\n ip unnumbered Loopback0\n",
        ),
        ("i Interface", ""),
        ("begin Virtual", "interface Virtual-Template1\n ip unnumbered Loopback0\n!\n"),
        ("exclude ^( |!)", "hostname angela\ninterface Ethernet0/0\ninterface Virtual-Template1\n"),
        (
            "section interface E",
            "interface Ethernet0/0\n ip address 10.200.20.2 255.255.255.0\n half-duplex\n",
        ),
        ("sec unnumbered", " ip unnumbered Loopback0\n"),
    ],
)
def test_only_the_lines_asked_for_pass(modifier: str, screen: str) -> None:
    assert through(modifier) == screen


@given(st.lists(st.integers(0, len(TEXT))))
def test_pieces_pass_as_the_whole_does(cuts: list[int]) -> None:
    _, chosen = split("show running-config | section interface")
    assert chosen is not None
    edges = [0, *sorted(cuts), len(TEXT)]
    pieces = [TEXT[a:b] for a, b in pairwise(edges)]
    assert "".join(map(chosen.feed, pieces)) + chosen.end() == through("section interface")


def test_a_remark_stands_in_the_section_it_is_in() -> None:
    text = "vpdn-group X\n! Default PPTP VPDN group\n accept-dialin\n!\n! x\ncall rsvp-sync\n"
    _, chosen = split("show running-config | section vpdn")
    assert chosen is not None
    assert chosen.feed(text) == "vpdn-group X\n! Default PPTP VPDN group\n accept-dialin\n"


def test_a_last_line_without_an_end_is_judged_too() -> None:
    assert through("include bob", "alice\nbob") == "bob\n"
    assert through("exclude bob", "alice\nbob") == "alice\n"


@pytest.mark.parametrize(
    ("line", "reason", "column"),
    [
        ("show version | foo bar", INVALID, 15),
        ("show version |", INCOMPLETE, None),
        ("show version | include", INCOMPLETE, None),
        ("show version | include [", BAD_EXPRESSION, None),
        ("show version | include (a", BAD_EXPRESSION, None),
    ],
)
def test_a_wrong_modifier_is_refused(line: str, reason: str, column: int | None) -> None:
    with pytest.raises(ConfigError) as caught:
        split(line)
    assert (caught.value.reason, caught.value.column) == (reason, column)


@pytest.mark.parametrize("line", ["show version", "ping a | include b", "show a|b", ""])
def test_other_lines_are_left_as_they_are(line: str) -> None:
    assert split(line) == (line, None)
    assert cut(line) == (line, None)


@given(st.text())
def test_whatever_the_expression_it_is_taken_or_refused(expression: str) -> None:
    with suppress(ConfigError):
        _, chosen = split(f"show version | include {expression}")
        assert chosen is not None
        assert chosen.feed("some line\n") in ("", "some line\n")
