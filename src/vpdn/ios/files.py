"""Files written whole or not at all, so that whoever reads one never sees a part of it."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path


def write_new(path: Path, octets: bytes) -> None:
    """A file that only its owner may read. Raises OSError, also where there is a file already, and
    touches nothing that is there."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(octets)
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
            file.write(octets)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except OSError:
        with suppress(OSError):
            Path(beside).unlink()
        raise
