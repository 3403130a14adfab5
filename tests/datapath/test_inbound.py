"""What comes from one peer: framing, order, proof, and what is reported upwards."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.datapath.ends import BOB_CALL, CCP_RESET, LCP_ECHO, SYN_MSS_1460, ip_packet, keys, specs
from vpdn.crypto.mppe import Decryptor, Encryptor
from vpdn.datapath.engine import Batch, Counters, EngineEvent, SessionSpec
from vpdn.datapath.inbound import GARBAGE_LIMIT, REPORT_INTERVAL, STRAY_LIMIT, Inbound
from vpdn.datapath.sequence import FAR, HOLD, REORDER_LIMIT, Arrivals
from vpdn.wire import ip

RESET, RENEGOTIATE = EngineEvent.RESET_NEEDED, EngineEvent.RENEGOTIATE


class Receiver:
    """Bob's inbound half; `give` numbers payloads as Alice would."""

    def __init__(self, spec: SessionSpec | None = None) -> None:
        self.counters = Counters()
        self.arrivals = Arrivals()
        self.inbound = Inbound(spec or specs()[1], self.arrivals, self.counters)
        self.next = 0
        self.now = 0.0

    def encrypt(self, bits: int = 128, stateful: bool = False) -> Encryptor:
        """Agree on keys; Alice's encryptor."""
        alice, bob = keys(bits, stateful)
        self.inbound.decrypt_with(Decryptor(bob.receive, bits, stateful))
        return Encryptor(alice.send, bits, stateful)

    def give(self, *payloads: bytes, number: int | None = None) -> Batch:
        batch = Batch()
        if number is not None:
            self.next = number
        for payload in payloads:
            self.inbound.receive(self.next & 0xFFFF_FFFF, payload, self.now, batch)
            self.next += 1
        return batch

    def wait(self, seconds: float) -> Batch:
        batch = Batch()
        self.now += seconds
        self.inbound.release(self.now, batch)
        return batch


def sealed(sender: Encryptor, number: int) -> bytes:
    return b"\xfd" + sender.encrypt(b"\x00\x21" + ip_packet(number))


def sealed_with_options(sender: Encryptor, number: int) -> bytes:
    """A packet with IP options, which is not found behind a gap."""
    return b"\xfd" + sender.encrypt(b"\x00\x21\x46" + ip_packet(number)[1:])


def noise(number: int) -> bytes:
    """A datagram nobody's key made, for the count that is expected first."""
    return b"\xfd\x90\x00\x02" + random.Random(number).randbytes(50)


@pytest.mark.parametrize("prefix", [b"\xff\x03\x00\x21", b"\xff\x03\x21", b"\x00\x21", b"\x21"])
def test_both_forms_of_both_ppp_fields_are_taken(prefix: bytes) -> None:
    assert Receiver().give(prefix + ip_packet(1)).tun == [ip_packet(1)]


@pytest.mark.parametrize("prefix", [b"\xff\x03\x00\xfd", b"\xff\x03\xfd", b"\x00\xfd", b"\xfd"])
@pytest.mark.parametrize("inner", [b"\x00\x21", b"\x21"])
def test_both_forms_are_taken_around_and_under_the_cipher(prefix: bytes, inner: bytes) -> None:
    receiver = Receiver()
    sender = receiver.encrypt()
    batch = receiver.give(prefix + sender.encrypt(inner + ip_packet(1)))
    assert batch.tun == [ip_packet(1)]
    assert receiver.counters.mppe_decrypted == receiver.counters.packets_in == 1


@pytest.mark.parametrize(
    "frame",
    [LCP_ECHO, LCP_ECHO[2:], CCP_RESET, b"\x00\x57" + bytes(40), b"\x40\x21what", b"\x2dVJ"],
    ids=["LCP", "LCP with ACFC", "CCP", "IPv6", "unknown", "VJ"],
)
def test_what_is_not_ip_goes_up_as_it_came(frame: bytes) -> None:
    receiver = Receiver()
    assert receiver.give(frame) == Batch(frames=[(BOB_CALL, frame)])
    assert receiver.counters.control_in == 1


def test_a_control_frame_under_the_cipher_goes_up_in_the_clear() -> None:
    receiver = Receiver()
    sender = receiver.encrypt()
    batch = receiver.give(b"\xfd" + sender.encrypt(LCP_ECHO[2:]))
    assert batch.frames == [(BOB_CALL, LCP_ECHO[2:])]


@pytest.mark.parametrize("payload", [b"", b"\x00", b"\x21", b"\xff\x03", b"\xff\x03\x21"])
def test_what_is_no_ppp_frame_is_malformed_and_does_not_stop_the_next(payload: bytes) -> None:
    receiver = Receiver()
    assert receiver.give(payload) == Batch()
    assert receiver.counters.malformed == 1
    assert receiver.give(b"\x21" + ip_packet(1)).tun == [ip_packet(1)]


@pytest.mark.parametrize("packet", [b"\x60" + bytes(40), b"\x45" + bytes(18)])
def test_what_is_no_ipv4_packet_is_malformed(packet: bytes) -> None:
    receiver = Receiver()
    assert receiver.give(b"\x21" + packet) == Batch()
    assert receiver.counters.malformed == 1


def test_a_session_without_routes_has_no_network() -> None:
    receiver = Receiver(replace(specs()[1], routes=()))
    assert receiver.give(b"\x21" + ip_packet(1)) == Batch()
    assert receiver.counters.unrouted == 1


def test_no_clear_ip_where_encryption_is_required() -> None:
    receiver = Receiver(specs(encrypted=True)[1])
    assert receiver.give(b"\x21" + ip_packet(1)) == Batch()
    assert receiver.counters.clear_drops == 1


def test_no_clear_ip_beside_encrypted_ip() -> None:
    receiver = Receiver()
    receiver.encrypt()
    assert receiver.give(b"\x21" + ip_packet(1)) == Batch()
    assert receiver.counters.clear_drops == 1


@pytest.mark.parametrize("encrypted", [False, True])
def test_the_mss_of_a_syn_is_clamped(encrypted: bool) -> None:
    receiver = Receiver(replace(specs()[1], mss=1300))
    payload = b"\x00\x21" + SYN_MSS_1460
    if encrypted:
        payload = b"\xfd" + receiver.encrypt().encrypt(payload)
    assert receiver.give(payload).tun == [ip.clamp_mss(SYN_MSS_1460, 1300)] != [SYN_MSS_1460]


def test_packets_wait_until_the_owner_has_seen_the_frame_that_brings_keys() -> None:
    receiver = Receiver()
    sender = Encryptor(keys(128, False)[0].send, 128, False)
    batch = receiver.give(CCP_RESET, sealed(sender, 1), LCP_ECHO, sealed(sender, 2))
    assert batch == Batch(frames=[(BOB_CALL, CCP_RESET)])
    assert receiver.arrivals.deadline <= receiver.now
    receiver.encrypt()
    later = receiver.wait(0.0)
    assert later == Batch(tun=[ip_packet(1), ip_packet(2)], frames=[(BOB_CALL, LCP_ECHO)])
    assert receiver.counters.mppe_dropped == 0


def test_packets_that_wait_go_before_those_of_the_next_batch() -> None:
    receiver = Receiver()
    receiver.give(CCP_RESET, b"\x21" + ip_packet(1))
    assert receiver.give(b"\x21" + ip_packet(2)).tun == [ip_packet(1), ip_packet(2)]


def test_datagrams_ahead_of_their_keys_do_not_count_against_later_ones() -> None:
    receiver = Receiver()
    sender = Encryptor(keys(128, False)[0].send, 128, False)
    assert receiver.give(*(sealed(sender, number) for number in range(5))) == Batch()
    receiver.encrypt()
    assert receiver.give(sealed(sender, 5)).tun == [ip_packet(5)]
    assert receiver.counters.mppe_dropped == 5


def test_a_forged_datagram_leaves_its_number_to_the_true_one() -> None:
    receiver = Receiver()
    sender = receiver.encrypt()
    for number in range(20):
        assert receiver.give(noise(number), number=number) == Batch()
        assert receiver.give(sealed(sender, number), number=number).tun == [ip_packet(number)]
    assert receiver.counters.lost == receiver.counters.duplicates == 0


def test_a_forged_jump_leaves_the_numbers_where_they_are() -> None:
    receiver = Receiver()
    sender = receiver.encrypt()
    receiver.give(sealed(sender, 0))
    receiver.give(noise(1), number=FAR)
    receiver.wait(HOLD)
    assert receiver.give(sealed(sender, 1), number=1).tun == [ip_packet(1)]
    assert receiver.counters.lost == 0


def test_a_long_gap_is_caught_up_with_and_counted() -> None:
    receiver = Receiver()
    sender = receiver.encrypt()
    receiver.give(sealed(sender, 0))
    for _ in range(3000):
        sealed(sender, 1)
    assert receiver.give(sealed(sender, 1), sealed(sender, 2), number=3001) == Batch()
    assert receiver.wait(HOLD).tun == [ip_packet(2)]
    assert receiver.counters.lost == 3001
    assert receiver.give(sealed(sender, 3)).tun == [ip_packet(3)]


def test_more_than_4096_lost_asks_for_new_keys_and_goes_on_with_them() -> None:
    receiver = Receiver()
    sender = receiver.encrypt()
    receiver.give(sealed(sender, 0))
    for _ in range(4200):
        sealed(sender, 1)
    receiver.next = 4201
    events = []
    for number in range(3 * REORDER_LIMIT):
        events += receiver.give(sealed(sender, number)).events
        events += receiver.wait(0.001).events
    assert events == [(BOB_CALL, RENEGOTIATE)]
    fresh = receiver.encrypt()
    receiver.give(*(sealed(fresh, number) for number in range(3)))
    assert receiver.wait(HOLD).tun == [ip_packet(number) for number in range(3)]


def test_keys_that_differ_are_reported_after_a_while_and_again_later() -> None:
    receiver = Receiver()
    receiver.encrypt()
    events = []
    for number in range(GARBAGE_LIMIT + 10):
        receiver.now += 0.001
        events += receiver.give(noise(number), number=0).events
    assert events == [(BOB_CALL, RENEGOTIATE)]
    receiver.now += REPORT_INTERVAL[RENEGOTIATE]
    assert receiver.give(noise(0), number=0).events == [(BOB_CALL, RENEGOTIATE)]


def test_stateful_loss_asks_for_a_reset_at_once_and_not_for_every_packet() -> None:
    receiver = Receiver()
    sender = receiver.encrypt(stateful=True)
    sealed_with_options(sender, 0)
    receiver.give(sealed_with_options(sender, 1), number=1)
    assert receiver.wait(HOLD).events == [(BOB_CALL, RESET)]
    assert receiver.give(*(sealed_with_options(sender, number) for number in (2, 3))) == Batch()
    receiver.now += REPORT_INTERVAL[RESET]
    assert receiver.give(sealed_with_options(sender, 4)).events == [(BOB_CALL, RESET)]
    assert receiver.counters.mppe_resets_sent == 2
    sender.reset()
    assert receiver.give(sealed(sender, 5)).tun == [ip_packet(5)]
    sealed_with_options(sender, 6)
    receiver.give(sealed_with_options(sender, 7), number=receiver.next + 1)
    assert receiver.wait(HOLD).events == [(BOB_CALL, RESET)]
    assert receiver.counters.mppe_dropped == 5


@pytest.mark.parametrize("refused", [0, 1, 20])
def test_missed_is_what_never_came_and_not_what_waited_for_a_flush(refused: int) -> None:
    receiver = Receiver()
    sender = receiver.encrypt(stateful=True)
    receiver.give(LCP_ECHO)
    for losses in (1, 2):
        sealed(sender, 0)
        receiver.give(
            *(sealed_with_options(sender, number) for number in range(refused)),
            number=receiver.next + 1,
        )
        sender.reset()
        tun = receiver.give(sealed(sender, 99)).tun
        assert tun + receiver.wait(HOLD).tun == [ip_packet(99)]
        assert receiver.inbound.decryptor is not None
        missed = receiver.inbound.decryptor.missed
        assert (missed, receiver.counters.lost) == (losses, losses)
    assert receiver.counters.mppe_dropped == 2 * refused


def test_stateful_loss_costs_no_other_packet_and_asks_for_a_reset_all_the_same() -> None:
    receiver = Receiver()
    sender = receiver.encrypt(stateful=True)
    sealed(sender, 0)
    receiver.give(sealed(sender, 1), number=1)
    lossy = receiver.wait(HOLD)
    assert (lossy.tun, lossy.events) == ([ip_packet(1)], [(BOB_CALL, RESET)])
    assert receiver.give(sealed(sender, 2)) == Batch(tun=[ip_packet(2)])
    sender.reset()
    sealed(sender, 3)
    receiver.give(sealed(sender, 4), number=receiver.next + 1)
    assert receiver.wait(HOLD).tun == [ip_packet(4)]
    receiver.now += REPORT_INTERVAL[RESET]
    sender.reset()
    assert receiver.give(sealed(sender, 5)) == Batch(tun=[ip_packet(5)])
    assert receiver.counters.mppe_dropped == 0


def test_a_lost_flush_is_asked_for_again() -> None:
    receiver = Receiver()
    sender = receiver.encrypt(stateful=True)
    for number in range(3):
        sealed(sender, number)
        receiver.give(sealed_with_options(sender, number), number=receiver.next + 1)
        assert receiver.wait(REPORT_INTERVAL[RESET]).events == [(BOB_CALL, RESET)]
        sender.reset()
    sender.reset()
    assert receiver.give(sealed(sender, 9)).tun == [ip_packet(9)]


def test_the_loss_of_a_flush_nobody_waited_for_is_survived() -> None:
    receiver = Receiver()
    sender = receiver.encrypt(stateful=True)
    sender.reset()
    sealed(sender, 0)
    events = []
    for number in range(STRAY_LIMIT):
        receiver.give(sealed(sender, number), number=number + 1)
        events += receiver.wait(HOLD).events
    assert events == [(BOB_CALL, RESET)]
    receiver.give(sealed(sender, 99))
    assert receiver.wait(HOLD).tun == [ip_packet(99)]


@given(st.lists(st.tuples(st.integers(0, 2**32 - 1), st.binary(max_size=60)), max_size=30))
@pytest.mark.parametrize("stateful", [None, False, True])
def test_no_octets_raise(stateful: bool | None, packets: list[tuple[int, bytes]]) -> None:
    receiver = Receiver()
    if stateful is not None:
        receiver.encrypt(40, stateful)
    for number, payload in packets:
        receiver.give(payload, number=number)
        receiver.wait(0.01)


@pytest.mark.parametrize(
    ("numbers", "reordered", "lost"),
    [
        ((0, 1, 2, 3), 0, 0),
        ((0, 2, 3, 4), 0, 1),
        ((0, 2, 1, 3), 1, 0),
        ((0, 3, 1, 2, 4), 2, 0),
        ((0, 3, 2, 1, 4), 2, 0),
        ((0, 2, 2, 1), 1, 0),
    ],
)
def test_only_a_packet_that_came_after_a_later_one_is_reordered(
    numbers: tuple[int, ...], reordered: int, lost: int
) -> None:
    receiver = Receiver()
    for number in numbers:
        receiver.give(b"\x21" + ip_packet(number), number=number)
    receiver.wait(HOLD)
    assert (receiver.counters.reordered, receiver.counters.lost) == (reordered, lost)


def test_what_waits_for_the_owner_to_see_a_control_frame_is_not_reordered() -> None:
    receiver = Receiver()
    receiver.give(CCP_RESET, *(b"\x21" + ip_packet(number) for number in range(3)))
    receiver.give(b"\x21" + ip_packet(3))
    receiver.wait(0.0)
    assert receiver.counters.reordered == receiver.counters.lost == 0
    assert receiver.counters.frames_in == 5
