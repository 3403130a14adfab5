"""MPPE as RFC 3078 has it, and what forged, lost and repeated datagrams do to it."""

from __future__ import annotations

import random
from ipaddress import IPv4Address
from itertools import pairwise

import pytest
from Crypto.Cipher import ARC4
from hypothesis import given
from hypothesis import strategies as st

from vpdn.crypto.mppe import Decryptor, Encryptor, Failure, KeyChain, plausible
from vpdn.crypto.mppe_keys import SessionKey, first_session_key, next_session_key
from vpdn.wire.ip import IpProtocol, build

hex_ = bytes.fromhex
KEYS = {
    40: SessionKey(hex_("8b7cdc149b993a1b")),
    56: SessionKey(hex_("8b7cdc149b993a1b")),
    128: SessionKey(hex_("8b7cdc149b993a1ba118cb153f56dccb")),
}
STRENGTHS = pytest.mark.parametrize("bits", [40, 56, 128])
MODES = pytest.mark.parametrize("stateful", [False, True])


def ip_frame(number: int, size: int = 60) -> bytes:
    """A PPP protocol and an IP packet that can be told from its neighbours."""
    header = hex_("4500") + size.to_bytes(2, "big") + number.to_bytes(4, "big") + bytes(12)
    return b"\x00\x21" + header + bytes(random.Random(number).randbytes(size - 20))


def real_frame(number: int, size: int = 60) -> bytes:
    """The same with a checksum in its header, as every IP packet has it."""
    source, destination = IPv4Address(number), IPv4Address("10.0.0.2")
    return b"\x00\x21" + build(source, destination, IpProtocol.UDP, bytes(size - 20))


def pair(bits: int, stateful: bool) -> tuple[Encryptor, Decryptor]:
    return Encryptor(KEYS[bits], bits, stateful), Decryptor(KEYS[bits], bits, stateful)


def word(datagram: bytes) -> int:
    return int.from_bytes(datagram[:2], "big")


@STRENGTHS
@MODES
def test_5000_datagrams_come_through_in_order_past_the_wrap_of_the_count(
    bits: int, stateful: bool
) -> None:
    sender, receiver = pair(bits, stateful)
    for number in range(5000):
        assert receiver.decrypt(sender.encrypt(ip_frame(number))) == ip_frame(number)
    assert receiver.missed == 0
    assert receiver.key_changes == sender.key_changes == (19 if stateful else 5000)
    assert receiver.coherency == 4999 % 4096
    assert sender.coherency == 5000 % 4096


def test_the_first_payload_of_a_windows_2000_client() -> None:
    start = SessionKey(hex_("01118ae7c6d7a768ceeddc8d484ceaf9"))
    sender = Encryptor(start, 128, stateful=False)
    assert sender.encrypt(hex_("00214500")) == hex_("9000785f8e51")


@STRENGTHS
def test_stateless_sets_flushed_and_encrypted_and_counts_from_0(bits: int) -> None:
    sender, _ = pair(bits, stateful=False)
    assert [word(sender.encrypt(ip_frame(0))) for _ in range(3)] == [0x9000, 0x9001, 0x9002]


def test_stateless_uses_another_key_for_every_datagram() -> None:
    sender, _ = pair(128, stateful=False)
    key = first_session_key(KEYS[128].value, 128)
    for number in range(3):
        key = next_session_key(KEYS[128].value, key, 128)
        assert sender.encrypt(ip_frame(number))[2:] == ARC4.new(key).encrypt(ip_frame(number))


def test_stateful_runs_one_stream_and_changes_the_key_before_each_flag_packet() -> None:
    sender, _ = pair(128, stateful=True)
    key = first_session_key(KEYS[128].value, 128)
    stream = ARC4.new(key)
    for number in range(600):
        header = 0x1000 | number
        if number % 256 == 255:
            key = next_session_key(KEYS[128].value, key, 128)
            stream = ARC4.new(key)
            header |= 0x8000
        datagram = sender.encrypt(ip_frame(number))
        assert word(datagram) == header
        assert datagram[2:] == stream.encrypt(ip_frame(number))


@STRENGTHS
@given(st.lists(st.integers(1, 40), min_size=1, max_size=20))
def test_stateless_catches_up_over_any_gap(bits: int, gaps: list[int]) -> None:
    sender, receiver = pair(bits, stateful=False)
    for number, gap in enumerate(gaps):
        sent = [sender.encrypt(ip_frame(number)) for _ in range(gap)]
        assert receiver.decrypt(sent[-1]) == ip_frame(number)
    assert receiver.missed == sum(gaps) - len(gaps)
    assert receiver.key_changes == sender.key_changes


def test_stateless_survives_4094_lost_and_no_more() -> None:
    sender, receiver = pair(40, stateful=False)
    for _ in range(4094):
        sender.encrypt(b"lost")
    assert receiver.decrypt(sender.encrypt(ip_frame(1))) == ip_frame(1)
    for _ in range(4096):
        sender.encrypt(b"lost")
    assert receiver.decrypt(sender.encrypt(ip_frame(2))) is Failure.GARBAGE


@STRENGTHS
@MODES
def test_a_datagram_twice_is_refused_the_second_time(bits: int, stateful: bool) -> None:
    sender, receiver = pair(bits, stateful)
    datagram = sender.encrypt(ip_frame(0))
    assert receiver.decrypt(datagram) == ip_frame(0)
    assert receiver.decrypt(datagram) is Failure.GARBAGE
    assert receiver.decrypt(sender.encrypt(ip_frame(1))) == ip_frame(1)


@MODES
def test_forged_datagrams_change_nothing(stateful: bool) -> None:
    sender, receiver = pair(128, stateful)
    noise = random.Random(7)
    forged = 0
    for number in range(300):
        for _ in range(4):
            header = (0x9000 if noise.random() < 0.5 else 0x1000) | noise.randrange(4096)
            text = header.to_bytes(2, "big") + b"\x40" + noise.randbytes(60)
            forged += receiver.decrypt(text, limit=1) is Failure.GARBAGE
        assert receiver.decrypt(sender.encrypt(ip_frame(number)), limit=1) == ip_frame(number)
    assert forged == 1200


@STRENGTHS
def test_forged_datagrams_with_the_right_count_leave_the_stateful_stream_where_it_was(
    bits: int,
) -> None:
    sender, receiver = pair(bits, stateful=True)
    for number in range(300):
        genuine = sender.encrypt(ip_frame(number, 40 + number % 50))
        for size in (1, 30, 1400):
            assert receiver.decrypt(genuine[:2] + bytes(size)) is Failure.GARBAGE
        assert receiver.decrypt(genuine) == ip_frame(number, 40 + number % 50)


def test_a_count_beyond_the_limit_is_refused_without_work() -> None:
    sender, receiver = pair(128, stateful=False)
    for _ in range(9):
        sender.encrypt(b"lost")
    datagram = sender.encrypt(ip_frame(9))
    assert receiver.decrypt(datagram, limit=9) is Failure.GARBAGE
    assert receiver.decrypt(datagram, limit=10) == ip_frame(9)


def test_forged_counts_have_every_key_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    computed = 0

    def counting(start: bytes, session: bytes, bits: int) -> bytes:
        nonlocal computed
        computed += 1
        return next_session_key(start, session, bits)

    sender, receiver = pair(128, stateful=False)
    datagrams = [sender.encrypt(ip_frame(number)) for number in range(10)]
    monkeypatch.setattr("vpdn.crypto.mppe.next_session_key", counting)
    for count in (10, 4094, *range(4000, 0, -5)):
        forged = (0x9000 | count).to_bytes(2, "big") + bytes(20)
        assert receiver.decrypt(forged) is Failure.GARBAGE
    for number in (0, 1, 5, 9):
        assert receiver.decrypt(datagrams[number]) == ip_frame(number)
    assert computed == 4095


@STRENGTHS
@given(lost=st.integers(1, 700), before=st.integers(0, 520), delay=st.integers(0, 300))
def test_stateful_loss_is_over_with_the_first_flushed_datagram(
    bits: int, lost: int, before: int, delay: int
) -> None:
    sender, receiver = pair(bits, stateful=True)
    for number in range(before):
        receiver.decrypt(sender.encrypt(ip_frame(number)))
    # A flag packet among those that come meanwhile would flush by itself: they are lost too.
    for _ in range(lost):
        sender.encrypt(b"lost")
    first = receiver.decrypt(sender.encrypt(ip_frame(0)))
    assert first is Failure.LOST or first == ip_frame(0)
    for number in range(delay):
        receiver.decrypt(sender.encrypt(ip_frame(number)))
    sender.reset()
    for number in range(300):
        assert receiver.decrypt(sender.encrypt(ip_frame(number))) == ip_frame(number)


@STRENGTHS
@given(data=st.data())
def test_stateful_takes_an_ip_packet_up_behind_any_gap_that_is_searched(
    bits: int, data: st.DataObject
) -> None:
    sender, receiver = pair(bits, stateful=True)
    for _ in range(data.draw(st.integers(0, 600))):
        receiver.decrypt(sender.encrypt(ip_frame(0)))
    for gap in data.draw(st.lists(st.integers(0, 63), max_size=6)):
        for _ in range(gap):
            sender.encrypt(bytes(data.draw(st.integers(0, 1502))))
        missed = receiver.missed
        assert receiver.decrypt(sender.encrypt(real_frame(gap))) == real_frame(gap)
        assert receiver.missed == missed + gap
        assert receiver.decrypt(sender.encrypt(ip_frame(1))) == ip_frame(1)
    assert receiver.key_changes == sender.key_changes


def test_stateful_takes_an_ip_packet_up_behind_a_flush_that_was_lost() -> None:
    sender, receiver = pair(128, stateful=True)
    receiver.decrypt(sender.encrypt(ip_frame(0)))
    sender.reset()
    sender.encrypt(ip_frame(1))
    datagram = sender.encrypt(real_frame(2))
    assert receiver.decrypt(datagram, limit=2, flushes=0) is Failure.GARBAGE
    assert receiver.decrypt(datagram, limit=2, flushes=1) == real_frame(2)
    assert receiver.missed == 1


def test_stateful_finds_the_key_of_a_peer_whose_lost_flush_changed_it() -> None:
    _, receiver = pair(128, stateful=True)
    chain = KeyChain(KEYS[128], 128)
    chain.change()
    stream = ARC4.new(chain.key)
    stream.encrypt(ip_frame(9))
    datagram = b"\x10\x0a" + stream.encrypt(real_frame(10))
    assert receiver.decrypt(datagram, flushes=0) is Failure.LOST
    assert receiver.decrypt(datagram, flushes=1) == real_frame(10)


def test_stateful_gives_up_searching_that_finds_nothing_until_a_datagram_is_taken() -> None:
    """A search costs as much as a thousand datagrams, and anybody can forge what begins one."""
    forged = b"\x10\x40" + bytes(100)
    for searches, found in ((15, True), (16, False), (1000, False)):
        sender, receiver = pair(128, stateful=True)
        for number in range(2):
            assert receiver.decrypt(sender.encrypt(ip_frame(number))) == ip_frame(number)
        for _ in range(searches):
            assert receiver.decrypt(forged) is Failure.LOST
        sender.encrypt(b"lost")
        behind = receiver.decrypt(sender.encrypt(real_frame(2)))
        assert behind == (real_frame(2) if found else Failure.LOST)
        sender.reset()
        assert receiver.decrypt(sender.encrypt(ip_frame(3))) == ip_frame(3)
        sender.encrypt(b"lost")
        assert receiver.decrypt(sender.encrypt(real_frame(4))) == real_frame(4)


def test_stateful_discards_until_flushed() -> None:
    sender, receiver = pair(128, stateful=True)
    sender.encrypt(b"lost")
    assert receiver.decrypt(sender.encrypt(ip_frame(1))) is Failure.LOST
    assert receiver.decrypt(sender.encrypt(ip_frame(2))) is Failure.LOST
    sender.reset()
    flushed = sender.encrypt(ip_frame(3))
    assert word(flushed) & 0x8000
    assert receiver.decrypt(flushed) == ip_frame(3)
    after = sender.encrypt(ip_frame(4))
    assert not word(after) & 0x8000
    assert receiver.decrypt(after) == ip_frame(4)


def test_no_more_is_missed_than_the_caller_knows_to_be_lost() -> None:
    sender, receiver = pair(128, stateful=True)
    receiver.decrypt(sender.encrypt(ip_frame(0)))
    for number in range(5):
        sender.encrypt(ip_frame(number))
    sender.reset()
    assert receiver.decrypt(sender.encrypt(ip_frame(6)), lost=2) == ip_frame(6)
    assert receiver.missed == 2


def test_a_flush_is_a_flag_packet_so_that_every_receiver_changes_the_key_once() -> None:
    sender, _ = pair(128, stateful=True)
    sender.encrypt(ip_frame(0))
    sender.reset()
    assert [word(sender.encrypt(ip_frame(1))) for _ in range(2)] == [0x90FF, 0x1100]
    assert sender.key_changes == 1


@STRENGTHS
def test_a_peer_that_flushes_with_the_present_key_is_understood(bits: int) -> None:
    """RFC 3078 section 8.2 to the letter: the tables restart, the key stays."""
    _, receiver = pair(bits, stateful=True)
    key = first_session_key(KEYS[bits].value, bits)
    for count in (5, 6, 9):
        flushed = (0x9000 | count).to_bytes(2, "big") + ARC4.new(key).encrypt(ip_frame(count))
        assert receiver.decrypt(flushed) == ip_frame(count)
    assert receiver.key_changes == 0


@STRENGTHS
def test_a_peer_that_changes_the_key_with_every_flush_is_understood(bits: int) -> None:
    _, receiver = pair(bits, stateful=True)
    chain = KeyChain(KEYS[bits], bits)
    for count, lost_flushes in ((5, 0), (9, 0), (30, 3)):
        for _ in range(lost_flushes + 1):
            chain.change()
        text = ARC4.new(chain.key).encrypt(ip_frame(count))
        assert receiver.decrypt((0x9000 | count).to_bytes(2, "big") + text) == ip_frame(count)
    assert receiver.key_changes == 6


def test_a_flush_with_the_count_of_the_last_datagram_takes_nothing_off_what_was_missed() -> None:
    _, receiver = pair(128, stateful=True)
    key = first_session_key(KEYS[128].value, 128)
    for frame in (ip_frame(1), ip_frame(2)):
        assert receiver.decrypt(b"\x90\x00" + ARC4.new(key).encrypt(frame)) == frame
    assert receiver.missed == 0


def test_a_flag_packet_without_bit_a_changes_the_key_all_the_same() -> None:
    sender, receiver = pair(128, stateful=True)
    for number in range(258):
        datagram = bytearray(sender.encrypt(ip_frame(number)))
        datagram[0] &= 0x7F
        assert receiver.decrypt(bytes(datagram)) == ip_frame(number)


def test_reset_means_nothing_to_a_stateless_sender() -> None:
    sender, _ = pair(128, stateful=False)
    sender.reset()
    assert [word(sender.encrypt(ip_frame(0))) for _ in range(2)] == [0x9000, 0x9001]


@MODES
@pytest.mark.parametrize("datagram", [b"", b"\x90", b"\x90\x00", b"\x80\x00data", b"\x00\x00data"])
def test_what_is_short_or_not_encrypted_is_garbage(stateful: bool, datagram: bytes) -> None:
    assert pair(128, stateful)[1].decrypt(datagram) is Failure.GARBAGE


@MODES
@given(st.lists(st.binary(max_size=80), max_size=20))
def test_no_octets_raise(stateful: bool, datagrams: list[bytes]) -> None:
    _, receiver = pair(56, stateful)
    for datagram in datagrams:
        receiver.decrypt(datagram)


@STRENGTHS
def test_looking_ahead_gives_the_keys_that_stepping_gives(bits: int) -> None:
    stepping, looking = KeyChain(KEYS[bits], bits), KeyChain(KEYS[bits], bits)
    keys = [stepping.key, *(stepping.change() for _ in range(10))]
    assert [looking.peek(steps) for steps in (7, 0, 10, 3)] == [keys[n] for n in (7, 0, 10, 3)]
    looking.advance(4)
    assert [looking.key, looking.peek(6)] == [keys[4], keys[10]]
    assert looking.changes == 4
    assert all(one != other for one, other in pairwise(keys))


@pytest.mark.parametrize(
    ("clear", "expected"),
    [
        (ip_frame(1), True),
        (ip_frame(1)[1:], True),
        (ip_frame(1)[:-1], False),
        (b"\x00\x21" + b"\x60" + bytes(50), False),
        (b"\x00\x57" + b"\x60" + bytes(39), True),
        (b"\x00\x57" + b"\x60" + bytes(38), False),
        (b"\x57\x60\x00\x00\x00\x00\x01" + bytes(34), False),
        (b"\x57\x60\x00\x00\x00\x00\x01" + bytes(35), True),
        (b"\x80\xfd\x05\x01\x00\x04", True),
        (b"\xc0\x21\x09\x01\x00\x08\x00\x00\x00\x00", True),
        (b"\xc0\x21\x09\x01\x00\x08", False),
        (b"\xc0\x21\x09\x01\x00\x03", False),
        (b"\x00\x2d\x00\x00\x00\x04", False),
        (b"\x00\x21", False),
    ],
)
def test_clear_text_is_known_by_its_protocol_and_lengths(clear: bytes, expected: bool) -> None:
    assert plausible(clear) is expected
