from __future__ import annotations

from pathlib import Path

import pytest
from scapy.utils import RawPcapReader

from tests.net import packets
from vpdn.errors import ConfigError
from vpdn.net.pcap import LinkType, PcapWriter


def test_a_reader_nobody_here_wrote_finds_every_packet(tmp_path: Path) -> None:
    sent = [packets.ip(packets.UDP, bytes(size)) for size in (0, 1, 1400)]
    with PcapWriter(tmp_path / "line.pcap", LinkType.RAW_IP) as capture:
        for number, packet in enumerate(sent):
            capture.write(packet, when=952402867.719 + number)
    reader = RawPcapReader(str(tmp_path / "line.pcap"))
    read = list(reader)
    assert reader.linktype == LinkType.RAW_IP
    assert [packet for packet, _ in read] == sent
    assert [(meta.sec, meta.usec, meta.wirelen) for _, meta in read] == [
        (952402867 + number, 719000, len(packet)) for number, packet in enumerate(sent)
    ]


def test_a_time_just_below_a_second_does_not_overflow_its_microseconds(tmp_path: Path) -> None:
    with PcapWriter(tmp_path / "a.pcap", LinkType.PPP) as capture:
        capture.write(b"\xff\x03", when=1.9999999)
    ((_, meta),) = RawPcapReader(str(tmp_path / "a.pcap"))
    assert (meta.sec, meta.usec) == (2, 0)


def test_what_is_written_is_there_before_the_file_is_closed(tmp_path: Path) -> None:
    capture = PcapWriter(tmp_path / "a.pcap", LinkType.PPP)
    assert (tmp_path / "a.pcap").stat().st_size == 24
    capture.write(b"\xff\x03\xc0\x21")
    assert (tmp_path / "a.pcap").stat().st_size == 24 + 16 + 4
    capture.close()


def test_a_file_that_cannot_be_made_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "absent" / "a.pcap"
    with pytest.raises(ConfigError, match=f"cannot write {path}: No such file or directory"):
        PcapWriter(path, LinkType.PPP)
