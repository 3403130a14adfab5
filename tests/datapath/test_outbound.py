"""What goes to one peer: octets, sizes, the queue behind the window."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.datapath.ends import (
    ALICE_CALL,
    BOB_CALL,
    LCP_ECHO,
    SYN_MSS_1460,
    ip_packet,
    keys,
    specs,
)
from tests.datapath.twins import TWINS, MakeEngine
from vpdn.crypto.mppe import Decryptor, Encryptor
from vpdn.datapath.engine import Batch, Counters, SessionSpec
from vpdn.datapath.outbound import LARGEST, MPPE_OVERHEAD, QUEUE_LIMIT, Outbound
from vpdn.datapath.sequence import Arrivals
from vpdn.wire import gre, ip

BOB = specs()[0].peer


class Sender:
    """Alice's outbound half and the counters it keeps."""

    def __init__(self, spec: SessionSpec | None = None) -> None:
        self.counters = Counters()
        self.arrivals = Arrivals()
        self.outbound = Outbound(spec or specs()[0], self.arrivals, self.counters)

    def encrypt(self, bits: int = 128) -> Decryptor:
        """Agree on keys; Bob's decryptor."""
        alice, bob = keys(bits, False)
        self.outbound.encryptor = Encryptor(alice.send, bits, False)
        return Decryptor(bob.receive, bits, False)

    def send(self, *packets: bytes) -> Batch:
        batch = Batch()
        for packet in packets:
            self.outbound.send_ip(packet, 0.0, batch)
        return batch

    def acknowledge(self, number: int) -> Batch:
        batch = Batch()
        self.outbound.window.acknowledge(number, alone=True, now=0.0)
        self.outbound.drain(0.0, batch)
        return batch


def packets(batch: Batch) -> list[gre.Packet]:
    assert all(peer == BOB for peer, _ in batch.gre)
    return [gre.decode(octets) for _, octets in batch.gre]


def test_ip_is_framed_numbered_from_0_and_addressed_by_the_peer_s_call_id() -> None:
    payload = b"\xff\x03\x00\x21" + ip_packet(1)
    assert packets(Sender().send(ip_packet(1), ip_packet(1))) == [
        gre.Packet(BOB_CALL, payload, sequence=0),
        gre.Packet(BOB_CALL, payload, sequence=1),
    ]


def test_data_carries_the_acknowledgment_owed_once() -> None:
    sender = Sender()
    for number in range(7):
        sender.arrivals.accept(number, 0.0)
    first, second = packets(sender.send(ip_packet(1), ip_packet(2)))
    assert (first.acknowledgment, second.acknowledgment) == (6, None)


@pytest.mark.parametrize(
    ("acfc", "pfc", "clear", "encrypted"),
    [
        (False, False, b"\xff\x03\x00\x21", b"\xff\x03\x00\xfd"),
        (False, True, b"\xff\x03\x21", b"\xff\x03\xfd"),
        (True, False, b"\x00\x21", b"\x00\xfd"),
        (True, True, b"\x21", b"\xfd"),
    ],
)
def test_the_ppp_fields_are_compressed_as_negotiated(
    acfc: bool, pfc: bool, clear: bytes, encrypted: bytes
) -> None:
    sender = Sender()
    sender.outbound.update(replace(specs()[0], acfc=acfc, pfc=pfc))
    [plain] = packets(sender.send(ip_packet(1)))
    assert plain.payload == clear + ip_packet(1)
    decryptor = sender.encrypt()
    [cipher] = packets(sender.send(ip_packet(2)))
    assert cipher.payload.startswith(encrypted + b"\x90\x00")
    assert decryptor.decrypt(cipher.payload[len(encrypted) :]) == b"\x00\x21" + ip_packet(2)
    assert sender.counters.mppe_encrypted == 1
    assert (sender.counters.packets_out, sender.counters.bytes_out) == (2, 120)


def test_no_clear_ip_where_encryption_is_required() -> None:
    sender = Sender(specs(encrypted=True)[0])
    assert sender.send(ip_packet(1)) == Batch()
    assert (sender.counters.clear_drops, sender.counters.packets_out) == (1, 0)


@pytest.mark.parametrize("encrypted", [False, True])
def test_a_packet_fills_the_peer_s_mru_and_no_more(encrypted: bool) -> None:
    sender = Sender(replace(specs()[0], mru=1400))
    largest = 1400
    if encrypted:
        sender.encrypt()
        largest -= MPPE_OVERHEAD
    [fits] = packets(sender.send(ip_packet(1, largest)))
    assert len(fits.payload) == len(b"\xff\x03\x00\x21") + 1400
    assert sender.send(ip_packet(1, largest + 1)) == Batch()
    assert sender.counters.too_big == 1


@TWINS
@pytest.mark.parametrize("encrypted", [False, True])
def test_whatever_the_mru_a_packet_for_the_peer_fits_an_ip_packet(
    make: MakeEngine, encrypted: bool
) -> None:
    engine, largest = make(), LARGEST
    engine.add(replace(specs()[0], mru=65535))
    if encrypted:
        engine.encrypt(ALICE_CALL, keys(128, False)[0])
        largest -= MPPE_OVERHEAD
    batch = engine.from_tun([ip_packet(1, largest), ip_packet(2, largest + 1)], 0.0)
    [sent] = batch.gre
    assert len(sent[1]) + 20 + 4 == 65535
    assert len(gre.decode(sent[1]).payload) == LARGEST + 4
    assert engine.counters(ALICE_CALL).too_big == 1


def test_the_sender_of_a_big_packet_that_may_not_be_fragmented_is_told() -> None:
    octets = bytearray(ip_packet(1, 1501))
    octets[6:8] = b"\x40\x00"
    batch = Sender().send(bytes(octets))
    assert batch.gre == []
    [answer] = batch.tun
    assert answer[20:22] == b"\x03\x04"


def test_the_mss_of_a_syn_is_clamped() -> None:
    [packet] = packets(Sender(replace(specs()[0], mss=1300)).send(SYN_MSS_1460))
    assert packet.payload.endswith(ip.clamp_mss(SYN_MSS_1460, 1300))


def test_what_the_window_does_not_let_go_waits_in_order() -> None:
    sender = Sender(specs(window=4)[0])
    assert len(sender.send(*(ip_packet(number) for number in range(5))).gre) == 2
    released = packets(sender.acknowledge(1))
    assert [packet.payload[4:] for packet in released] == [ip_packet(2), ip_packet(3), ip_packet(4)]
    assert [packet.sequence for packet in released] == [2, 3, 4]
    assert sender.counters.window_drops == 0


def test_nothing_overtakes_what_waits_even_when_the_window_has_opened() -> None:
    sender = Sender(specs(window=2)[0])
    sender.send(ip_packet(0), ip_packet(1))
    sender.outbound.window.acknowledge(0, alone=True, now=0.0)
    assert sender.send(ip_packet(2)) == Batch()
    batch = Batch()
    sender.outbound.drain(0.0, batch)
    released = [packet.payload[4:] for packet in packets(batch)]
    assert released == [ip_packet(1), ip_packet(2)][: len(released)] != []


def test_the_queue_is_bounded() -> None:
    sender = Sender(specs(window=1)[0])
    sender.send(*(ip_packet(number) for number in range(1 + QUEUE_LIMIT + 3)))
    assert sender.counters.window_drops == 3


def test_what_waits_is_enciphered_when_it_goes() -> None:
    """Keys that came meanwhile hold for it, and counts follow sequence numbers."""
    sender = Sender(specs(window=1)[0])
    sender.send(ip_packet(0), ip_packet(1))
    decryptor = sender.encrypt()
    [packet] = packets(sender.acknowledge(0))
    assert decryptor.decrypt(packet.payload[4:]) == b"\x00\x21" + ip_packet(1)


def test_what_waits_is_dropped_when_its_keys_go() -> None:
    sender = Sender(specs(window=1, encrypted=True)[0])
    sender.encrypt()
    sender.send(ip_packet(0), ip_packet(1))
    sender.outbound.encryptor = None
    assert sender.acknowledge(0) == Batch()
    assert sender.counters.clear_drops == 1


def test_control_frames_go_past_the_queue_in_the_clear() -> None:
    sender = Sender(specs(window=1)[0])
    sender.encrypt()
    sender.send(ip_packet(0), ip_packet(1))
    batch = Batch()
    sender.outbound.send_frame(LCP_ECHO, 0.0, batch)
    assert packets(batch) == [gre.Packet(BOB_CALL, LCP_ECHO, sequence=1)]
    assert sender.counters.control_out == 1


def test_an_acknowledgment_alone_has_no_number_of_its_own() -> None:
    sender, batch = Sender(), Batch()
    sender.arrivals.accept(0, 0.0)
    sender.arrivals.accept(1, 0.0)
    sender.outbound.send_acknowledgment(batch)
    assert packets(batch) == [gre.Packet(BOB_CALL, acknowledgment=1)]
    assert sender.arrivals.owed == 0
    assert sender.counters.acks_out == 1


def test_numbers_wrap_on_the_wire() -> None:
    sender = Sender()
    sender.outbound.window.next = 0xFFFF_FFFF
    sender.outbound.window.expire(0.0)
    sender.outbound.window._oldest = 0xFFFF_FFFF
    assert [packet.sequence for packet in packets(sender.send(ip_packet(1), ip_packet(2)))] == [
        0xFFFF_FFFF,
        0,
    ]
