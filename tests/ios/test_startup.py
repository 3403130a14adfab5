from __future__ import annotations

import os
from pathlib import Path

import pytest

from vpdn.errors import ConfigError
from vpdn.ios.files import LARGEST
from vpdn.ios.startup import Startup, read_text


@pytest.fixture
def startup(tmp_path: Path) -> Startup:
    path = tmp_path / "angela.cfg"
    path.write_text("hostname angela\n")
    return Startup(path)


def test_what_is_written_is_read(startup: Startup) -> None:
    startup.write("hostname bob\n")
    assert startup.read() == "hostname bob\n"
    assert startup.room() > len("hostname bob\n")


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o444])
def test_the_file_keeps_its_mode(startup: Startup, mode: int) -> None:
    startup.path.chmod(mode)
    startup.write("hostname bob\n")
    assert startup.path.stat().st_mode & 0o7777 == mode


def test_a_link_is_followed_and_stays(startup: Startup, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(startup.path)
    Startup(link).write("hostname bob\n")
    assert link.is_symlink()
    assert startup.read() == "hostname bob\n"


def test_nothing_is_left_beside_the_file(startup: Startup) -> None:
    startup.write("hostname bob\n")
    assert list(startup.path.parent.iterdir()) == [startup.path]


def test_a_file_that_cannot_be_replaced_is_as_it_was(
    startup: Startup, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ConfigError, match="No space left on device"):
        startup.write("hostname bob\n")
    assert startup.read() == "hostname angela\n"
    assert list(startup.path.parent.iterdir()) == [startup.path]


def test_who_reads_while_it_is_written_sees_the_whole_old_file(startup: Startup) -> None:
    with startup.path.open() as file:
        startup.write("hostname bob\n")
        assert file.read() == "hostname angela\n"


@pytest.mark.parametrize(
    "name", ["startup-config", "nvram:startup-config", "nvram:/startup-config"]
)
def test_names_of_the_startup_config(startup: Startup, name: str) -> None:
    assert startup.named(name) == "hostname angela\n"


@pytest.mark.parametrize("name", ["other.cfg", "flash:other.cfg", "flash:/other.cfg"])
def test_flash_is_a_directory_beside_the_file(startup: Startup, name: str) -> None:
    (startup.path.parent / "flash").mkdir()
    (startup.path.parent / "flash" / "other.cfg").write_text("hostname other\n")
    assert startup.named(name) == "hostname other\n"


def test_flash_is_beside_the_file_that_a_link_names(startup: Startup, tmp_path: Path) -> None:
    (tmp_path / "links").mkdir()
    link = tmp_path / "links" / "angela.cfg"
    link.symlink_to(startup.path)
    Startup(link).flash.write("a.cfg", b"end\n")
    assert startup.named("flash:a.cfg") == "end\n"


@pytest.mark.parametrize("name", ["angela.cfg", "flash:angela.cfg", "/etc/passwd", "tftp:x.cfg"])
def test_other_files_are_not_there(startup: Startup, name: str) -> None:
    with pytest.raises(ConfigError, match=r"%Error opening .* \(No such file or directory\)"):
        startup.named(name)


def test_a_file_that_is_gone(startup: Startup) -> None:
    startup.path.unlink()
    for act in (startup.read, startup.room, lambda: startup.write("")):
        with pytest.raises(ConfigError, match="%Error opening nvram:/startup-config"):
            act()


def test_octets_that_are_no_utf_8_are_latin_1(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"\xef\xbb\xbfhostname \xc3\xa9\n")
    assert read_text(path) == "hostname é\n"
    path.write_bytes(b"hostname \xe9\n")
    assert read_text(path) == "hostname é\n"


def test_a_path_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=f"cannot read {tmp_path}: Is a directory"):
        read_text(tmp_path)


def test_what_a_router_cannot_start_from(tmp_path: Path) -> None:
    startup = Startup(tmp_path / "angela.cfg")
    assert startup.refusal() == "%Error opening nvram:/startup-config (No such file or directory)"
    startup.path.write_text(" \n")
    assert startup.refusal() == "startup-config is not present"
    startup.path.write_text("hostname bob\n")
    assert startup.refusal() == ""


@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "nowhere", "huge"])
def test_pipes_devices_and_huge_files_are_not_read(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "angela.cfg"
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "device":
            path.symlink_to("/dev/zero")
        case "folder":
            path.mkdir()
        case "nowhere":
            path.symlink_to("nothing")
        case "huge":
            path.touch()
            os.truncate(path, LARGEST + 1)
    with pytest.raises(ConfigError, match=r"^%Error opening nvram:/startup-config \("):
        Startup(path).read()
