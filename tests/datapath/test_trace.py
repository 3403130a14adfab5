"""What is recorded of packets, and that nothing is while nobody asks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.datapath.ends import (
    ALICE,
    ALICE_CALL,
    BOB,
    BOB_CALL,
    LCP_ECHO,
    ip_packet,
    keys,
    specs,
)
from tests.datapath.twins import TWINS, MakeEngine
from vpdn.crypto.mppe import Failure
from vpdn.datapath.engine import Batch
from vpdn.datapath.trace import (
    RECORDS,
    FramePassed,
    MppePassed,
    MppeRefused,
    coherency,
    frame_passed,
)
from vpdn.machine import Trace
from vpdn.wire import ppp


class Ends:
    """Two engines that record; what Alice sends is what Bob gets."""

    def __init__(self, make: MakeEngine, stateful: bool | None = None) -> None:
        self.alice, self.bob = make(), make()
        for engine, spec, call in zip(
            (self.alice, self.bob), specs(), (ALICE_CALL, BOB_CALL), strict=True
        ):
            engine.add(spec)
            engine.recording = True
            if stateful is not None:
                engine.encrypt(call, keys(128, stateful)[call == BOB_CALL])

    def carry(self, batch: Batch) -> tuple[list[Trace], list[Trace]]:
        """Both ends' records of it."""
        got = self.bob.from_gre([(ALICE, packet) for _, packet in batch.gre], 0.0)
        assert {call for call, _ in batch.records or ()} <= {ALICE_CALL}
        assert {call for call, _ in got.records or ()} <= {BOB_CALL}
        return [one for _, one in batch.records or ()], [one for _, one in got.records or ()]

    def send(self, *packets: bytes) -> Batch:
        return self.alice.from_tun(packets, 0.0)


@TWINS
def test_a_packet_in_the_clear_is_a_frame_at_both_ends(make: MakeEngine) -> None:
    ends = Ends(make)
    sent, received = ends.carry(ends.send(ip_packet(1, 100)))
    assert sent == [FramePassed(True, 0x0021, 104)]
    assert received == [FramePassed(False, 0x0021, 104)]


@TWINS
def test_control_frames_are_recorded_too(make: MakeEngine) -> None:
    ends = Ends(make)
    sent, received = ends.carry(ends.alice.send_frame(ALICE_CALL, LCP_ECHO, 0.0))
    assert sent == [FramePassed(True, 0xC021, len(LCP_ECHO))]
    assert received == [FramePassed(False, 0xC021, len(LCP_ECHO))]


@TWINS
def test_encrypted_packets_tell_their_counts_and_the_changes_of_the_key(make: MakeEngine) -> None:
    ends = Ends(make, stateful=False)
    sent, received = ends.carry(ends.send(ip_packet(1, 100), ip_packet(2, 60)))
    assert sent == [
        MppePassed(True, 102, 0, True, 1),
        FramePassed(True, 0x00FD, 108),
        MppePassed(True, 62, 1, True, 2),
        FramePassed(True, 0x00FD, 68),
    ]
    assert received == [
        FramePassed(False, 0x00FD, 108),
        MppePassed(False, 102, 0, True, 1),
        FramePassed(False, 0x00FD, 68),
        MppePassed(False, 62, 1, True, 2),
    ]


@TWINS
def test_a_stateful_stream_keeps_its_tables(make: MakeEngine) -> None:
    ends = Ends(make, stateful=True)
    _, received = ends.carry(ends.send(ip_packet(1, 100)))
    assert received[1] == MppePassed(False, 102, 0, False, 0)


@TWINS
def test_a_datagram_that_gives_no_clear_text_tells_why(make: MakeEngine) -> None:
    ends = Ends(make, stateful=False)
    forged = b"\xff\x03\x00\xfd\x90\x00" + bytes(40)
    batch = ends.alice.send_frame(ALICE_CALL, forged, 0.0)
    assert ends.carry(batch)[1][-1] == MppeRefused(42, 0, Failure.GARBAGE.value)
    ends = Ends(make)
    batch = ends.alice.send_frame(ALICE_CALL, forged, 0.0)
    assert ends.carry(batch)[1][-1] == MppeRefused(42, 0, "no keys")


@TWINS
def test_packets_that_wait_for_a_timer_are_recorded_when_they_go(make: MakeEngine) -> None:
    ends = Ends(make)
    _, late = (packet for _, packet in ends.send(ip_packet(1), ip_packet(2)).gre)
    assert ends.bob.from_gre([(ALICE, late)], 0.0).records == []
    deadline = ends.bob.deadline
    assert deadline is not None
    assert ends.bob.tick(deadline).records == [(BOB_CALL, FramePassed(False, 0x0021, 64))]


@TWINS
@pytest.mark.parametrize("stateful", [None, False, True])
def test_nothing_is_recorded_while_nobody_asks(make: MakeEngine, stateful: bool | None) -> None:
    ends = Ends(make, stateful)
    ends.alice.recording = ends.bob.recording = False
    batch = ends.send(ip_packet(1))
    assert batch.records is None
    got = ends.bob.from_gre([(ALICE, packet) for _, packet in batch.gre], 0.0)
    assert (got.records, len(got.tun)) == (None, 1)
    assert ends.alice.from_gre([(BOB, b"stray")], 0.0).records is None


def test_every_record_is_listed() -> None:
    assert set(RECORDS) == {FramePassed, MppePassed, MppeRefused}


@given(st.sampled_from([0x21, 0xFD, 0xC021, 0x8021, 0xC223]), st.booleans(), st.booleans())
def test_the_protocol_is_read_in_every_form(protocol: int, acfc: bool, pfc: bool) -> None:
    frame = ppp.Frame(protocol, b"data").encode(acfc, pfc)
    assert frame_passed(True, frame) == FramePassed(True, protocol, len(frame))


@pytest.mark.parametrize(
    ("datagram", "count"), [(b"\x9f\xffdata", 0xFFF), (b"\x10\x05", 5), (b"\x90", 0), (b"", 0)]
)
def test_the_coherency_count_is_twelve_bits_of_what_may_be_cut_off(
    datagram: bytes, count: int
) -> None:
    assert coherency(datagram) == count
