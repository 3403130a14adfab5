from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from vpdn.cli.collector import YOUNG, settle


class Ring:
    """Keeps itself alive."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


def test_what_was_there_is_not_looked_at_and_what_comes_is_seldom() -> None:
    settle()
    assert gc.get_freeze_count() > 0
    assert gc.get_threshold()[0] == YOUNG


def test_what_was_there_and_is_of_no_use_is_found_the_next_time() -> None:
    ring = Ring()
    settle()
    left = weakref.ref(ring)
    del ring
    settle()
    assert left() is None


def test_what_keeps_itself_alive_is_found_all_the_same() -> None:
    settle()
    first = weakref.ref(Ring())
    kept: list[list[int]] = []
    while first() is not None:
        kept.append([])
        assert len(kept) < 2 * YOUNG
