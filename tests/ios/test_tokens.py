from __future__ import annotations

from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpdn.ios.tokens import (
    Address,
    FlashFile,
    Hit,
    Host,
    HostName,
    Interface,
    InterfaceName,
    Keyword,
    Line,
    Mask,
    Number,
    Rank,
    Token,
    Word,
)


def read(token: Token, word: str, line: str = "") -> Hit | None:
    return token.match(line or word, 0, len(word))


def test_a_keyword_may_be_cut_short_and_ignores_case() -> None:
    keyword = Keyword("InOut")
    assert read(keyword, "inout") == Hit("InOut", 5, Rank.EXACT)
    assert read(keyword, "IN") == Hit("InOut", 2, Rank.ABBREVIATED)
    assert read(keyword, "inouts") is None


@pytest.mark.parametrize(("word", "agreed"), [("runing", 3), ("x", 0), ("running-conf1g", 12)])
def test_a_keyword_tells_how_far_a_wrong_word_was_right(word: str, agreed: int) -> None:
    assert Keyword("running-config").agreed(word) == agreed


def test_a_wrong_argument_is_wrong_from_its_first_character() -> None:
    assert Number(1, 5).agreed("19") == 0


@pytest.mark.parametrize("word", ["0", "256", "x", "-1", "1.5", "", "99999999999999", "٣"])
def test_a_number_out_of_its_range_is_not_read(word: str) -> None:
    assert read(Number(1, 255), word) is None


def test_a_number_is_read_within_its_range() -> None:
    assert read(Number(1, 255), "255") == Hit(255, 3, Rank.TYPED)
    assert Number(1, 255).symbol == "<1-255>"


@pytest.mark.parametrize("word", ["0255.255.1", "1.2.3", "1.2.3.256", "a.b.c.d", "1.2.3.4/24"])
def test_what_is_no_address_is_not_read(word: str) -> None:
    assert read(Address(), word) is None


@pytest.mark.parametrize("word", ["ias", "ias-2.lab.example", "2nd", "n_1"])
def test_a_host_without_an_address_is_a_name(word: str) -> None:
    assert read(Host(), word) == Hit(HostName(word), len(word), Rank.WORD)
    assert str(HostName(word)) == word


@pytest.mark.parametrize("word", ["", "10.0.0.256", "10.0.0", "1", "-", "a..b", "a.", "a/24", "é"])
def test_what_is_neither_is_no_host(word: str) -> None:
    assert read(Host(), word) is None


def test_a_host_by_its_address_is_typed() -> None:
    assert read(Host(), "10.0.0.1") == Hit(IPv4Address("10.0.0.1"), 8, Rank.TYPED)


def test_an_address_is_typed() -> None:
    assert read(Address(), "10.0.0.1") == Hit(IPv4Address("10.0.0.1"), 8, Rank.TYPED)


def test_a_line_takes_the_rest_with_its_inner_blanks() -> None:
    line = "a  b c  "
    assert Line().match(line, 0, 1) == Hit("a  b c", len(line), Rank.LINE)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Loopback0", "Loopback0"),
        ("lo0", "Loopback0"),
        ("loopback 0", "Loopback0"),
        ("e0/0", "Ethernet0/0"),
        ("fa 0/1", "FastEthernet0/1"),
        ("vi1", "Virtual-Access1"),
        ("Serial6:6", "Serial6:6"),
    ],
)
def test_interface_names_are_read_with_and_without_a_blank(typed: str, name: str) -> None:
    first = typed.split(maxsplit=1)[0]
    hit = Interface().match(typed, 0, len(first))
    assert hit is not None
    assert str(hit.value) == name
    assert hit.end == len(typed)


@pytest.mark.parametrize("typed", ["Loopback", "a0", "Foo0", "lo0x", "virtual-template1"])
def test_what_names_no_interface_of_its_own_commands_is_not_read(typed: str) -> None:
    assert Interface().match(typed, 0, len(typed)) is None


@pytest.mark.parametrize(
    ("typed", "value", "rank"),
    [
        ("flash:", "flash:", Rank.EXACT),
        ("FL", "flash:", Rank.ABBREVIATED),
        ("flash:a.cfg", "flash:a.cfg", Rank.TYPED),
        ("Flash:/A.cfg", "flash:A.cfg", Rank.TYPED),
        ("flash:../x", "flash:../x", Rank.TYPED),
    ],
)
def test_a_file_is_named_behind_its_file_system(typed: str, value: str, rank: Rank) -> None:
    assert FlashFile().match(typed, 0, len(typed)) == Hit(value, len(typed), rank)


@pytest.mark.parametrize("typed", ["flashy", "a.cfg", "nvram:a", "tftp:", "flash.cfg"])
def test_a_bare_word_is_no_file_of_flash(typed: str) -> None:
    assert FlashFile().match(typed, 0, len(typed)) is None


def test_a_template_is_read_by_its_own_token_only() -> None:
    token = Interface(only="Virtual-Template")
    hit = token.match("Virtual-Template 1", 0, 16)
    assert hit == Hit(InterfaceName("Virtual-Template", "1"), 18, Rank.TYPED)
    assert token.match("lo0", 0, 3) is None


def test_short_names_are_those_of_debug_lines() -> None:
    assert InterfaceName("Virtual-Access", "1").short == "Vi1"
    assert InterfaceName("Ethernet", "0/0").short == "Et0/0"


@given(st.text())
def test_no_token_raises_whatever_is_typed(word: str) -> None:
    for token in (Keyword("a"), Word(), Line(), Number(0, 9), Address(), Interface(), FlashFile()):
        token.match(word, 0, len(word))
        token.agreed(word)


@pytest.mark.parametrize(
    ("word", "mask"),
    [("/24", "255.255.255.0"), ("/0", "0.0.0.0"), ("/32", "255.255.255.255"), ("255.0.0.0",) * 2],
)
def test_a_mask_may_be_a_prefix_length(word: str, mask: str) -> None:
    assert read(Mask(), word) == Hit(IPv4Address(mask), len(word), Rank.TYPED)


@pytest.mark.parametrize("word", ["/33", "/", "/-1", "/2x", "24", "/255.0.0.0"])
def test_what_is_no_mask_is_not_read(word: str) -> None:
    assert read(Mask(), word) is None
