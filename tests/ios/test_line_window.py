from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vpdn.ios.line_window import Window


class Screen:
    """One line of a terminal: characters overwrite, backspace moves."""

    def __init__(self) -> None:
        self.cells: list[str] = []
        self.column = 0

    def take(self, text: str) -> None:
        for character in text:
            if character == "\b":
                self.column -= 1
                assert self.column >= 0
            else:
                self.cells[self.column : self.column + 1] = [character]
                self.column += 1

    @property
    def text(self) -> str:
        return "".join(self.cells).rstrip()


def test_a_typed_character_is_all_that_is_drawn() -> None:
    window = Window()
    assert window.draw("s", 1, 70) == "s"
    assert window.draw("sh", 2, 70) == "h"
    assert window.draw("s", 1, 70) == "\b \b"
    assert window.draw("s", 0, 70) == "\b"
    assert window.draw("xs", 1, 70) == "xs\b"


def test_a_long_line_scrolls_and_marks_what_is_hidden() -> None:
    window, screen = Window(), Screen()
    text = "abcdefghijklmnopqrstuvwxyz"
    for end in range(1, len(text) + 1):
        screen.take(window.draw(text[:end], end, 20))
    assert screen.text.startswith("$")
    assert screen.text.endswith("xyz")
    screen.take(window.draw(text, 0, 20))
    assert (screen.text, screen.column) == ("abcdefghijklmnopqrs$", 0)


lines = st.text(st.sampled_from("ab "), max_size=40)


@given(st.lists(st.tuples(lines, st.integers(0, 40)), max_size=12), st.sampled_from([0, 8, 13, 70]))
def test_the_screen_always_shows_the_line_around_the_cursor(
    edits: list[tuple[str, int]], room: int
) -> None:
    window, screen = Window(), Screen()
    for text, cursor in edits:
        at = min(cursor, len(text))
        screen.take(window.draw(text, at, room))
        if not room or len(text) <= room:
            assert (screen.text, screen.column) == (text.rstrip(), at)
        else:
            assert len(screen.text) <= room
            assert screen.column <= room
            if at < len(text) and 0 < screen.column < room - 1:
                assert (screen.cells[screen.column]) == text[at]
