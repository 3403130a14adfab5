from __future__ import annotations

import asyncio
import os
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from vpdn.errors import ConfigError
from vpdn.ios.files import LARGEST, decode, on_disk, read_file, replace_file, told, write_new


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


@pytest.mark.parametrize("write", [write_new, replace_file])
def test_a_written_file_is_on_the_disk_and_so_is_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[[Path, bytes], None]
) -> None:
    kept: list[tuple[int, list[str]]] = []

    def note(descriptor: int) -> None:
        state = os.fstat(descriptor)
        kept.append((state.st_ino, names(tmp_path) if stat.S_ISDIR(state.st_mode) else []))

    monkeypatch.setattr(os, "fsync", note)
    write(tmp_path / "a", b"text")
    file, folder = (tmp_path / "a").stat().st_ino, tmp_path.stat().st_ino
    assert kept == [(file, []), (folder, ["a"])]


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


async def test_writers_are_served_in_the_order_they_came_while_others_go_on() -> None:
    gate, written = threading.Event(), []

    def slow(name: str) -> None:
        assert gate.wait(5)
        written.append(name)

    first = asyncio.ensure_future(on_disk(slow, "first"))
    second = asyncio.ensure_future(on_disk(written.append, "second"))
    for _ in range(10):
        await asyncio.sleep(0)
    assert written == []
    gate.set()
    await asyncio.gather(first, second)
    assert written == ["first", "second"]


async def test_a_write_that_nobody_waits_for_any_more_is_carried_out_in_its_turn() -> None:
    begun, gate, written = threading.Event(), threading.Event(), []

    def slow(name: str) -> None:
        begun.set()
        assert gate.wait(5)
        written.append(name)

    first = asyncio.ensure_future(on_disk(slow, "first"))
    await asyncio.to_thread(begun.wait, 5)
    first.cancel()
    second = asyncio.ensure_future(on_disk(written.append, "second"))
    gate.set()
    await second
    assert written == ["first", "second"]


async def test_what_the_disk_refuses_is_raised_where_it_was_asked(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        await on_disk(replace_file, tmp_path / "gone" / "a", b"")


def test_a_file_is_read_up_to_a_size(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"text")
    assert read_file(path) == b"text"
    os.truncate(path, LARGEST)
    assert len(read_file(path)) == LARGEST
    os.truncate(path, LARGEST + 1)
    with pytest.raises(OSError, match="File too large"):
        read_file(path)


def test_a_link_is_followed_where_it_may_be(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"text")
    (tmp_path / "link").symlink_to("a")
    assert read_file(tmp_path / "link") == b"text"
    with pytest.raises(OSError, match="Too many levels"):
        read_file(tmp_path / "link", follow=False)


@pytest.mark.parametrize("follow", [True, False])
def test_a_pipe_is_not_waited_for(tmp_path: Path, follow: bool) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="Not a file"):
        read_file(tmp_path / "pipe", follow=follow)


def test_octets_that_are_no_utf_8_are_latin_1() -> None:
    assert decode(b"\xef\xbb\xbf\xc3\xa9") == decode(b"\xe9") == "é"


def test_a_refusal_names_what_was_done_and_the_file() -> None:
    with (
        pytest.raises(ConfigError, match=r"^%Error deleting flash:a \(Not a file\)$"),
        told("deleting", "flash:a"),
    ):
        raise OSError(22, "Not a file")
