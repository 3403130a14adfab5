"""Passwords that users have changed: a file of their hashes, beside the server's own file.

The server's file is its operator's and is not written to. Where the operator gives a user another
password there, that is the newer word and what the user chose is forgotten. The file is replaced
whole, so that it is the old one or the new one whenever the machine stops.
"""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from tempfile import mkstemp

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from vpdn.aaa.proof import Secret
from vpdn.crypto.mschap import hash_nt_password_hash
from vpdn.errors import ConfigError
from vpdn.radiusd.settings import Hash


class Changed(BaseModel):
    """One user's. `replaces` tells which of the operator's passwords it took the place of: the
    hash of its NT hash."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    nt_hash: Hash
    lm_hash: Hash
    when: datetime
    replaces: Hash

    @property
    def secret(self) -> Secret:
        return Secret(bytes.fromhex(self.nt_hash), bytes.fromhex(self.lm_hash))


_FILE = TypeAdapter(dict[str, Changed])


class Passwords:
    """By the user's name in the server's file. Without `path` nothing outlives this object.

    Raises ConfigError when the file is there and cannot be used."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._changed = _read(path) if path is not None else {}

    def of(self, user: str, original: Secret) -> Changed | None:
        """What took the place of the operator's word, if that is still the same."""
        changed = self._changed.get(user)
        return changed if changed and changed.replaces == _name_of(original) else None

    def keep(self, user: str, original: Secret, new: Secret, when: datetime) -> Changed:
        """Raises ConfigError, and nothing has changed, when the file cannot be written."""
        changed = Changed(
            nt_hash=new.nt_hash.hex(),
            lm_hash=new.lm_hash.hex(),
            when=when,
            replaces=_name_of(original),
        )
        everyone = self._changed | {user: changed}
        if self._path is not None:
            _write(self._path, _FILE.dump_json(everyone, indent=1) + b"\n")
        self._changed = everyone
        return changed


def _name_of(secret: Secret) -> str:
    return hash_nt_password_hash(secret.nt_hash).hex()


def _read(path: Path) -> dict[str, Changed]:
    try:
        return _FILE.validate_json(path.read_bytes())
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from error
    except ValidationError as error:
        raise ConfigError(
            f"{path}: no file of changed passwords: {error.errors()[0]['msg']}"
        ) from None


def _write(path: Path, data: bytes) -> None:
    """Only its owner may read the file."""
    try:
        descriptor, name = mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except OSError:
            with suppress(OSError):
                Path(name).unlink()
            raise
        _sync(path.parent)
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from error


def _sync(directory: Path) -> None:
    """The new name outlives a power cut, too."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
