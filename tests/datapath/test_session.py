"""Both directions of one call joined: acknowledgments, keys, counters, one timer."""

from __future__ import annotations

from tests.datapath.ends import ALICE_CALL, BOB_CALL, ip_packet, keys, specs
from vpdn.datapath.engine import Batch
from vpdn.datapath.sequence import ACK_DELAY, INFINITY
from vpdn.datapath.session import Session
from vpdn.datapath.window import SendWindow
from vpdn.wire import gre


def receive(session: Session, first: int, count: int, now: float) -> Batch:
    batch = Batch()
    for number in range(first, first + count):
        session.inbound.receive(number, b"\x21" + ip_packet(number), now, batch)
    session.settle(now, batch)
    return batch


def acknowledgments(batch: Batch) -> list[int | None]:
    return [gre.decode(octets).acknowledgment for _, octets in batch.gre]


def test_frames_and_octets_are_those_that_gre_carried_whatever_they_are() -> None:
    """A control frame and an IP packet: GRE's payloads, counted at both ends."""
    alice, bob = (Session(spec) for spec in specs())
    batch = Batch()
    alice.outbound.send_frame(b"\xff\x03\xc0\x21\x09\x00\x00\x04", 0.0, batch)
    alice.outbound.send_ip(ip_packet(1), 0.0, batch)
    payloads = [gre.decode(octets).payload for _, octets in batch.gre]
    for number, payload in enumerate(payloads):
        bob.inbound.receive(number, payload, 0.0, Batch())
    sent, got = alice.snapshot(), bob.snapshot()
    assert (sent.frames_out, sent.octets_out) == (2, sum(map(len, payloads)))
    assert (got.frames_in, got.octets_in) == (2, sum(map(len, payloads)))


def test_a_frame_that_comes_twice_counts_once() -> None:
    session = Session(specs()[1])
    for _ in range(2):
        receive(session, 0, 1, 0.0)
    assert (session.snapshot().frames_in, session.snapshot().duplicates) == (1, 1)


def test_a_fourth_of_a_window_is_acknowledged_at_once() -> None:
    session = Session(specs(window=16)[1])
    assert receive(session, 0, 3, 0.0).gre == []
    assert acknowledgments(receive(session, 3, 1, 0.0)) == [3]
    assert session.deadline == INFINITY


def test_a_peer_whose_window_a_time_out_halved_never_waits_for_an_acknowledgment() -> None:
    window, session = SendWindow(16), Session(specs(window=16)[1])
    window.sent(0.0)
    window.acknowledge(0, alone=True, now=0.0)
    window.sent(0.0)
    window.expire(window.deadline)
    assert window.size == 4
    for number in range(100):
        assert window.open
        assert window.sent(1.0) == number + 2
        for acknowledged in acknowledgments(receive(session, number + 2, 1, 1.0)):
            assert acknowledged is not None
            window.acknowledge(acknowledged, alone=True, now=1.0)


def test_data_a_dozen_times_a_second_takes_every_acknowledgment_along() -> None:
    session, batch = Session(specs()[1]), Batch()
    for number in range(50):
        now = number / 12
        assert receive(session, number, 1, now).gre == []
        assert session.deadline > now + 0.99 / 12
        session.outbound.send_ip(ip_packet(number), now + 0.99 / 12, batch)
        session.acknowledged(number, alone=False, now=now + 0.99 / 12)
    assert acknowledgments(batch) == list(range(50))
    assert session.snapshot().acks_out == 0


def test_less_is_acknowledged_when_no_data_took_it_along() -> None:
    session = Session(specs()[1])
    receive(session, 0, 3, 1.0)
    assert session.deadline == 1.0 + ACK_DELAY
    batch = Batch()
    session.tick(session.deadline, batch)
    assert acknowledgments(batch) == [2]
    assert gre.decode(batch.gre[0][1]).call_id == ALICE_CALL
    assert session.deadline == INFINITY


def test_data_takes_the_acknowledgment_along() -> None:
    session = Session(specs()[1])
    receive(session, 0, 3, 1.0)
    batch = Batch()
    session.outbound.send_ip(ip_packet(9), 1.01, batch)
    session.settle(1.01, batch)
    assert acknowledgments(batch) == [2]
    assert session.snapshot().acks_out == 0


def test_an_acknowledgment_releases_what_waits() -> None:
    session = Session(specs(window=2)[0])
    batch = Batch()
    for number in range(2):
        session.outbound.send_ip(ip_packet(number), 0.0, batch)
    assert len(batch.gre) == 1
    session.acknowledged(0, alone=True, now=0.01)
    session.settle(0.01, batch)
    assert len(batch.gre) == 2
    assert session.snapshot().acks_in == 1


def test_a_peer_that_acknowledges_nothing_is_sent_to_all_the_same() -> None:
    session, batch, now = Session(specs(window=4)[0]), Batch(), 0.0
    for number in range(100):
        session.outbound.send_ip(ip_packet(number), now, batch)
        now += 0.05
        if session.deadline <= now:
            session.tick(now, batch)
    assert [gre.decode(octets).sequence for _, octets in batch.gre] == list(range(100))


def test_counters_go_on_through_new_keys() -> None:
    alice, bob = (Session(spec) for spec in specs())
    for turn in range(3):
        ours, theirs = keys(128, False)
        alice.encrypt(ours)
        bob.encrypt(theirs)
        batch = Batch()
        for number in range(5):
            alice.outbound.send_ip(ip_packet(number), 0.0, batch)
        for _, octets in batch.gre:
            packet = gre.decode(octets)
            assert packet.sequence is not None
            bob.inbound.receive(packet.sequence, packet.payload, 0.0, Batch())
        assert alice.snapshot().mppe_tx_key_changes == 5 * (turn + 1)
        assert alice.snapshot().mppe_tx_coherency == 5
        assert bob.snapshot().mppe_rx_key_changes == 5 * (turn + 1)
        assert bob.snapshot().mppe_rx_coherency == 4
        assert bob.snapshot().mppe_decrypted == 5 * (turn + 1)
    alice.encrypt(None)
    assert alice.snapshot().mppe_tx_key_changes == 15


def test_a_reset_flushes_the_next_packet() -> None:
    session = Session(specs()[0])
    session.encrypt(keys(128, True)[0])
    batch = Batch()
    session.outbound.send_ip(ip_packet(0), 0.0, batch)
    session.reset()
    session.outbound.send_ip(ip_packet(1), 0.0, batch)
    headers = [gre.decode(octets).payload[4] for _, octets in batch.gre]
    assert [header & 0x80 for header in headers] == [0, 0x80]
    assert session.snapshot().mppe_resets_received == 1


def test_a_reset_without_keys_is_only_counted() -> None:
    session = Session(specs()[0])
    session.reset()
    assert session.snapshot().mppe_resets_received == 1
    assert session.spec.peer_call_id == BOB_CALL
