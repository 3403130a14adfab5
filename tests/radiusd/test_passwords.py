"""Changed passwords: kept whole or not at all, and less than the operator's newer word."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from vpdn.aaa.proof import Secret
from vpdn.errors import ConfigError
from vpdn.radiusd.passwords import Passwords

NOON = datetime(2001, 3, 9, 12, 0, tzinfo=UTC)
ADMIN, NEW = Secret.of("admin"), Secret.of("secret")


def secrets(passwords: Passwords, original: Secret = ADMIN) -> tuple[bytes, bytes] | None:
    changed = passwords.of("tac", original)
    return None if changed is None else (changed.secret.nt_hash, changed.secret.lm_hash)


def test_what_was_changed_is_there_after_a_restart_as_hashes_for_its_owner_only(
    tmp_path: Path,
) -> None:
    file = tmp_path / "ias.passwords.json"
    Passwords(file).keep("tac", ADMIN, NEW, NOON)
    again = Passwords(file)
    assert secrets(again) == (NEW.nt_hash, NEW.lm_hash)
    changed = again.of("tac", ADMIN)
    assert changed is not None
    assert changed.when == NOON
    assert file.stat().st_mode & 0o777 == 0o600
    assert b"secret" not in file.read_bytes()
    assert list(tmp_path.iterdir()) == [file]


def test_the_operators_newer_word_is_above_it(tmp_path: Path) -> None:
    passwords = Passwords(tmp_path / "p.json")
    passwords.keep("tac", ADMIN, NEW, NOON)
    assert secrets(passwords, Secret.of("reset")) is None
    assert passwords.of("scott", ADMIN) is None


def test_what_cannot_be_written_has_not_changed(tmp_path: Path) -> None:
    passwords = Passwords(tmp_path / "nowhere" / "p.json")
    with pytest.raises(ConfigError, match=r"p\.json: No such file or directory"):
        passwords.keep("tac", ADMIN, NEW, NOON)
    assert secrets(passwords) is None


def test_a_write_that_fails_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "p.json"
    passwords = Passwords(file)
    passwords.keep("tac", ADMIN, NEW, NOON)
    before = file.read_bytes()

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ConfigError, match="No space left"):
        passwords.keep("tac", ADMIN, Secret.of("third"), NOON)
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]
    assert secrets(passwords) == (NEW.nt_hash, NEW.lm_hash)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"tac": {}}', '{"tac": {"nt_hash": "x"}}'])
def test_a_file_that_is_none_is_said_to_be(tmp_path: Path, text: str) -> None:
    file = tmp_path / "p.json"
    file.write_text(text)
    with pytest.raises(ConfigError, match="no file of changed passwords"):
        Passwords(file)


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="Is a directory"):
        Passwords(tmp_path)
