"""What every engine must hold, two of them back to back over a bad channel."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.datapath.ends import (
    ALICE,
    CCP_RESET,
    LCP_ECHO,
    Channel,
    End,
    Faults,
    ip_packet,
    keys,
    number_of,
    specs,
)
from tests.datapath.twins import TWINS, MakeEngine
from vpdn.datapath.engine import Counters, Engine, EngineEvent, Mppe
from vpdn.datapath.sequence import ACK_DELAY
from vpdn.datapath.window import FIRST_ROUND_TRIP

COUNT = 300
IP, IP_WITH_OPTIONS = b"\x45", b"\x46"
"""The second are not found behind a gap in a stateful stream."""
MODES = pytest.mark.parametrize(
    ("bits", "stateful"),
    [(0, False), *((bits, stateful) for bits in (40, 56, 128) for stateful in (False, True))],
    ids=str,
)


def exchange(
    channel: Channel, count: int = COUNT, settle: float = 10.0, version: bytes = IP
) -> None:
    """Numbered packets both ways at a steady pace, then quiet."""
    for number in range(count):
        channel.send(channel.alice, version + ip_packet(number, 60 + number % 700)[1:])
        channel.send(channel.bob, version + ip_packet(number, 60 + number % 500)[1:])
        channel.run(channel.now + 0.004)
    channel.run(channel.now + settle)


def connect(make: MakeEngine, bits: int, stateful: bool, faults: Faults, seed: int = 1) -> Channel:
    return Channel(make, faults, seed, keys(bits, stateful) if bits else None)


def assert_adds_up(sender: End, receiver: End) -> None:
    """Every number sent was accepted or given up, but for those at the very end."""
    sent, got = sender.counters(), receiver.counters()
    assert got.packets_in == len(receiver.got)
    assert got.bytes_in == sum(len(packet) for packet in receiver.got)
    accepted = got.packets_in + got.control_in
    if not got.mppe_dropped:
        assert accepted + got.lost <= sent.packets_out + sent.control_out
        assert accepted + got.lost >= sent.packets_out + sent.control_out - 20


@TWINS
@MODES
def test_a_good_channel_delivers_everything_in_order(
    make: MakeEngine, bits: int, stateful: bool
) -> None:
    channel = connect(make, bits, stateful, Faults())
    exchange(channel)
    for end, other in ((channel.alice, channel.bob), (channel.bob, channel.alice)):
        assert [number_of(packet) for packet in end.got] == list(range(COUNT))
        counters = end.counters()
        assert (counters.lost, counters.duplicates, counters.reordered) == (0, 0, 0)
        assert counters.packets_in == other.counters().packets_out == COUNT
        assert counters.bytes_in == other.counters().bytes_out
        assert counters.mppe_decrypted == (COUNT if bits else 0)
        assert end.events == []


@TWINS
@MODES
@given(seed=st.integers(0, 2**32), loss=st.floats(0, 0.3), repeat=st.floats(0, 0.3))
@settings(max_examples=8)
def test_what_arrives_is_what_was_sent_in_order_and_once(
    make: MakeEngine, bits: int, stateful: bool, seed: int, loss: float, repeat: float
) -> None:
    channel = connect(make, bits, stateful, Faults(loss, repeat, delay=0.2), seed)
    exchange(channel)
    for end, other, sizes in (
        (channel.alice, channel.bob, 500),
        (channel.bob, channel.alice, 700),
    ):
        numbers = [number_of(packet) for packet in end.got]
        assert numbers == sorted(set(numbers))
        assert end.got == [ip_packet(number, 60 + number % sizes) for number in numbers]
        assert_adds_up(other, end)
        assert EngineEvent.RENEGOTIATE not in end.events


@TWINS
@MODES
def test_five_percent_of_everything_leaves_most_packets(
    make: MakeEngine, bits: int, stateful: bool
) -> None:
    channel = connect(make, bits, stateful, Faults(0.05, 0.05, 0.05))
    exchange(channel, count=1500)
    for end in (channel.alice, channel.bob):
        assert len(end.got) > 0.9 * 1500
        assert end.counters().duplicates > 20
        assert end.counters().reordered > 20


@TWINS
@MODES
def test_reordering_within_the_hold_time_costs_nothing(
    make: MakeEngine, bits: int, stateful: bool
) -> None:
    channel = connect(make, bits, stateful, Faults(delay=0.3, jitter=0.03))
    exchange(channel)
    for end in (channel.alice, channel.bob):
        assert [number_of(packet) for packet in end.got] == list(range(COUNT))
        assert end.counters().reordered > 0
        assert end.counters().lost == 0


@TWINS
@MODES
def test_forged_packets_cost_an_encrypted_session_next_to_nothing(
    make: MakeEngine, bits: int, stateful: bool
) -> None:
    if not bits:
        return
    channel = connect(make, bits, stateful, Faults(forge=2))
    exchange(channel)
    for end in (channel.alice, channel.bob):
        numbers = [number_of(packet) for packet in end.got]
        assert numbers == sorted(set(numbers))
        assert len(numbers) > 0.9 * COUNT
        assert end.counters().mppe_dropped > 0


@TWINS
@MODES
@pytest.mark.parametrize("version", [IP, IP_WITH_OPTIONS], ids=["plain", "with options"])
@given(seed=st.integers(0, 2**32), loss=st.floats(0.3, 1.0), count=st.integers(1, 600))
@settings(max_examples=6)
def test_when_the_line_is_good_again_so_is_the_session(
    make: MakeEngine, version: bytes, bits: int, stateful: bool, seed: int, loss: float, count: int
) -> None:
    channel = connect(make, bits, stateful, Faults(loss), seed)
    exchange(channel, count, settle=0.1, version=version)
    channel.faults.loss = 0.0
    exchange(channel, count=200, version=version)
    for end in (channel.alice, channel.bob):
        end.got.clear()
    exchange(channel, count=50, version=version)
    for end in (channel.alice, channel.bob):
        assert [number_of(packet) for packet in end.got] == list(range(50))


@TWINS
@pytest.mark.parametrize("bits", [40, 128])
def test_a_stateful_session_recovers_through_resets(make: MakeEngine, bits: int) -> None:
    channel = connect(make, bits, True, Faults(loss=0.03))
    exchange(channel, count=1000, version=IP_WITH_OPTIONS)
    for end, other in ((channel.alice, channel.bob), (channel.bob, channel.alice)):
        assert EngineEvent.RESET_NEEDED in end.events
        assert end.counters().mppe_resets_sent == end.events.count(EngineEvent.RESET_NEEDED)
        assert other.counters().mppe_resets_received > 0
        assert max(number_of(packet) for packet in end.got) > 800
    assert EngineEvent.RENEGOTIATE not in channel.alice.events + channel.bob.events


@TWINS
def test_control_frames_travel_in_the_clear_beside_encrypted_ip(make: MakeEngine) -> None:
    channel = connect(make, 128, False, Faults())
    for number in range(20):
        channel.send(channel.alice, ip_packet(number))
        channel.send_frame(channel.alice, LCP_ECHO)
        channel.send_frame(channel.alice, CCP_RESET)
    channel.run(1.0)
    assert channel.bob.frames == [LCP_ECHO, CCP_RESET] * 20
    assert [number_of(packet) for packet in channel.bob.got] == list(range(20))
    assert channel.alice.counters().control_out == channel.bob.counters().control_in == 40


@TWINS
def test_everything_is_acknowledged_within_100_ms_and_then_it_is_quiet(make: MakeEngine) -> None:
    channel = connect(make, 0, False, Faults())
    channel.send(channel.alice, ip_packet(1))
    channel.run(0.1 + 2 * Channel.LATENCY)
    assert channel.alice.counters().acks_in == channel.bob.counters().acks_out == 1
    assert channel.alice.engine.deadline is None or channel.alice.engine.deadline > channel.now
    channel.run(60.0)
    assert channel.alice.engine.deadline is channel.bob.engine.deadline is None
    assert channel.bob.counters().acks_out == 1


@TWINS
def test_an_acknowledgment_that_travelled_on_data_wants_no_tick(make: MakeEngine) -> None:
    channel = connect(make, 0, False, Faults())
    channel.send(channel.alice, ip_packet(1))
    channel.run(0.03)
    assert channel.bob.engine.deadline == pytest.approx(Channel.LATENCY + ACK_DELAY)
    channel.send(channel.bob, ip_packet(2))
    assert channel.bob.engine.deadline == pytest.approx(channel.now + FIRST_ROUND_TRIP)
    assert not channel.bob.engine.tick(channel.now + 2 * ACK_DELAY).gre
    channel.run(1.0)
    assert channel.bob.engine.deadline is None


@TWINS
def test_fresh_keys_find_no_stream_of_the_old_ones(make: MakeEngine) -> None:
    """A datagram that comes early is expected behind that of another call, and not deciphered."""
    server, (one, other) = make(), keys(128, False)

    def connected(call_id: int, mppe: Mppe) -> Engine:
        peer = make()
        peer.add(replace(specs()[0], call_id=call_id, peer_call_id=call_id))
        peer.encrypt(call_id, mppe)
        return peer

    def given(*peers: Engine) -> list[bytes]:
        packets = [peer.from_tun([ip_packet(1, 1000)], 0.0).gre[0][1] for peer in peers]
        return server.from_gre([(ALICE, packet) for packet in packets], 0.0).tun

    for call_id in (1, 2):
        server.add(replace(specs()[1], call_id=call_id, peer_call_id=call_id))
        server.encrypt(call_id, other)
    lossy = connected(2, one)
    for _ in range(2):
        lossy.send_frame(2, LCP_ECHO, 0.0)
    assert given(connected(1, one), lossy) == [ip_packet(1, 1000)]
    server.encrypt(2, one)
    assert given(connected(2, other)) == [ip_packet(1, 1000)]


def test_a_copy_of_counters_stays_as_it_was() -> None:
    counters = Counters(packets_in=1)
    copy = counters.copy()
    counters.packets_in = 2
    assert copy == Counters(packets_in=1)
