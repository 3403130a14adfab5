"""Every engine there is, for tests that hold for all."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from vpdn.datapath.engine import Engine
from vpdn.datapath.native import NativeEngine
from vpdn.datapath.reference import ReferenceEngine

MakeEngine = Callable[[], Engine]
TWINS = pytest.mark.parametrize("make", [ReferenceEngine, NativeEngine], ids=["python", "native"])
"""The test gets `make`, which makes an engine."""
