from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.ios.support import angela, loaded, refused, typed, written
from vpdn.ios.config import load
from vpdn.ios.configuration.banners import KINDS, LONGEST, delimiter

TOO_LONG = "% The banner is too long: at most 8192 characters"
TEXTS = st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("text", "mark"),
    [("#hello#", "#"), ("^Chello^C", "^C"), ("^hello^", "^"), ("\x03hello", "\x03"), ("x", "x")],
)
def test_the_delimiter_is_the_first_character_or_circumflex_and_c(text: str, mark: str) -> None:
    assert delimiter(text) == mark


@pytest.mark.parametrize("kind", ["motd", "login", "exec"])
@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("#Keep out#", "Keep out"),
        ("# Keep  out #", " Keep  out "),
        ("^CKeep out^C", "Keep out"),
        ("^C\nKeep out\n  or else\n^C", "Keep out\n  or else\n"),
        ("#\nKeep out\n#", "Keep out\n"),
        ("#one\ntwo#", "one\ntwo"),
        ("#\n\n! no comment\nend\n#", "\n! no comment\nend\n"),
        ("#hello# and what comes after it", "hello"),
        ("#is 2^C > 3?#", "is 2^C > 3?"),
    ],
)
def test_the_text_is_what_stands_between_the_delimiters(kind: str, line: str, text: str) -> None:
    """A line end right after the first one is not shown."""
    assert loaded(f"banner {kind} {line}\nhostname bob").config.banners == {kind: text}


def test_each_kind_has_one_and_a_later_one_takes_its_place() -> None:
    text = "banner motd #a#\nbanner login #b#\nbanner motd #c#"
    assert loaded(text).config.banners == {"motd": "c", "login": "b"}


@pytest.mark.parametrize("no", ["no banner motd", "no banner motd #a#", "default banner motd"])
async def test_no_takes_a_banner_away(no: str) -> None:
    _, router, shell = angela()
    await typed(shell, "configure terminal", "banner motd #a#", "banner exec #b#", no)
    assert router.running.config.banners == {"exec": "b"}


@pytest.mark.parametrize(
    ("line", "canonical"),
    [
        ("ban mo #Keep out#", ["banner motd ^CKeep out^C"]),
        ("banner login #\nKeep out\n#", ["banner login ^C", "Keep out", "^C"]),
        ("banner exec ^C^C", None),
        ("banner motd #2^C#", ["banner motd !2^C!"]),
        ("banner motd #!^C#", ['banner motd "!^C"']),
        ("banner incoming #\nhi\n# there", ["banner incoming ^C", "hi", "^C"]),
    ],
)
def test_how_it_is_written(line: str, canonical: list[str] | None) -> None:
    """With `^C`, unless that stands in the text."""
    if canonical is None:
        assert refused(line) == [f"test.cfg:1: % Incomplete command.\n{line}"]
    else:
        assert written(line) == canonical


@given(TEXTS, st.sampled_from(KINDS), st.sampled_from("#%\x03c~"))
@example("^C", "motd", "#")
@example("^", "motd", "#")
@example("C", "motd", "~")
@example(" ", "exec", "#")
def test_what_is_written_is_read_as_the_same(text: str, kind: str, mark: str) -> None:
    lines = text.replace(mark, "").replace("/", "\n")
    first = load(f"banner {kind} {mark}{lines}{mark}\nhostname bob").running
    again = loaded(first.text())
    assert again.config == first.config
    assert again.config.hostname == "bob"
    assert again.running.text() == first.text()


@pytest.mark.parametrize("kind", ["motd", "incoming"])
def test_a_banner_that_never_ends_is_told_where_it_began(kind: str) -> None:
    """The rest of the file is not told again."""
    text = f"hostname bob\nbanner {kind} #\nKeep out\nend"
    [problem] = refused(text)
    assert problem == (
        "test.cfg:2: % The banner is not ended: there is no second '#'\n" + f"banner {kind} #"
    )
    assert load(text).config.hostname == "bob"
    assert "Keep out" not in load(text).running.text()


@pytest.mark.parametrize("kind", ["incoming", "prompt-timeout", "slip-ppp"])
def test_a_banner_that_nobody_reads_has_no_effect_and_says_so(kind: str) -> None:
    """Its text is no commands for all that."""
    running = loaded(f"banner {kind} #\nhostname bob\n#").running
    [note] = [one for one in running.notes() if one.number == 1]
    assert note.reason == "no caller comes to where it is shown"
    assert (running.config.banners, running.config.hostname) == ({}, "Router")


async def test_it_is_typed_on_one_line_or_over_several() -> None:
    _, router, shell = angela()
    assert await typed(shell, "configure terminal", "banner exec #a#") == (
        "Enter configuration commands, one per line.  End with CNTL/Z.\n"
    )
    asked = "Enter TEXT message.  End with the character '#'.\n"
    assert await typed(shell, "banner motd #", "Keep out", " !", "# rest", "end") == asked
    assert router.running.config.banners == {"exec": "a", "motd": "Keep out\n !\n"}


async def test_control_z_is_no_text() -> None:
    _, router, shell = angela()
    await typed(shell, "configure terminal", "banner motd #", "Keep\x1a", "\x1a", "out#")
    assert router.running.config.banners == {"motd": "Keep\n\nout"}


async def test_nothing_between_the_delimiters_is_incomplete() -> None:
    _, router, shell = angela()
    await typed(shell, "configure terminal")
    assert await typed(shell, "banner motd ##") == "% Incomplete command.\n\n"
    assert await typed(shell, "banner motd #", "#") == (
        "Enter TEXT message.  End with the character '#'.\n"
    )
    assert router.running.config.banners == {"motd": ""}


@pytest.mark.parametrize("kind", ["motd", "incoming"])
def test_a_banner_has_so_many_characters_and_no_more(kind: str) -> None:
    text = "x" * LONGEST
    [line] = written(f"banner {kind} #{text}#")
    assert written(line) == [line]
    [said] = refused(f"banner {kind} #{text}x#")
    assert said.startswith(f"test.cfg:1: {TOO_LONG}\n")


async def test_a_banner_that_is_typed_without_an_end_is_ended_for_it() -> None:
    shell = angela()[2]
    await typed(shell, "configure terminal", "banner motd #")
    count = LONGEST // 100
    assert await typed(shell, *["x" * 99] * count) == ""
    assert await typed(shell, "y" * 99) == f"{TOO_LONG}\n"
    assert shell.prompt == "angela(config)#"
    assert "motd" not in shell.session.router.running.config.banners


def test_a_file_with_a_banner_that_never_ends_goes_on_after_it() -> None:
    lines = ["banner motd #", *["x" * 50] * 200, "hostname bob"]
    read = load("\n".join(lines), "test.cfg")
    assert str(read.problems[0]).startswith(f"test.cfg:1: {TOO_LONG}\n")
    assert read.config.hostname == "bob"
