from __future__ import annotations

from vpdn.explain.kept import Kept


def test_a_short_row_is_whole() -> None:
    kept = Kept[int](2)
    for number in range(4):
        kept.append(number)
    assert (kept, kept.left_out) == ([0, 1, 2, 3], 0)


def test_a_long_one_has_its_beginning_and_its_end() -> None:
    kept = Kept[int](2)
    for number in range(100):
        kept.append(number)
    assert (kept, kept.left_out) == ([0, 1, 98, 99], 96)
