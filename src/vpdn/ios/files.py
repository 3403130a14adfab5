"""Files read within bounds, and written whole or not at all, so that whoever reads one never sees
a part of it.

The disk may be slow, and calls do not wait for it: `on_disk` writes beside the event loop.
"""

from __future__ import annotations

import asyncio
import errno
import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO, ParamSpec, TypeVar

from vpdn.errors import ConfigError

P = ParamSpec("P")
T = TypeVar("T")

LARGEST = 16 << 20
"""Octets of a configuration that is read or written."""
_WRITER = ThreadPoolExecutor(1, "disk")
"""One thread, so that what was asked for first is on the disk first."""


async def on_disk(act: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do `act`, which waits for the disk, while others go on; after all that was asked for before.
    Once begun it is carried out, whether or not anybody still waits. Raises what it raises."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_WRITER, partial(act, *args, **kwargs))


def read_file(path: Path, *, follow: bool = True) -> bytes:
    """A file of reasonable size: everybody waits while a pipe or a device is read. `follow`: it may
    be a link to one. Raises OSError."""
    link = 0 if follow else os.O_NOFOLLOW
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | link)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "Not a file")
        octets = file.read(LARGEST + 1)
    if len(octets) > LARGEST:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
    return octets


@contextmanager
def told(what: str, name: str) -> Iterator[None]:
    """What the disk refuses is a ConfigError in IOS' words: `%Error opening NAME (…)`."""
    try:
        yield
    except OSError as error:
        raise ConfigError(f"%Error {what} {name} ({error.strerror})") from error


def decode(octets: bytes) -> str:
    """IOS writes octets; those that are no UTF-8 are taken for Latin-1, which has them all."""
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        return octets.decode("latin-1")


def write_new(path: Path, octets: bytes) -> None:
    """A file that only its owner may read. Raises OSError, also where there is a file already, and
    touches nothing that is there."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            _write_down(file, octets)
        _keep_name(path)
    except OSError:
        path.unlink(missing_ok=True)
        raise


def replace_file(
    path: Path, octets: bytes, mode: int = 0o600, owner: tuple[int, int] | None = None
) -> None:
    """Written beside the file and renamed over it, on disk before the name is. `mode` are its
    permissions, `owner` its user and group (None: whose we are). Raises OSError, and then the
    file is as it was."""
    descriptor, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(file.fileno(), mode)
            if owner is not None and owner != (os.geteuid(), os.getegid()):
                os.fchown(file.fileno(), *owner)
            _write_down(file, octets)
        Path(beside).replace(path)
        _keep_name(path)
    except OSError:
        with suppress(OSError):
            Path(beside).unlink()
        raise


def _write_down(file: BinaryIO, octets: bytes) -> None:
    """They are on the disk then."""
    file.write(octets)
    file.flush()
    os.fsync(file.fileno())


def _keep_name(path: Path) -> None:
    """The file's name is on the disk too, where the folder that holds it lets itself be asked."""
    with suppress(OSError):
        descriptor = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
