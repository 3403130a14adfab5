from __future__ import annotations

import struct
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.layers.inet import ICMP, IP
from scapy.utils import PcapNgWriter, PcapWriter

from tests.explain.captures import negotiated
from vpdn.errors import ConfigError
from vpdn.net.capture_file import CaptureFile
from vpdn.net.pcap import LinkType, file_header, record

GOOD = negotiated().line.file


def written(path: Path, octets: bytes) -> Path:
    file = path / "a.pcap"
    file.write_bytes(octets)
    return file


def test_what_we_write_we_read(tmp_path: Path) -> None:
    octets = file_header(LinkType.RAW_IP) + record(b"one", 7.25) + record(b"", 8.5)
    found = list(CaptureFile(written(tmp_path, octets)))
    assert [(one.number, one.when, one.octets) for one in found] == [
        (1, 7.25, b"one"),
        (2, 8.5, b""),
    ]
    assert {one.link_type for one in found} == {LinkType.RAW_IP}


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize(("magic", "fraction"), [(0xA1B2C3D4, 10**6), (0xA1B23C4D, 10**9)])
def test_both_orders_and_both_kinds_of_stamps(
    order: str, magic: int, fraction: int, tmp_path: Path
) -> None:
    header = struct.pack(f"{order}IHHiIII", magic, 2, 4, 0, 0, 65535, 1)
    packet = struct.pack(f"{order}IIII", 3, fraction // 4, 2, 9)
    [one] = CaptureFile(written(tmp_path, header + packet + b"ab"))
    assert (one.when, one.octets, one.length, one.link_type) == (3.25, b"ab", 9, 1)


@pytest.mark.parametrize("writer", [PcapWriter, PcapNgWriter])
def test_files_of_a_writer_nobody_here_wrote(
    writer: type[PcapWriter | PcapNgWriter], tmp_path: Path
) -> None:
    packets = [IP(src="10.0.0.1", dst="10.0.0.2") / ICMP(seq=number) for number in range(3)]
    file = tmp_path / "a.pcap"
    with writer(str(file)) as capture:
        for packet in packets:
            packet.time = 1000.5
            capture.write(packet)
    found = CaptureFile(file)
    assert [one.octets for one in found] == [bytes(packet) for packet in packets]
    assert found.trouble == ""


def test_a_file_that_breaks_off_gives_what_is_whole_and_says_where(tmp_path: Path) -> None:
    octets = file_header(LinkType.RAW_IP) + record(b"one", 1.0) + record(b"two", 2.0)
    for cut, reason in ((1, "the file ends in the middle of it"), (10, "the file ends in its h")):
        file = CaptureFile(written(tmp_path, octets[:-cut]))
        assert [one.octets for one in file] == [b"one"]
        assert file.trouble.startswith(f"packet 2: {reason}")


@pytest.mark.parametrize(
    ("octets", "reason"),
    [
        (b"", "the file is empty"),
        (b"GET / HTTP/1.0", "neither pcap nor pcapng"),
        (GOOD[:20], "the file ends in the file's header"),
        (b"\x0a\x0d\x0d\x0a" + bytes(20), "a section's header without its magic number"),
    ],
)
def test_what_is_no_capture_is_refused_by_name(octets: bytes, reason: str, tmp_path: Path) -> None:
    file = written(tmp_path, octets)
    with pytest.raises(ConfigError, match=f"{file}: {reason}"):
        CaptureFile(file)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"cannot read .*: No such file or directory"):
        CaptureFile(tmp_path / "absent")
    with pytest.raises(ConfigError, match="Is a directory"):
        CaptureFile(tmp_path)


@given(st.integers(0, len(GOOD)), st.integers(0, len(GOOD) - 1), st.integers(0, 255))
def test_cut_and_flipped_files_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, cut: int, place: int, octet: int
) -> None:
    octets = bytearray(GOOD)
    octets[place] = octet
    file = written(tmp_path_factory.mktemp("flipped"), bytes(octets[:cut]))
    with suppress(ConfigError):
        list(CaptureFile(file))
