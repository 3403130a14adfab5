from __future__ import annotations

from contextlib import suppress
from ipaddress import IPv4Address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpdn.errors import ConfigError, MisuseError
from vpdn.ios.commands import EXEC
from vpdn.ios.configuration import users
from vpdn.ios.grammar import INCOMPLETE, INVALID, Declaration, Match, declare, match
from vpdn.ios.modes import ACCEPT_DIALIN, CONTROLLER, GLOBAL, INTERFACE, LINE, TEMPLATE, VPDN_GROUP
from vpdn.ios.pattern import compile_pattern
from vpdn.ios.tokens import Keyword

SHOW = [
    "show running-config",
    "show version",
    "show vpdn [tunnel|session]$what",
    "show ip local pool [default|WORD]$name",
    "show ip route",
    "logging A.B.C.D$address",
    "logging buffered (4096-2147483647)$size",
    "clear line (0-70)$line",
    "clock LINE$rest",
]
ALL_MODES: list[list[Declaration[Any]]] = [
    *(mode.declarations for mode in (GLOBAL, INTERFACE, TEMPLATE, CONTROLLER, LINE)),
    *(mode.declarations for mode in (VPDN_GROUP, ACCEPT_DIALIN)),
    *EXEC,
]


def declared(*patterns: str) -> list[Declaration[str]]:
    return [Declaration(compile_pattern(text), {}, text) for text in patterns]


def read(line: str) -> Match[str]:
    return match(declared(*SHOW), line)


def error(line: str) -> tuple[str, int | None]:
    with pytest.raises(ConfigError) as caught:
        read(line)
    return caught.value.reason, caught.value.column


def test_abbreviations_are_written_in_full() -> None:
    found = read("sh ip loc po")
    assert found.text == "show ip local pool"
    assert found.target == "show ip local pool [default|WORD]$name"


def test_arguments_are_typed_and_named() -> None:
    assert read("logging 10.0.0.1").arguments == {"address": IPv4Address("10.0.0.1")}
    assert read("logging buf 20010").arguments == {"size": 20010}
    assert read("show vpdn").arguments == {}


def test_a_keyword_wins_over_a_word() -> None:
    assert read("show ip local pool def").arguments == {"name": "default"}
    assert read("show ip local pool definitely").arguments == {"name": "definitely"}


def test_an_exact_keyword_wins_over_longer_ones() -> None:
    found = match(declared("ip pool", "ip pools"), "ip pool")
    assert found.target == "ip pool"


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("logging 0255.255.1", 8),
        ("show runing", 8),
        ("show vpdn xyz", 10),
        ("show version now", 13),
        ("clear line 71", 11),
        ("  foo", 2),
        ("no show version", 0),
    ],
)
def test_the_caret_stands_under_the_first_character_that_cannot_be(line: str, column: int) -> None:
    assert error(line) == (INVALID, column)


@pytest.mark.parametrize("line", ["show", "logging", "show ip local", "clock"])
def test_a_line_that_stops_too_early_is_incomplete(line: str) -> None:
    assert error(line) == (INCOMPLETE, None)


@pytest.mark.parametrize(
    ("line", "quoted"), [("cl", "cl"), ("sh v", "sh v"), ("show v foo", "show v")]
)
def test_ambiguity_is_told_up_to_the_word(line: str, quoted: str) -> None:
    assert error(line) == (f'% Ambiguous command:  "{quoted}"', None)


NAMES = ("interface INTERFACE$name", "interface TEMPLATE$name")


@pytest.mark.parametrize(
    ("line", "reason", "column"),
    [
        ("int loop", INCOMPLETE, None),
        ("interface Virtual-Template ", INCOMPLETE, None),
        ("int vi", INCOMPLETE, None),
        ("int v", '% Ambiguous command:  "int v"', None),
        ("int vir 1", '% Ambiguous command:  "int vir"', None),
        ("int lo x", INVALID, 7),
        ("int virtual-template 5000", INVALID, 21),
        ("int foo 1", INVALID, 4),
        ("int foo0", INVALID, 4),
    ],
)
def test_half_an_interface_s_name_is_read_as_far_as_it_goes(
    line: str, reason: str, column: int | None
) -> None:
    with pytest.raises(ConfigError) as caught:
        match(declared(*NAMES), line)
    assert (caught.value.reason, caught.value.column) == (reason, column)


def test_a_match_knows_where_its_first_typed_argument_stands() -> None:
    one = declared("show running-config [interface]$only INTERFACE$name WORD$rest")
    assert match(one, "sh run int  lo 0 x").column == 12
    assert read("show vpdn tunnel").column is None


def test_a_kind_that_a_command_does_not_take_is_no_half_of_a_name() -> None:
    with pytest.raises(ConfigError) as caught:
        match(declared("ip unnumbered INTERFACE$name"), "ip unnumbered virtual-template")
    assert (caught.value.reason, caught.value.column) == (INVALID, 14)


def test_no_is_known_from_a_declaration_only() -> None:
    [found] = [match(declared("[no] a", "no-op"), "no a")]
    assert (found.no, found.text) == (True, "no a")


def test_repeated_values_come_as_a_tuple() -> None:
    found = match(declared("a <b|c>$x... WORD$w..."), "a b c b d e")
    assert found.arguments == {"x": ("b", "c", "b"), "w": ("d", "e")}


def test_every_token_of_every_command_has_help() -> None:
    missing = [
        (declaration.pattern.text, leaf)
        for declarations in ALL_MODES
        for declaration in declarations
        for leaf in declaration.pattern.leaves
        if not declaration.help.get(
            leaf.token.symbol if isinstance(leaf.token, Keyword) else leaf.name
        )
    ]
    assert missing == []


def test_a_declaration_without_help_is_refused() -> None:
    with pytest.raises(MisuseError, match="frobnicate"):
        declare(compile_pattern("frobnicate"), "", None)


def test_no_command_is_declared_twice_in_a_mode() -> None:
    for declarations in ALL_MODES:
        texts = [declaration.pattern.text for declaration in declarations]
        assert len(texts) == len(set(texts))


def test_declarations_are_where_their_family_is() -> None:
    assert users.username in [declaration.target for declaration in GLOBAL.declarations]


@given(st.text(max_size=60))
def test_any_line_is_read_or_refused(line: str) -> None:
    for declarations in ALL_MODES:
        with suppress(ConfigError):
            match(declarations, line)
