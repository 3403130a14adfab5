from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.explain.captures import IDS, PC, SERVER, Line, capture, negotiated, only_call, ping
from vpdn.explain.capture import Capture
from vpdn.explain.capture_story import Place, Secret, Side
from vpdn.net.pcap import LinkType
from vpdn.net.records import Record
from vpdn.wire import gre, ip, pptp

TALK = negotiated()
TALK.carry(Side.PC, ping())
TALK.carry(Side.SERVER, ping(2))


def test_a_call_has_its_ends_and_call_ids() -> None:
    call = only_call(TALK.line)
    assert (call.ends.pc, call.ends.server) == (PC, SERVER)
    assert (call.ids, call.guessed) == (IDS, False)


def test_a_capture_that_begins_after_pptp_is_put_together_by_addresses() -> None:
    line = Line(TALK.line.packets[7:])
    call = only_call(line, "admin")
    assert call.guessed
    assert call.ids == IDS
    assert [one.packet for one in call.inner] == [ping(), ping(2)]


def test_the_end_that_the_control_connection_calls_the_server_is_it() -> None:
    line = Line()
    line.message(Side.PC, pptp.EchoRequest(1))
    line.gre(Side.SERVER, b"\x21" + ping())
    call = only_call(line)
    assert (call.ends.pc, call.inner[0].sender) == (PC, Side.SERVER)


def test_several_calls_of_one_connection_are_kept_apart() -> None:
    line = Line().open()
    line.message(Side.PC, pptp.OutgoingCallRequest(8, 2, 300, 100, 3, 3, 64))
    line.message(Side.SERVER, pptp.OutgoingCallReply(6, 8))
    line.message(Side.PC, pptp.SetLinkInfo(6))
    line.message(Side.PC, pptp.CallClearRequest(7))
    for call_id, number in ((5, 1), (6, 2)):
        packet = gre.Packet(call_id, b"\x21" + ping(number), sequence=0)
        line.add(Side.PC, ip.IpProtocol.GRE, packet.encode())
    first, second = capture(line).calls
    assert [one.packet for one in first.inner] == [ping(1)]
    assert [one.packet for one in second.inner] == [ping(2)]
    assert [step.text.split(":")[0] for step in second.steps[:4]] == [
        "Start-Control-Connection-Request",
        "Start-Control-Connection-Reply",
        "Outgoing-Call-Request",
        "Outgoing-Call-Reply",
    ]
    assert any(step.text.startswith("Call-Clear") for step in first.steps)
    assert not any(step.text.startswith("Call-Clear") for step in second.steps)


def test_packets_of_others_are_no_trouble() -> None:
    line = Line()
    line.add(Side.PC, ip.IpProtocol.UDP, bytes(20))
    line.add(Side.PC, ip.IpProtocol.TCP, bytes(12) + b"\x50" + bytes(7))
    line.add(Side.PC, ip.IpProtocol.GRE, b"\x00\x00\x08\x00")
    seen = capture(line)
    assert (seen.calls, seen.controls, seen.troubles) == ([], [], [])


def test_what_is_damaged_is_told_once_with_its_first_packet() -> None:
    seen = Capture()
    for number in (4, 5):
        seen.take(Record(number, 0.0, 147, b"", 0))
    packet = TALK.line.packets[-1][1]
    seen.take(Record(6, 0.0, LinkType.RAW_IP, packet[:60], len(packet)))
    assert seen.troubles == [
        "packet 4: link type 147 is not known here (2 such)",
        "packet 6: the capture kept only the beginning of packets",
    ]


def test_a_second_connection_from_the_same_port_is_another_one() -> None:
    line = Line().open()
    line.tcp(Side.PC, 1)
    line.tcp(Side.PC, 2)
    assert len(capture(line).controls) == 2


def test_incoming_calls_are_calls_too() -> None:
    line = Line()
    line.message(Side.SERVER, pptp.IncomingCallRequest(5, 1, 3))
    line.message(Side.PC, pptp.IncomingCallReply(7, 5))
    assert only_call(line).ids == IDS


def test_a_flood_of_gre_makes_no_more_calls_than_are_followed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("vpdn.explain.capture.MOST", 3)
    line = Line()
    for number in range(10):
        packet = gre.Packet(number, b"\x21" + ping(number), sequence=0)
        line.add(Side.PC, ip.IpProtocol.GRE, packet.encode())
    seen = capture(line)
    assert [call.ids[Side.SERVER] for call in seen.calls] == [0, 1, 2]
    [told] = seen.troubles
    assert told == "packet 4: of more than 3 calls, which are all that are followed (7 such)"


def test_a_call_too_many_behind_a_gap_that_nothing_fills_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("vpdn.explain.capture.MOST", 1)
    line = Line().open()
    line.message(Side.PC, pptp.EchoRequest(1))
    lost = len(line.packets) - 1
    line.message(Side.PC, pptp.OutgoingCallRequest(8, 2, 300, 100, 3, 3, 64))
    del line.packets[lost]
    seen = capture(line)
    assert len(seen.calls) == 1
    assert any("of more than 1 calls" in told for told in seen.troubles)


@given(st.data())
def test_damage_to_any_octet_ends_nothing(data: st.DataObject) -> None:
    seen = Capture(Secret("admin"))
    hurt = data.draw(st.sets(st.integers(0, len(TALK.line.packets) - 1), max_size=5))
    for record in TALK.line.records:
        one = record
        if record.number - 1 in hurt:
            octets = bytearray(record.octets)
            octets[data.draw(st.integers(0, len(octets) - 1))] ^= data.draw(st.integers(1, 255))
            cut = data.draw(st.integers(0, len(octets)))
            one = replace(record, octets=bytes(octets[:cut]))
        seen.take(one)
    seen.finish()
    assert seen.last == TALK.line.records[-1].when
    assert all(isinstance(step.place, Place) for call in seen.calls for step in call.steps)
