"""Sockets by which programs of one machine find each other."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from vpdn.net.local_socket import is_stale, listening_socket


def test_only_its_owner_may_open_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "one.sock"
    with listening_socket(path):
        assert path.stat().st_mode & 0o777 == 0o600


def test_two_programs_cannot_have_it(tmp_path: Path) -> None:
    path = tmp_path / "one.sock"
    with listening_socket(path), pytest.raises(OSError, match="in use") as refusal:
        listening_socket(path)
    assert refusal.value.errno == errno.EADDRINUSE


def test_what_a_program_that_is_gone_left_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "one.sock"
    listening_socket(path).close()
    assert is_stale(path)
    with listening_socket(path):
        assert not is_stale(path)


def test_a_file_in_the_way_stays(tmp_path: Path) -> None:
    path = tmp_path / "one.sock"
    path.write_text("mine")
    with pytest.raises(OSError, match="socket") as refusal:
        listening_socket(path)
    assert refusal.value.errno == errno.ENOTSOCK
    assert path.read_text() == "mine"


def test_nothing_is_not_stale(tmp_path: Path) -> None:
    assert not is_stale(tmp_path / "none")
