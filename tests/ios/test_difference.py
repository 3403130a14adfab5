from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vpdn.ios.config import load
from vpdn.ios.difference import NONE, differences

LINES = st.sampled_from(
    [
        "hostname bob",
        "ip host a 10.0.0.1",
        "interface Loopback0",
        "ip address 10.9.0.1 255.255.255.0",
        "shutdown",
        "vpdn-group A",
        "accept-dialin",
        "protocol pptp",
        "virtual-template 2",
        "exit",
    ]
)
TEXTS = st.lists(LINES, max_size=12).map("\n".join)


def difference(old: str, new: str) -> list[str]:
    text = differences(load(old).running.tree, load(new).running.tree)
    return text.splitlines()[1:]


def test_lines_that_go_and_come() -> None:
    assert difference("ip host a 10.0.0.1", "ip host b 10.0.0.2") == [
        "-ip host a 10.0.0.1",
        "+ip host b 10.0.0.2",
    ]


def test_a_change_inside_names_what_it_is_inside_of() -> None:
    old = "interface Loopback0\n ip address 10.0.0.1 255.0.0.0"
    new = "interface Loopback0\n ip address 10.0.0.2 255.0.0.0\n shutdown"
    assert difference(old, new) == [
        "interface Loopback0",
        " -ip address 10.0.0.1 255.0.0.0",
        " +ip address 10.0.0.2 255.0.0.0",
        " +shutdown",
    ]


def test_what_is_new_is_shown_with_what_is_inside() -> None:
    new = "vpdn-group A\n accept-dialin\n  protocol pptp"
    assert difference("", new) == ["+vpdn-group A", " +accept-dialin", "  +protocol pptp"]


@given(TEXTS, TEXTS)
def test_there_is_no_difference_exactly_between_equals(old: str, new: str) -> None:
    trees = load(old).running.tree, load(new).running.tree
    same = load(old).running.text() == load(new).running.text()
    assert (differences(*trees) == NONE) is same
    assert differences(trees[0], trees[0]) == NONE


@given(TEXTS, TEXTS)
def test_the_other_way_round_the_signs_change(old: str, new: str) -> None:
    swapped = {"+": "-", "-": "+"}
    there = {swapped[line[0]] + line[1:] for line in difference(old, new) if line[0] in swapped}
    assert there == {line for line in difference(new, old) if line[0] in swapped}


def test_each_line_of_a_text_has_its_sign() -> None:
    assert difference("", "banner motd #\nHello\n#") == ["+banner motd ^C", "+Hello", "+^C"]
