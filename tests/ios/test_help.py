from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from vpdn.ios import modes
from vpdn.ios.commands import EXEC
from vpdn.ios.config import FACTORY
from vpdn.ios.grammar import Declaration, declare
from vpdn.ios.help import choices, complete, help_text, sentence
from vpdn.ios.modes import Mode
from vpdn.ios.pattern import END, Node, compile_pattern
from vpdn.ios.tokens import KINDS
from vpdn.ios.vocabulary import KINDS_HELP


def made(*patterns: str) -> list[Declaration[str]]:
    declarations = []
    for text in patterns:
        pattern = compile_pattern(text)
        words = {leaf.name or leaf.token.symbol for leaf in pattern.leaves}
        words |= {leaf.token.symbol for leaf in pattern.leaves}
        helps = "\n".join(f"{word}  About {word}" for word in words)
        declarations.append(declare(pattern, helps, text))
    return declarations


SHOW = made(
    "show version",
    "show vpdn [tunnel|session]",
    "show virtual-access (1-255)$unit",
    "show host WORD$name",
    "systat",
)


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("", "Exec commands:\n  show    About show\n  systat  About systat\n"),
        ("s", "show    systat\n"),
        ("show v", "version         virtual-access  vpdn\n"),
        ("show vpdn ", "  session  About session\n  tunnel   About tunnel\n  <cr>\n"),
        ("sh vp ", "  session  About session\n  tunnel   About tunnel\n  <cr>\n"),
        ("show virtual-access ", "  <1-255>  About unit\n"),
        ("show host ", "  WORD  About name\n"),
        ("show version ", "  <cr>\n"),
        ("show x", "% Unrecognized command\n"),
        ("foo ", "% Unrecognized command\n"),
        ("s v ", '% Ambiguous command:  "s"\n'),
        ("show v ", '% Ambiguous command:  "show v"\n'),
    ],
)
def test_a_question_mark_is_answered(line: str, answer: str) -> None:
    assert help_text([SHOW], line, "Exec commands:") == answer


def test_a_sentence_too_long_for_the_screen_goes_on_under_itself() -> None:
    long = declare(
        compile_pattern("max-configure"), "max-configure  " + "a word or " * 6 + "so", ""
    )
    short = declare(compile_pattern("mtu"), "mtu  Short", "")
    assert help_text([[long, short]], "", width=50) == (
        "  max-configure  a word or a word or a word or a\n"
        "                 word or a word or a word or so\n"
        "  mtu            Short\n"
    )
    whole = help_text([[long, short]], "")
    assert max(map(len, whole.splitlines())) > 70
    assert help_text([[long, short]], "", width=20) == whole


def test_completions_stand_in_three_columns() -> None:
    assert help_text([made("aa", "ab", "acc", "adddd")], "a") == "aa     ab     acc\nadddd\n"


@pytest.mark.parametrize(
    ("line", "completed"),
    [
        ("sh", "show "),
        ("sy", "systat "),
        ("sh ve", "sh version "),
        ("show v", None),
        ("s", None),
        ("show ", None),
        ("show host a", None),
        ("foo b", None),
        ("SHOW VER", "SHOW version "),
    ],
)
def test_tab_completes_what_is_unique(line: str, completed: str | None) -> None:
    assert complete([SHOW], line) == completed


def test_a_word_that_is_whole_is_complete_though_another_begins_with_it() -> None:
    assert complete([made("ip", "ipx")], "ip") == "ip "


def test_the_first_set_that_can_read_the_words_answers() -> None:
    inner, outer = made("ip address", "shutdown"), made("ip route", "hostname")
    assert help_text([inner, outer], "ip ") == "  address  About address\n"
    assert help_text([inner, outer], "host") == "hostname\n"
    assert complete([inner, outer], "ho") == "hostname "
    assert help_text([inner, outer], "") == "  ip        About ip\n  shutdown  About shutdown\n"


INTERFACES = made("interface INTERFACE$name", "interface TEMPLATE$unit", "show clock")


def test_an_interface_is_offered_by_its_kinds_and_then_by_its_number() -> None:
    listed = help_text([INTERFACES], "interface ")
    assert "  Ethernet          IEEE 802.3\n" in listed
    assert "  Virtual-Template  Virtual Template interface\n" in listed
    assert help_text([INTERFACES], "int v") == "Virtual-Access    Virtual-Template  Vlan\n"
    number = "  <1-1000>  Virtual-Template interface number\n"
    assert help_text([INTERFACES], "interface virtual-t ") == number
    assert help_text([INTERFACES], "interface virtual-template 1 ") == "  <cr>\n"
    assert help_text([INTERFACES], "show ethernet ") == "% Unrecognized command\n"
    assert complete([INTERFACES], "int lo") == "int Loopback "


def test_every_kind_of_interface_has_help() -> None:
    assert set(KINDS) == set(KINDS_HELP)


MODES: list[Mode[Any]] = [one for one in vars(modes).values() if isinstance(one, Mode)]


def test_every_token_of_every_command_has_help() -> None:
    assert EXEC[0] in [mode.declarations for mode in MODES]
    assert FACTORY[0]
    missing = [
        f"{declaration.pattern.text}: {node.token.symbol}"
        for mode in MODES
        for declaration in mode.declarations
        for node in nodes(declaration)
        if node is not END and not sentence(declaration, node)
    ]
    assert missing == []


def test_every_mode_answers_a_bare_question_mark() -> None:
    for mode in MODES:
        offered = choices(mode.declarations, "")
        assert [one.symbol for one in offered if not one.sentence] == []


def nodes(declaration: Declaration[Any]) -> Iterator[Node]:
    seen: set[int] = set()
    waiting = list(declaration.pattern.start)
    while waiting:
        node = waiting.pop()
        if id(node) not in seen:
            seen.add(id(node))
            yield node
            waiting += node.next
