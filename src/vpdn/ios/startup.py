"""The startup-config: the file that `vpdn serve` was given, and the `*.cfg` files beside it.

What IOS keeps in NVRAM is this one file; `flash:` is its directory, of which the console lists the
names that end in `.cfg` and `.pcap`, reads the former and writes the latter, its captures. A file
is replaced whole or not at all.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from vpdn.errors import ConfigError
from vpdn.ios.files import replace_file, write_new

_EXPORTED = re.compile(r"[A-Za-z0-9_][\w.-]{0,200}\.pcap", re.ASCII)
LARGEST = 16 << 20
"""Octets of a configuration that is read."""
_LISTED = (".cfg", ".pcap")
ABSENT = "startup-config is not present"
NAMES = ("startup-config", "nvram:startup-config", "nvram:/startup-config")


@dataclass(frozen=True, slots=True)
class File:
    """`size` in octets, `changed` in seconds since 1970."""

    name: str
    size: int
    changed: float


@dataclass(frozen=True, slots=True)
class Listing:
    """A directory; `total` and `free` octets of its disk."""

    files: tuple[File, ...]
    total: int
    free: int


@dataclass(frozen=True, slots=True)
class Startup:
    path: Path

    def read(self) -> str:
        """The text; empty when it was erased. Raises ConfigError."""
        return _read(self.path, "nvram:/startup-config")

    def write(self, text: str) -> None:
        """Replace the file; it keeps its mode and owner. Raises ConfigError when it cannot be
        replaced, and then it is as it was."""
        try:
            path = self.path.resolve()
            state = path.stat()
            mode, owner = state.st_mode & 0o7777, (state.st_uid, state.st_gid)
            replace_file(path, text.encode("utf-8", "replace"), mode, owner)
        except OSError as error:
            raise ConfigError(f"%Error opening nvram:/startup-config ({error.strerror})") from error

    def refusal(self) -> str:
        """Why a router could not start from it; "" when it could."""
        try:
            return "" if self.read().strip() else ABSENT
        except ConfigError as error:
            return error.reason

    def export(self, name: str, octets: bytes) -> None:
        """A new file beside it, `flash:NAME.pcap`, that only its owner may read. Raises ConfigError
        for another name, where there is a file already, or when it cannot be written."""
        bare = name.removeprefix("flash:").removeprefix("/")
        if not _EXPORTED.fullmatch(bare):
            raise ConfigError(f"%Error opening {name} (Invalid file name: flash:NAME.pcap)")
        try:
            write_new(self.path.resolve().parent / bare, octets)
        except OSError as error:
            raise ConfigError(f"%Error opening {name} ({error.strerror})") from error

    def room(self) -> int:
        """Octets that the file could have. Raises ConfigError."""
        try:
            disk = os.statvfs(self.path.resolve().parent)
            return disk.f_bavail * disk.f_frsize + self.path.stat().st_size
        except OSError as error:
            raise ConfigError(f"%Error opening nvram:/startup-config ({error.strerror})") from error

    def directory(self) -> Listing:
        """What `flash:` holds, by name. Raises ConfigError."""
        folder = self.path.resolve().parent
        try:
            disk = os.statvfs(folder)
            listed = sorted(file for file in folder.iterdir() if file.suffix in _LISTED)
            shown = [file for file in listed if _can_be_named(file)]
            states = [(file.name, file.stat()) for file in shown]
        except OSError as error:
            raise ConfigError(f"%Error opening flash:/ ({error.strerror})") from error
        files = tuple(File(name, state.st_size, state.st_mtime) for name, state in states)
        return Listing(files, disk.f_blocks * disk.f_frsize, disk.f_bavail * disk.f_frsize)

    def named(self, name: str) -> str:
        """The text of the file an operator names. Raises ConfigError."""
        if name in NAMES:
            return self.read()
        bare = name.removeprefix("flash:").removeprefix("/")
        if "/" in bare or not bare.endswith(".cfg") or not bare.isprintable():
            raise ConfigError(f"%Error opening {name} (No such file or directory)")
        return _read(self.path.resolve().parent / bare, name)


def read_text(path: Path) -> str:
    """A configuration file's text. Raises ConfigError."""
    try:
        return _decode(path.read_bytes())
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror}") from error


def _read(path: Path, name: str) -> str:
    try:
        return _decode(_octets(path))
    except OSError as error:
        raise ConfigError(f"%Error opening {name} ({error.strerror})") from error


def _octets(path: Path) -> bytes:
    """Of what is a file of reasonable size: everybody waits while a pipe or a device is read.
    Raises OSError."""
    state = path.stat()
    if not stat.S_ISREG(state.st_mode):
        raise OSError(errno.EINVAL, "Not a file")
    if state.st_size > LARGEST:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
    return path.read_bytes()


def _can_be_named(file: Path) -> bool:
    """Not a link to nowhere, nor a name that would drive the terminal it is shown on."""
    return file.name.isprintable() and file.is_file()


def _decode(octets: bytes) -> str:
    """IOS writes octets; those that are no UTF-8 are taken for Latin-1, which has them all."""
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        return octets.decode("latin-1")
