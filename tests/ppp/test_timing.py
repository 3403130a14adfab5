"""Identifiers count round."""

from __future__ import annotations

from vpdn.ppp.timing import Identifiers


def test_identifiers_count_up_and_wrap() -> None:
    identifiers = Identifiers(254)
    assert [identifiers.take() for _ in range(4)] == [254, 255, 0, 1]
