from __future__ import annotations

from vpdn.ios.line_history import History


def filled(*lines: str, size: int = 10) -> History:
    history = History(size)
    for line in lines:
        history.add(line)
    return history


def test_the_walk_goes_back_and_returns_to_what_was_typed() -> None:
    history = filled("one", "two")
    assert [history.move(-1, "thr"), history.move(-1, "two"), history.move(-1, "one")] == [
        "two",
        "one",
        None,
    ]
    assert [history.move(1, "one"), history.move(1, "two"), history.move(1, "thr")] == [
        "two",
        "thr",
        None,
    ]


def test_only_the_newest_lines_are_kept() -> None:
    history = filled(*map(str, range(12)))
    assert history.lines == tuple(map(str, range(2, 12)))
    history.resize(2)
    assert (history.lines, history.size) == (("10", "11"), 2)
    history.resize(0)
    history.add("x")
    assert history.lines == ()


def test_blank_lines_and_repetitions_are_not_kept() -> None:
    assert filled("a", "", "  ", "a", "b", "a").lines == ("a", "b", "a")
