from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpdn.ios.configuration.banners import KINDS, LONGEST
from vpdn.ios.multiline import one_line_of, waits_for


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("mark", ["#", "c", "^C", "^", "\x03", "%"])
def test_a_banner_waits_for_the_delimiter_that_began_it(kind: str, mark: str) -> None:
    begun = f"banner {kind} {mark}"
    assert waits_for(begun) == mark
    assert waits_for(f"{begun} Keep out\nor we\n") == mark
    assert waits_for(f"{begun} Keep out\nor we{mark}") is None
    assert waits_for(f"{begun} Keep out{mark}") is None
    assert waits_for(begun + mark) is None


@pytest.mark.parametrize(
    "begun",
    [
        "ban motd #",
        "ba motd #",
        "bann m #",
        "banner mo #",
        " banner  login   #",
        "BANNER MOTD #",
        "Banner Exec #",
        "banner inc #",
        "banner\tmotd\t#",
    ],
)
def test_it_is_a_banner_cut_short_and_in_any_case_too(begun: str) -> None:
    assert waits_for(begun) == "#"
    assert waits_for(f"{begun}\n#") is None


@pytest.mark.parametrize(
    "line",
    [
        "",
        "banner",
        "banner motd",
        "banner motd ",
        "no banner motd",
        "no banner motd #",
        "default banner motd #",
        "do show clock",
        "hostname banner",
        "description banner motd #",
        "bonner motd #",
        "band motd #",
        "banner bogus #",
        "banner motdx #",
        "boot system #",
        "username b password #",
    ],
)
def test_other_commands_are_whole(line: str) -> None:
    assert waits_for(line) is None


@pytest.mark.parametrize("text", ["^", "C", "c", "^ C", "C^"])
def test_circumflex_and_c_together_are_one_delimiter(text: str) -> None:
    assert waits_for(f"banner motd ^C{text}") == "^C"
    assert waits_for(f"banner motd ^C{text}^C") is None


@pytest.mark.parametrize("mark", ["#", "^C"])
def test_a_text_that_is_too_long_is_not_waited_for(mark: str) -> None:
    begun = f"banner motd {mark}"
    assert waits_for(begun + "x" * LONGEST) == mark
    assert waits_for(begun + "x" * (LONGEST + 1)) is None


@pytest.mark.parametrize(
    ("command", "one"),
    [
        ("show clock", "show clock"),
        ("description a\nshutdown", "description a"),
        ("description a\x85shutdown", "description a"),
        ("\u2028shutdown", ""),
        ("hostname \x1b[2J", "hostname "),
        ("show\tclock\x7f", "show\tclock"),
        ("description caf\xe9 \u2026", "description caf\xe9 \u2026"),
        ("ban motd #a\nb\n#", "ban motd #a\nb\n#"),
        ("do banner motd #a\nb#", "do banner motd #a"),
    ],
)
def test_only_a_banner_has_several_lines(command: str, one: str) -> None:
    assert one_line_of(command) == one


@given(st.text(max_size=80))
def test_any_text_is_whole_or_not(text: str) -> None:
    mark = waits_for(text)
    assert mark is None or (mark and waits_for(f"{text}\n{mark}") is None)
    mark = waits_for(f"banner motd {text}")
    assert mark is None or waits_for(f"banner motd {text}\n{mark}") is None
