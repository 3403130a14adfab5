"""The startup-config: the file that `vpdn serve` was given, and `flash:` beside it.

What IOS keeps in NVRAM is this one file; `flash:` is the directory `flash` where it lies. A file is
replaced whole or not at all.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from vpdn.errors import ConfigError
from vpdn.ios.files import decode, read_file, replace_file, told
from vpdn.ios.flash import Flash

ABSENT = "startup-config is not present"
_FILE = "nvram:/startup-config"
NAMES = ("startup-config", "nvram:startup-config", _FILE)


@dataclass(frozen=True, slots=True)
class Startup:
    """What writes waits for the disk (`files.on_disk`)."""

    path: Path

    @property
    def flash(self) -> Flash:
        return Flash(self.path.resolve().parent / "flash")

    def read(self) -> str:
        """The text; empty when it was erased. Raises ConfigError."""
        with told("opening", _FILE):
            return decode(read_file(self.path))

    def write(self, text: str) -> None:
        """Replace the file; it keeps its mode and owner. Raises ConfigError when it cannot be
        replaced, and then it is as it was."""
        with told("opening", _FILE):
            path = self.path.resolve()
            state = path.stat()
            mode, owner = state.st_mode & 0o7777, (state.st_uid, state.st_gid)
            replace_file(path, text.encode("utf-8", "replace"), mode, owner)

    def refusal(self) -> str:
        """Why a router could not start from it; "" when it could."""
        try:
            return "" if self.read().strip() else ABSENT
        except ConfigError as error:
            return error.reason

    def room(self) -> int:
        """Octets that the file could have. Raises ConfigError."""
        with told("opening", _FILE):
            disk = os.statvfs(self.path.resolve().parent)
            return disk.f_bavail * disk.f_frsize + self.path.stat().st_size

    def named(self, name: str) -> str:
        """The text of the file an operator names, of `flash:` unless it is this one. Raises
        ConfigError."""
        return self.read() if name in NAMES else self.flash.read(name)


def read_text(path: Path) -> str:
    """A configuration file's text. Raises ConfigError."""
    try:
        return decode(path.read_bytes())
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror}") from error
