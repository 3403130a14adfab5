"""Namespaces for tests, and the reason printed where they may not be made."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator

import pytest

from vpdn.errors import ConfigError
from vpdn.net import namespaces

_numbers = itertools.count(1)


class NamespaceMaker:
    """Makes namespaces with names nobody else has, and removes them."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def __call__(self, part: str) -> str:
        name = f"vpdn-net-{os.getpid()}-{next(_numbers)}-{part}"
        try:
            namespaces.create(name)
        except ConfigError as refusal:
            pytest.skip(f"needs network namespaces: {refusal}")
        self.made.append(name)
        return name

    def remove_all(self) -> None:
        for name in self.made:
            namespaces.remove(name)


@pytest.fixture
def namespace() -> Iterator[NamespaceMaker]:
    maker = NamespaceMaker()
    yield maker
    maker.remove_all()
