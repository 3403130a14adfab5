from __future__ import annotations

from itertools import groupby

from vpdn.ios.sections import Section


def test_sections_are_ranked_as_they_are_printed() -> None:
    ranks = [section.rank for section in Section]
    assert ranks == sorted(set(ranks))


def test_a_paragraph_is_in_one_piece_and_has_one_gap() -> None:
    runs = [(name, list(run)) for name, run in groupby(Section, lambda one: one.paragraph)]
    assert len(runs) == len({name for name, _ in runs})
    assert all(len({section.before for section in run}) == 1 for _, run in runs)
