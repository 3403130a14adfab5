"""The namespaces of `tests.net`, and a PC and a router in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.client.lab import Lab, bare
from tests.net.conftest import NamespaceMaker, namespace

__all__ = ["namespace"]


@pytest.fixture
def lab(namespace: NamespaceMaker, tmp_path: Path) -> Lab:
    return bare(namespace, tmp_path)
