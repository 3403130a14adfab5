from __future__ import annotations

import pytest

from tests.ios.support import loaded, refused, written


@pytest.mark.parametrize(
    ("line", "levels"),
    [
        ("privilege exec level 5 show running-config", {"show running-config": 5}),
        ("priv exec lev 0 show", {"show": 0}),
        ("privilege exec level 15 clear counters", {"clear counters": 15}),
        ("privilege exec level 7 words nobody knows", {"words nobody knows": 7}),
    ],
)
def test_words_and_the_level_they_are_given(line: str, levels: dict[str, int]) -> None:
    assert loaded(line).config.exec_levels == levels


def test_a_later_level_of_the_same_words_takes_the_place_of_the_earlier() -> None:
    text = "privilege exec level 5 show clock\nprivilege exec level 0 show\n"
    assert loaded(f"{text}privilege exec level 7 show clock").config.exec_levels == {
        "show clock": 7,
        "show": 0,
    }


@pytest.mark.parametrize(
    "no",
    ["no privilege exec level 5 show clock", "no privilege exec level 1 show clock"],
)
def test_no_gives_the_words_their_own_level_back(no: str) -> None:
    text = "privilege exec level 5 show clock\nprivilege exec level 5 show\n"
    assert loaded(text + no).config.exec_levels == {"show": 5}


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


def test_they_are_written_before_the_lines_as_they_were_typed() -> None:
    text = "line con 0\npriv exec level 5 sh run\npriv configure level 5 interface\nbanner motd #a#"
    assert written(text) == [
        "banner motd ^Ca^C",
        "privilege exec level 5 sh run",
        "privilege configure level 5 interface",
        "line con 0",
    ]


@pytest.mark.parametrize("mode", ["configure", "interface", "line"])
def test_levels_of_configuration_commands_are_kept_without_effect(mode: str) -> None:
    running = loaded(f"privilege {mode} level 7 description").running
    assert [note.reason for note in running.notes() if note.number] == [
        "who may configure may give every configuration command"
    ]
    assert running.config.exec_levels == {}
