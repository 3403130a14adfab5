"""A thread without some of what root may do: capset(2)."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager

CAP_NET_BIND_SERVICE, CAP_NET_ADMIN, CAP_NET_RAW, CAP_SYS_ADMIN, CAP_BPF = 10, 12, 13, 21, 39
VERSION_3 = 0x20080522
_libc = ctypes.CDLL(None, use_errno=True)
_Sets = ctypes.c_uint32 * 6
"""Effective, permitted and inheritable, of the lower 32 and of the others."""


@contextmanager
def without(*capabilities: int) -> Iterator[None]:
    """Threads that are started meanwhile are without them for good."""
    header = (ctypes.c_uint32 * 2)(VERSION_3, 0)
    before = _Sets()
    _call(_libc.capget, header, before)
    less = _Sets(*before[:])
    for each in capabilities:
        less[each // 32 * 3] &= ~(1 << each % 32)
    _call(_libc.capset, header, less)
    try:
        yield
    finally:
        _call(_libc.capset, header, before)


def _call(function: ctypes._NamedFuncPointer, header: object, sets: object) -> None:
    if function(header, sets) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
