from __future__ import annotations

import pytest

from tests.ios.support import angela, loaded, refused, typed, written


@pytest.mark.parametrize(
    ("line", "levels"),
    [
        ("privilege exec level 5 show running-config", {("exec", "show running-config"): 5}),
        ("priv exec lev 0 show", {("exec", "show"): 0}),
        ("privilege exec level 15 clear counters", {("exec", "clear counters"): 15}),
        ("privilege exec all level 7 show", {("exec", "show"): 7}),
        ("privilege interface level 7 ip address", {("interface", "ip address"): 7}),
        ("privilege sg-tacacs+ level 7 server", {("sg-tacacs+", "server"): 7}),
        ("privilege exec level 7 words nobody knows", {("exec", "words nobody knows"): 7}),
    ],
)
def test_words_and_the_level_they_are_given(line: str, levels: dict[tuple[str, str], int]) -> None:
    assert loaded(line).config.command_levels == levels


def test_a_later_level_of_the_same_words_takes_the_place_of_the_earlier() -> None:
    text = "privilege exec level 5 show clock\nprivilege exec level 0 show\n"
    assert loaded(f"{text}privilege exec level 7 show clock").config.command_levels == {
        ("exec", "show clock"): 7,
        ("exec", "show"): 0,
    }


@pytest.mark.parametrize(
    "no",
    [
        "no privilege exec level 5 show clock",
        "no privilege exec level 1 show clock",
        "privilege exec reset show clock",
        "privilege exec reset sh clo",
        "no privilege exec level 5 sh clock",
    ],
)
def test_no_gives_the_words_their_own_level_back(no: str) -> None:
    text = "privilege exec level 5 show clock\nprivilege exec level 5 show\n"
    assert loaded(text + no).config.command_levels == {("exec", "show"): 5}


def test_words_cut_short_are_the_same_words() -> None:
    text = "privilege exec level 5 sh clo\nprivilege interface level 5 ip addr\n"
    more = "privilege exec level 7 show clock\nprivilege interface reset ip address\n"
    assert loaded(text + more).config.command_levels == {("exec", "show clock"): 7}


@pytest.mark.parametrize("words", ["s", "sh c", "nonsense", "interface", "show clock detail"])
def test_words_that_mean_something_else_leave_the_level_as_it_is(words: str) -> None:
    text = f"privilege exec level 5 show clock\nprivilege exec reset {words}"
    assert loaded(text).config.command_levels == {("exec", "show clock"): 5}


def test_what_no_command_begins_with_is_taken_back_as_it_was_typed() -> None:
    text = "privilege exec level 5 words nobody knows\nprivilege exec reset words nobody"
    assert loaded(text).config.command_levels == {("exec", "words nobody knows"): 5}
    assert loaded(f"{text} knows").config.command_levels == {}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("privilege exec level 16 show", "% Invalid input detected at '^' marker."),
        ("privilege exec level -1 show", "% Invalid input detected at '^' marker."),
        ("privilege bogus level 5 show", "% Invalid input detected at '^' marker."),
        ("privilege exec level 5", "% Incomplete command."),
        ("privilege exec", "% Incomplete command."),
    ],
)
def test_what_is_no_level(line: str, reason: str) -> None:
    [problem] = refused(line)
    assert problem.startswith(f"test.cfg:1: {reason}\n{line}")


async def test_default_gives_the_words_their_own_level_back_too() -> None:
    _, router, shell = angela()
    line = "privilege interface level 5 mtu"
    await typed(shell, "configure terminal", line, f"default {line}")
    assert router.running.config.command_levels == {}


def test_a_reset_of_what_was_not_moved_leaves_nothing() -> None:
    assert written("privilege exec reset show clock") == []


def test_they_are_written_before_the_lines_inner_modes_first() -> None:
    text = """line con 0
priv exec lev 5 sh run
priv configure level 5 interface
priv interface all lev 5 ip
privilege line level 5 length
privilege exec level 5 configure terminal
banner motd #a#
"""
    assert written(text) == [
        "banner motd ^Ca^C",
        "privilege interface all level 5 ip",
        "privilege line level 5 length",
        "privilege configure level 5 interface",
        "privilege exec level 5 sh run",
        "privilege exec level 5 configure terminal",
        "line con 0",
    ]
