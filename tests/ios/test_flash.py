from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from vpdn.errors import ConfigError
from vpdn.ios import flash as flash_module
from vpdn.ios.files import LARGEST
from vpdn.ios.flash import CAPACITY, MOST, Flash, bare_name

Write = Callable[[Flash, str, bytes], None]
WRITERS = pytest.mark.parametrize("write", [Flash.write, Flash.add])


@pytest.fixture
def flash(tmp_path: Path) -> Flash:
    return Flash(tmp_path / "flash")


def names(flash: Flash) -> list[str]:
    return [file.name for file in flash.listing().files]


@WRITERS
@pytest.mark.parametrize("name", ["a.cfg", "flash:a.cfg", "flash:/a.cfg"])
def test_what_is_written_is_read(flash: Flash, write: Write, name: str) -> None:
    write(flash, name, b"hostname bob\n")
    assert flash.read("a.cfg") == flash.read(name) == "hostname bob\n"
    assert flash.octets(name) == b"hostname bob\n"
    assert flash.has(name)
    assert not flash.has("b.cfg")


@WRITERS
def test_only_the_owner_may_look(flash: Flash, write: Write) -> None:
    write(flash, "a", b"secret")
    assert flash.folder.stat().st_mode & 0o777 == 0o700
    assert (flash.folder / "a").stat().st_mode & 0o777 == 0o600


def test_what_is_written_takes_the_place_and_what_is_added_does_not(flash: Flash) -> None:
    flash.write("a", b"old")
    flash.write("a", b"new")
    with pytest.raises(ConfigError, match=r"^%Error opening a \(File exists\)$"):
        flash.add("a", b"newer")
    assert flash.read("a") == "new"
    assert names(flash) == ["a"]


def test_a_file_is_deleted_once(flash: Flash) -> None:
    flash.write("a", b"old")
    flash.delete("flash:a")
    assert names(flash) == []
    with pytest.raises(ConfigError, match=r"^%Error deleting flash:a \(No such file or dir"):
        flash.delete("flash:a")


def test_the_listing_has_names_sizes_and_times(flash: Flash) -> None:
    flash.write("b.pcap", b"frames")
    flash.write("a.cfg", b"end\n")
    listing = flash.listing()
    assert [(file.name, file.size) for file in listing.files] == [("a.cfg", 4), ("b.pcap", 6)]
    assert listing.files[0].changed == (flash.folder / "a.cfg").stat().st_mtime
    assert 0 < listing.free <= listing.total - 10
    assert listing.total <= CAPACITY


def test_before_the_first_file_there_is_none_and_no_directory(flash: Flash) -> None:
    listing = flash.listing()
    assert listing.files == ()
    assert listing.free > 0
    assert not flash.folder.exists()


def test_a_router_whose_directory_is_gone_is_one_line(tmp_path: Path) -> None:
    lost = Flash(tmp_path / "gone" / "flash")
    with pytest.raises(ConfigError, match=r"^%Error opening flash:/ \(No such file"):
        lost.listing()
    with pytest.raises(ConfigError, match=r"^%Error opening flash:a \(No such file"):
        lost.write("flash:a", b"")


HOSTILE = [
    "",
    "flash:",
    ".",
    "..",
    "../x",
    "flash:../x",
    "/etc/passwd",
    "flash:/a/b",
    "a/b",
    ".hidden",
    "-rf",
    "tftp:x",
    "a\n",
    "a\0b",
    "a\x1b[2J",
    "é",
    "\udcff",
    "a b",
    "a" * 64,
    "a" * 5000,
]
ACTS: list[Callable[[Flash, str], object]] = [
    Flash.read,
    Flash.has,
    Flash.delete,
    lambda flash, name: flash.write(name, b"x"),
    lambda flash, name: flash.add(name, b"x"),
]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("act", ACTS)
def test_nothing_leads_out_of_the_directory(
    flash: Flash, act: Callable[[Flash, str], object], name: str
) -> None:
    (flash.folder.parent / "x").write_text("outside")
    flash.write("a", b"inside")
    with pytest.raises(ConfigError, match=r"\(No such file or directory\)$"):
        act(flash, name)
    assert names(flash) == ["a"]
    assert (flash.folder.parent / "x").read_text() == "outside"


def test_a_name_that_would_drive_a_terminal_is_not_listed(flash: Flash) -> None:
    flash.write("a", b"")
    for name in ("b\x1b[2J", "c\n", ".secret", "\udcff", "d e"):
        (flash.folder / name).write_text("evil")
    assert names(flash) == ["a"]


KINDS: dict[str, Callable[[Path], object]] = {
    "pipe": os.mkfifo,
    "folder": Path.mkdir,
    "nowhere": lambda path: path.symlink_to("nothing"),
    "device": lambda path: path.symlink_to("/dev/zero"),
    "outside": lambda path: path.symlink_to("../outside"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_links_pipes_and_folders_are_no_files_of_it(flash: Flash, kind: str) -> None:
    outside = flash.folder.parent / "outside"
    outside.write_text("outside")
    flash.folder.mkdir()
    KINDS[kind](flash.folder / "a")
    assert names(flash) == []
    for act in (Flash.read, Flash.delete, ACTS[3], ACTS[4]):
        with pytest.raises(ConfigError, match=r"^%Error \w+ a \("):
            act(flash, "a")
    assert os.path.lexists(flash.folder / "a")
    assert outside.read_text() == "outside"


def test_a_huge_file_is_not_read(flash: Flash) -> None:
    flash.write("a", b"")
    os.truncate(flash.folder / "a", LARGEST + 1)
    with pytest.raises(ConfigError, match=r"^%Error opening a \(File too large\)$"):
        flash.read("a")


@WRITERS
def test_there_are_so_many_files_and_no_more(flash: Flash, write: Write) -> None:
    flash.write("old", b"")
    for number in range(MOST - 1):
        (flash.folder / f"f{number}").touch()
    with pytest.raises(ConfigError, match=r"^%Error opening new \(No space left on device\)$"):
        write(flash, "new", b"")
    flash.write("old", b"replaced")
    assert flash.read("old") == "replaced"


@WRITERS
def test_they_hold_so_much_and_no_more(
    flash: Flash, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flash_module, "CAPACITY", 10)
    flash.write("old", b"12345678")
    with pytest.raises(ConfigError, match=r"\(No space left on device\)$"):
        write(flash, "new", b"123")
    write(flash, "new", b"12")
    assert flash.listing().free == 0
    flash.write("old", b"")
    assert flash.listing().free == 8


def test_a_file_that_cannot_be_replaced_is_as_it_was(
    flash: Flash, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    flash.write("a", b"old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ConfigError, match="No space left on device"):
        flash.write("a", b"new")
    assert flash.read("a") == "old"
    assert [file.name for file in flash.folder.iterdir()] == ["a"]


def test_a_name_without_its_file_system() -> None:
    for name in ("a.cfg", "flash:a.cfg", "flash:/a.cfg"):
        assert bare_name(name) == "a.cfg"
    assert re.fullmatch("", bare_name("flash:"))
