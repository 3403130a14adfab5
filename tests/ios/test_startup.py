from __future__ import annotations

import os
from pathlib import Path

import pytest

from vpdn.errors import ConfigError
from vpdn.ios.startup import LARGEST, Startup, read_text


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
def test_flash_is_the_files_directory(startup: Startup, name: str) -> None:
    (startup.path.parent / "other.cfg").write_text("hostname other\n")
    assert startup.named(name) == "hostname other\n"


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "flash:../x.cfg", "flash:secret", "tftp:x.cfg", "../x.cfg", "no.cfg"]
)
def test_other_files_are_not_there(startup: Startup, name: str) -> None:
    (startup.path.parent.parent / "x.cfg").write_text("hostname outside\n")
    (startup.path.parent / "secret").write_text("hostname secret\n")
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


def test_the_directory_has_the_configurations_and_captures_by_name(startup: Startup) -> None:
    (startup.path.parent / "a.cfg").write_text("end\n")
    (startup.path.parent / "secrets.txt").write_text("hush")
    startup.export("flash:call.pcap", b"frames")
    listing = startup.directory()
    shown = [(file.name, file.size) for file in listing.files]
    assert shown == [("a.cfg", 4), ("angela.cfg", 16), ("call.pcap", 6)]
    assert listing.files[1].changed == startup.path.stat().st_mtime
    assert 0 < listing.free < listing.total


def test_a_directory_that_is_gone_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"^%Error opening flash:/ \(No such file"):
        Startup(tmp_path / "gone" / "angela.cfg").directory()


def test_what_a_router_cannot_start_from(tmp_path: Path) -> None:
    startup = Startup(tmp_path / "angela.cfg")
    assert startup.refusal() == "%Error opening nvram:/startup-config (No such file or directory)"
    startup.path.write_text(" \n")
    assert startup.refusal() == "startup-config is not present"
    startup.path.write_text("hostname bob\n")
    assert startup.refusal() == ""


@pytest.mark.parametrize("name", ["flash:a.pcap", "flash:/a.pcap", "a.pcap"])
def test_an_export_is_a_new_file_beside_it_for_its_owner(tmp_path: Path, name: str) -> None:
    Startup(tmp_path / "angela.cfg").export(name, b"octets")
    assert (tmp_path / "a.pcap").read_bytes() == b"octets"
    assert (tmp_path / "a.pcap").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "name",
    ["a.cfg", "../a.pcap", "/etc/a.pcap", "x/a.pcap", ".pcap", "a.pcap\n", "-.pcap", "é.pcap", ""],
)
def test_an_export_has_no_other_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="Invalid file name"):
        Startup(tmp_path / "angela.cfg").export(name, b"octets")
    assert list(tmp_path.iterdir()) == []


def test_an_export_touches_nothing_that_is_there(tmp_path: Path) -> None:
    startup = Startup(tmp_path / "angela.cfg")
    (tmp_path / "a.pcap").write_bytes(b"old")
    (tmp_path / "b.pcap").symlink_to(tmp_path / "elsewhere")
    for name in ("a.pcap", "b.pcap"):
        with pytest.raises(ConfigError, match=r"%Error opening .\.pcap \(File exists\)"):
            startup.export(name, b"octets")
    assert (tmp_path / "a.pcap").read_bytes() == b"old"
    assert not (tmp_path / "elsewhere").exists()


def test_pipes_devices_and_huge_files_are_not_read(startup: Startup, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.cfg")
    (tmp_path / "zero.cfg").symlink_to("/dev/zero")
    (tmp_path / "folder.cfg").mkdir()
    (tmp_path / "nowhere.cfg").symlink_to("nothing")
    with (tmp_path / "huge.cfg").open("wb") as file:
        file.truncate(LARGEST + 1)
    for name in ("pipe", "zero", "folder", "nowhere", "huge"):
        with pytest.raises(ConfigError, match=f"^%Error opening flash:{name}.cfg "):
            startup.named(f"flash:{name}.cfg")
    assert [file.name for file in startup.directory().files] == ["angela.cfg", "huge.cfg"]


@pytest.mark.parametrize("name", ["a\x1b[2J.cfg", "a\n.cfg", "\udcff.cfg"])
def test_a_name_that_would_drive_a_terminal_is_not_there(
    startup: Startup, tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_text("hostname evil\n")
    assert [file.name for file in startup.directory().files] == ["angela.cfg"]
    with pytest.raises(ConfigError, match="No such file or directory"):
        startup.named(name)


@pytest.mark.parametrize("name", ["a\0.cfg", f"{'a' * 300}.cfg", "..cfg", "../angela.cfg"])
def test_no_name_is_too_hostile(startup: Startup, name: str) -> None:
    with pytest.raises(ConfigError, match=r"^%Error opening "):
        startup.named(name)
