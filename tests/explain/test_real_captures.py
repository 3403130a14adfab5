"""Captures of pppd with pptp-linux and pptpd (`data/README.md`): what they say, however the packets
were taken and in whichever order they came."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from vpdn.explain.capture import Capture
from vpdn.explain.capture_agreed import agreed
from vpdn.explain.capture_call import Call
from vpdn.explain.capture_inner import packet_text
from vpdn.explain.capture_rules import call_findings
from vpdn.explain.capture_story import Secret, Side
from vpdn.explain.capture_tcp import SYN
from vpdn.net.capture_file import CaptureFile
from vpdn.net.records import Record
from vpdn.wire import gre
from vpdn.wire.ip import IpProtocol

DATA = Path(__file__).parent / "data"
_ETHERNET = 14
_IP = b"\x08\x00"
PINGS = [
    f"{ends} ICMP echo {what} seq {number}, 52 octets"
    for number in (1, 2, 3)
    for ends, what in (
        ("172.16.10.1 > 172.16.10.100", "request"),
        ("172.16.10.100 > 172.16.10.1", "reply"),
    )
]


def records(name: str) -> list[Record]:
    return list(CaptureFile(DATA / name))


def read(packets: Iterable[Record], password: str = "admin") -> Capture:
    seen = Capture(Secret(password))
    for number, one in enumerate(packets, 1):
        seen.take(replace(one, number=number))
    seen.finish()
    return seen


def inside(call: Call) -> list[str]:
    return [packet_text(one.packet) for one in call.inner]


def story(call: Call) -> list[str]:
    """What both ends said, without the times."""
    return [step.text for step in call.steps if step.sender]


def cause(call: Call) -> list[int]:
    return [finding.error for finding in call_findings(call)]


def test_a_wrong_password_and_then_a_call_that_is_deciphered() -> None:
    refused, up = read(records("pptpd.pcap")).calls
    assert (cause(refused), refused.inner) == ([691], [])
    assert (cause(up), inside(up)) == ([], PINGS)
    said = dict(agreed(up))
    assert said["encryption"] == "MPPE 128 bit, stateless"
    assert (said["GRE from PC"], said["GRE from server"]) == ("19 packets", "20 packets")
    assert up.authentication.attempts[0].proof is True
    assert len(story(refused)) + len(story(up)) == 58, "which Wireshark counts too"


def test_packets_that_were_taken_at_both_ends_count_once() -> None:
    [call] = read(records("pptpd-any.pcapng")).calls
    assert inside(call) == PINGS
    assert call.lanes[Side.PC].repeated > 10
    assert dict(agreed(call))["GRE from PC"] == "38 packets"


@pytest.mark.parametrize("password", ["admin", "once more, with feeling"])
def test_a_password_that_is_changed_on_the_way_opens_what_comes_after(password: str) -> None:
    """The old one by way of the change, the next call too; the new one by itself."""
    changed, later = read(records("password-change.pcap"), password).calls
    attempts = [one for call in (changed, later) for one in call.authentication.attempts]
    assert [one.accepted for one in attempts] == [False, True, True]
    new = "once more, with feeling" if password == "admin" else None
    assert [one.changed_to for one in attempts] == [None, new, None]
    assert all(one.proof for one in attempts[1:])
    for call in (changed, later):
        assert (cause(call), call.inside.count, call.inside.clear) == ([], 5, 0)
        assert call.ciphers.failed == {}


def test_without_the_password_they_stay_encrypted() -> None:
    _, up = read(records("pptpd.pcap"), "wrong").calls
    assert (up.inner, sum(up.encrypted.values())) == ([], 6)


def _bare(one: Record) -> Record:
    octets = one.octets[_ETHERNET:]
    return replace(one, link_type=101, octets=octets, length=len(octets))


def _behind(header: bytes, link_type: int) -> Callable[[Record], Record]:
    def made(one: Record) -> Record:
        octets = header + _bare(one).octets
        return replace(one, link_type=link_type, octets=octets, length=len(octets))

    return made


LINKS = {
    "raw IP": _bare,
    "VLAN": _behind(bytes(12) + b"\x81\x00\x00\x07" + _IP, 1),
    "VLAN in VLAN": _behind(bytes(12) + b"\x88\xa8\x00\x07\x81\x00\x00\x08" + _IP, 1),
    "Linux cooked": _behind(bytes(14) + _IP, 113),
    "Linux cooked 2": _behind(_IP + bytes(18), 276),
    "PPPoE": _behind(bytes(12) + b"\x88\x64\x11\x00\x00\x01\x00\x00\x00\x21", 1),
    "BSD loopback": _behind(b"\x02\x00\x00\x00", 0),
    "PPP": _behind(b"\xff\x03\x00\x21", 9),
}


@pytest.mark.parametrize("link", LINKS)
def test_on_every_kind_of_link(link: str) -> None:
    refused, up = read(map(LINKS[link], records("pptpd.pcap"))).calls
    assert (cause(refused), cause(up), inside(up)) == ([691], [], PINGS)


def _fragments(one: Record) -> list[Record]:
    """Its IP packet in pieces of 32 octets, the last one first."""
    header, payload = one.octets[_ETHERNET:][:20], one.octets[_ETHERNET + 20 :]
    length = int.from_bytes(header[2:4], "big") - 20
    pieces = []
    for start in range(0, length, 32):
        data = payload[start : min(start + 32, length)]
        more = 0x2000 if start + 32 < length else 0
        changed = struct.pack(">HHH", 20 + len(data), one.number, more | start // 8)
        packet = header[:2] + changed + header[8:] + data
        pieces.append(replace(one, link_type=101, octets=packet, length=len(packet)))
    return pieces[::-1]


def _swapped(packets: list[Record]) -> list[Record]:
    """Neighbours of one direction, as a network with several ways swaps them."""
    swapped, at = list(packets), 0
    while at + 1 < len(swapped):
        one, two = swapped[at], swapped[at + 1]
        if one.octets[:_ETHERNET] == two.octets[:_ETHERNET] and not _is_first(one):
            swapped[at], swapped[at + 1] = two, one
            at += 1
        at += 1
    assert swapped != packets
    return swapped


def _is_first(one: Record) -> bool:
    """Of its connection or call: before it nothing can be said to be late."""
    packet = one.octets[_ETHERNET:]
    if packet[9] == IpProtocol.TCP:
        return bool(packet[20 + 13] & SYN)
    return gre.decode(packet[20:]).sequence in (0, 1)


DISORDER: dict[str, Callable[[list[Record]], list[Record]]] = {
    "IP fragments": lambda packets: [part for one in packets for part in _fragments(one)],
    "twice": lambda packets: [one for one in packets for _ in range(2)],
    "again after a while": lambda packets: [*packets[:30], *packets[10:30], *packets[30:]],
    "swapped": _swapped,
    "padded": lambda packets: [replace(one, octets=one.octets + bytes(9)) for one in packets],
}


@pytest.mark.parametrize("disorder", DISORDER)
def test_in_whatever_order_and_number_they_come(disorder: str) -> None:
    seen = read(DISORDER[disorder](records("pptpd.pcap")))
    refused, up = seen.calls
    assert (cause(refused), cause(up), sorted(inside(up))) == ([691], [], sorted(PINGS))
    assert seen.troubles == []
    wanted = [story(call) for call in read(records("pptpd.pcap")).calls]
    assert [sorted(story(call)) for call in seen.calls] == list(map(sorted, wanted))


def test_of_packets_that_were_cut_what_is_whole_is_told() -> None:
    """68 octets, tcpdump's old default."""
    seen = read(replace(one, octets=one.octets[:68]) for one in records("pptpd.pcap"))
    [told] = seen.troubles
    assert told.endswith("such)")
    assert "the capture kept only the beginning of packets" in told
    assert all(not call.inner for call in seen.calls)
