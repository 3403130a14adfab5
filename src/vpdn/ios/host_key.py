"""The router's RSA key, by which callers by SSH know it again.

IOS keeps it in NVRAM beside the startup-config, where no command shows it; here it is a file beside
the startup-config, `NAME.private-config`, that only its owner may read.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import asyncssh

from vpdn.errors import ConfigError
from vpdn.ios.files import on_disk, replace_file

SMALLEST, LARGEST, USUAL = 1024, 4096, 2048
"""Bits of the modulus; clients of today refuse less, and so does the library."""


class HostKey:
    """`key` None: there is none, and nobody is let in by SSH. Without a `path` it lives as long as
    the router does."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.key: asyncssh.SSHKey | None = None

    def load(self) -> None:
        """Read the file, if there is one. Raises ConfigError when that cannot be."""
        if self.path is None:
            return
        try:
            self.key = asyncssh.read_private_key(self.path)
        except FileNotFoundError:
            return
        except (OSError, asyncssh.KeyImportError) as error:
            raise ConfigError(f"{self.path}: no private key: {error}") from error

    async def generate(self, bits: int) -> None:
        """A new key in the place of any other; made beside the event loop. Raises ConfigError when
        it cannot be kept, and then it is not used either."""
        made = await asyncio.to_thread(asyncssh.generate_private_key, "ssh-rsa", key_size=bits)
        if self.path is not None:
            try:
                await on_disk(replace_file, self.path, made.export_private_key())
            except OSError as error:
                raise _refused(error) from error
        self.key = made

    def remove(self) -> None:
        """Raises ConfigError when the file cannot be taken away, and then the key stays."""
        if self.path is not None:
            try:
                self.path.unlink(missing_ok=True)
            except OSError as error:
                raise _refused(error) from error
        self.key = None

    @property
    def public(self) -> str:
        """The public half, one line of OpenSSH's form; "" without a key."""
        return "" if self.key is None else self.key.export_public_key().decode().strip()

    @property
    def bits(self) -> int:
        """Of the modulus; 0 without a key."""
        return int(getattr(self.key and self.key.pyca_key, "key_size", 0))


def beside(startup: Path) -> Path:
    """Where the key of the router with this startup-config is."""
    return startup.resolve().with_suffix(".private-config")


def _refused(error: OSError) -> ConfigError:
    return ConfigError(f"%Error opening nvram:private-config ({error.strerror})")
