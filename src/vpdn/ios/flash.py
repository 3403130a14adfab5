"""`flash:`: a directory beside the startup-config, made when its first file is written.

A file's name is one word of letters, digits, `.`, `-` and `_` that begins with no mark: nothing
leads out of the directory, and nothing that it holds under another name is seen. Links, pipes and
folders are no files of it. Everything here waits for the disk.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from vpdn.ios.files import decode, read_file, replace_file, told, write_new
from vpdn.ios.tokens import FLASH

CAPACITY = 256 << 20
"""Octets of all files together."""
MOST = 256
"""Files there may be."""
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}")


@dataclass(frozen=True, slots=True)
class File:
    """`size` in octets, `changed` in seconds since 1970."""

    name: str
    size: int
    changed: float


@dataclass(frozen=True, slots=True)
class Listing:
    """A directory; `total` and `free` octets of its file system."""

    files: tuple[File, ...]
    total: int
    free: int


@dataclass(frozen=True, slots=True)
class Flash:
    """Names are given bare or as `flash:NAME`; every method raises ConfigError for one that cannot
    be a file's, and when the disk refuses."""

    folder: Path

    def read(self, name: str) -> str:
        """Of a configuration, the text."""
        return decode(self.octets(name))

    def octets(self, name: str) -> bytes:
        with told("opening", name):
            return read_file(self._path(name), follow=False)

    def has(self, name: str) -> bool:
        """Whether something has the name, a file or not."""
        with told("opening", name):
            return os.path.lexists(self._path(name))

    def write(self, name: str, octets: bytes) -> None:
        """A file that only its owner may read, in the place of one of that name."""
        with told("opening", name):
            path = self._path(name)
            self._make_room(path, len(octets))
            replace_file(path, octets)

    def add(self, name: str, octets: bytes) -> None:
        """The same, where nothing has the name."""
        with told("opening", name):
            path = self._path(name)
            self._make_room(path, len(octets))
            write_new(path, octets)

    def delete(self, name: str) -> None:
        with told("deleting", name):
            path = self._path(name)
            _size(path)
            path.unlink()

    def listing(self) -> Listing:
        """What there is, by name; nothing before the first file."""
        with told("opening", f"{FLASH}/"):
            disk = os.statvfs(self.folder if self.folder.exists() else self.folder.parent)
            files = self._files()
        used = sum(file.size for file in files)
        free = max(0, min(disk.f_bavail * disk.f_frsize, CAPACITY - used))
        return Listing(files, min(disk.f_blocks * disk.f_frsize, CAPACITY), free)

    def _path(self, name: str) -> Path:
        bare = bare_name(name)
        if not _NAME.fullmatch(bare):
            raise OSError(errno.ENOENT, os.strerror(errno.ENOENT))
        return self.folder / bare

    def _files(self) -> tuple[File, ...]:
        if not self.folder.exists():
            return ()
        with os.scandir(self.folder) as entries:
            found = [
                (entry.name, entry.stat(follow_symlinks=False))
                for entry in entries
                if _NAME.fullmatch(entry.name) and entry.is_file(follow_symlinks=False)
            ]
        return tuple(File(name, state.st_size, state.st_mtime) for name, state in sorted(found))

    def _make_room(self, path: Path, octets: int) -> None:
        """Raises OSError when something else than a file has the name, and when there is no room
        for one more, or for so much more."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        before = _size(path) if os.path.lexists(path) else None
        files = self._files()
        used = sum(file.size for file in files) - (before or 0)
        if used + octets > CAPACITY or (before is None and len(files) >= MOST):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def bare_name(name: str) -> str:
    """`flash:NAME` without its file system."""
    return name.removeprefix(FLASH).removeprefix("/")


def _size(path: Path) -> int:
    state = path.lstat()
    if not stat.S_ISREG(state.st_mode):
        raise OSError(errno.EINVAL, "Not a file")
    return state.st_size
