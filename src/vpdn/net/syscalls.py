"""The four system calls about namespaces that Python 3.11's `os` does not have.

setns(2), unshare(2), mount(2), umount2(2). Each raises OSError with errno, as `os` would.
"""

from __future__ import annotations

import ctypes
import os

CLONE_NEWNET = 0x40000000
MS_REC = 0x4000
MS_BIND = 0x1000
MS_SHARED = 1 << 20
MNT_DETACH = 2

_libc = ctypes.CDLL(None, use_errno=True)
_libc.mount.argtypes = (
    ctypes.c_char_p,
    ctypes.c_char_p,
    ctypes.c_char_p,
    ctypes.c_ulong,
    ctypes.c_char_p,
)


def setns(descriptor: int, kind: int) -> None:
    """Move this thread into the namespace behind an open file."""
    _check(_libc.setns(descriptor, kind))


def unshare(kinds: int) -> None:
    """Give this thread new namespaces."""
    _check(_libc.unshare(kinds))


def mount(source: str, target: str, kind: str = "none", flags: int = 0, data: str = "") -> None:
    _check(_libc.mount(source.encode(), target.encode(), kind.encode(), flags, data.encode()))


def unmount(target: str, flags: int = MNT_DETACH) -> None:
    _check(_libc.umount2(target.encode(), flags))


def _check(result: int) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
