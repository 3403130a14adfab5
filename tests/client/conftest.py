"""The namespaces of `tests.net`, for the client's tests that need a network."""

from __future__ import annotations

from tests.net.conftest import namespace

__all__ = ["namespace"]
