from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from vpdn.ios.files import replace_file, write_new


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


@pytest.mark.parametrize("mask", [0o000, 0o077])
@pytest.mark.parametrize("write", [write_new, replace_file])
def test_only_the_owner_may_read_a_new_file(
    tmp_path: Path, write: Callable[[Path, bytes], None], mask: int
) -> None:
    before = os.umask(mask)
    try:
        write(tmp_path / "a", b"secret")
    finally:
        os.umask(before)
    assert (tmp_path / "a").read_bytes() == b"secret"
    assert (tmp_path / "a").stat().st_mode & 0o7777 == 0o600
    assert names(tmp_path) == ["a"]


def test_a_new_file_takes_no_others_place(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("old")
    with pytest.raises(FileExistsError):
        write_new(path, b"new")
    assert path.read_text() == "old"


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_a_replaced_file_has_the_mode_it_is_to_have(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "a"
    path.write_text("a longer text that was here before")
    path.chmod(0o444)
    replace_file(path, b"new", mode)
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o7777 == mode


def test_a_replaced_file_has_the_owner_it_is_to_have(tmp_path: Path) -> None:
    path = tmp_path / "a"
    replace_file(path, b"new", owner=(65534, 65534))
    assert (path.stat().st_uid, path.stat().st_gid) == (65534, 65534)


def test_whoever_has_the_file_open_goes_on_reading_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("old")
    with path.open() as reader:
        replace_file(path, b"new")
        assert reader.read() == "old"


def test_what_cannot_be_replaced_stays_and_nothing_lies_beside_it(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(IsADirectoryError):
        replace_file(tmp_path / "a", b"new")
    assert names(tmp_path) == ["a"]
