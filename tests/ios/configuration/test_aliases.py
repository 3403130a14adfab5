from __future__ import annotations

import pytest

from tests.ios.support import loaded, refused, written


def test_a_word_stands_for_a_command_in_its_mode() -> None:
    text = "alias exec sib show ip interface brief\nalias interface desc description\n"
    assert loaded(text).config.aliases == {
        ("exec", "sib"): "show ip interface brief",
        ("interface", "desc"): "description",
    }


@pytest.mark.parametrize("no", ["no alias exec sib", "no alias exec sib show clock"])
def test_no_takes_one_word_away(no: str) -> None:
    text = f"alias exec sib show ip interface brief\nalias exec sc show clock\n{no}\n"
    assert loaded(text).config.aliases == {("exec", "sc"): "show clock"}


def test_a_later_meaning_takes_the_place_of_the_earlier() -> None:
    assert loaded("alias exec a b\nalias exec a c d\n").config.aliases == {("exec", "a"): "c d"}


def test_they_are_written_between_the_banners_and_the_levels() -> None:
    text = "privilege exec level 3 who\nalias exec sc show  clock\nbanner motd #a#\n"
    assert written(text) == [
        "banner motd ^Ca^C",
        "alias exec sc show  clock",
        "privilege exec level 3 who",
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("alias exec", "% Incomplete command."),
        ("alias exec sib", "% Incomplete command."),
        ("alias bogus a b", "% Invalid input detected at '^' marker."),
    ],
)
def test_what_is_no_alias(line: str, reason: str) -> None:
    [problem] = refused(line)
    assert problem.startswith(f"test.cfg:1: {reason}\n{line}")
