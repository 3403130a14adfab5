"""MPPE in C against crypto/mppe.py, over whatever a network and a forger do to datagrams."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from ctypes import CDLL
from ipaddress import IPv4Address

import pytest
from Crypto.Cipher import ARC4

from tests.native.crypto import BUILDS, Ahead, NativeDecryptor, NativeEncryptor, declare
from tests.native.library import built
from vpdn.crypto.mppe import Decryptor, Encryptor, Failure, KeyChain, plausible
from vpdn.crypto.mppe_keys import SessionKey
from vpdn.wire.ip import IpProtocol, build

STRENGTHS = pytest.mark.parametrize("bits", [40, 56, 128])
MODES = pytest.mark.parametrize("stateful", [False, True])
START = bytes.fromhex("8b7cdc149b993a1ba118cb153f56dccb")
CONTROL = bytes.fromhex("80fd050100040000")


def start_key(bits: int) -> bytes:
    return START if bits == 128 else START[:8]


def frame(noise: random.Random) -> bytes:
    """What a peer sends: IP with the protocol whole or compressed, or a control packet."""
    kind = noise.random()
    if kind < 0.05:
        return CONTROL
    if kind < 0.1:
        return b"\x00\x57\x60\x00\x00\x00\x00\x08\x3b\x40" + bytes(40)
    source, destination = IPv4Address(noise.getrandbits(32)), IPv4Address("10.0.0.2")
    size = noise.choice((0, 1, 7, 8, 9, 20, 44, noise.randrange(200), noise.randrange(1480)))
    packet = build(source, destination, IpProtocol.UDP, noise.randbytes(size))
    return noise.choice((b"\x00\x21", b"\x00\x21", b"\x21")) + packet


def forged(noise: random.Random, near: int) -> bytes:
    """A datagram of no key, its count near that of the others or anywhere."""
    count = (
        near + noise.randrange(-3, 12) if noise.random() < 0.7 else noise.getrandbits(12)
    ) % 4096
    flags = noise.choice((0x9000, 0x1000, 0x8000))
    return (flags | count).to_bytes(2, "big") + noise.randbytes(noise.choice((1, 5, 6, 30, 60)))


class Both:
    """A receiver and the reference, which must agree on everything."""

    def __init__(
        self,
        library: CDLL,
        bits: int,
        stateful: bool,
        start: bytes = START,
        ahead: Ahead | None = None,
    ) -> None:
        key = start[: len(start_key(bits))]
        self.native = NativeDecryptor(library, key, bits, stateful, ahead)
        self.reference = Decryptor(SessionKey(key), bits, stateful)

    def decrypt(
        self, datagram: bytes, limit: int, flushes: int = 0, lost: int = 4096
    ) -> bytes | Failure:
        answer = self.native.decrypt(datagram, limit, flushes, lost)
        assert answer == self.reference.decrypt(datagram, limit, flushes, lost)
        for name in ("coherency", "missed", "key_changes"):
            assert getattr(self.native, name) == getattr(self.reference, name), name
        return answer


def arriving(noise: random.Random, sender: Encryptor, count: int) -> Iterator[bytes]:
    """What is received of `count` datagrams and resets: not all, not in order, and more."""
    held: list[bytes] = []
    for _ in range(count):
        datagram = sender.encrypt(frame(noise))
        event = noise.random()
        if event < 0.03:
            for _ in range(noise.choice((1, 2, 3, 70, 300))):
                sender.encrypt(frame(noise))
        elif event < 0.06:
            held.append(datagram)
            continue
        elif event < 0.07:
            sender.reset()
        elif event < 0.15:
            yield forged(noise, sender.coherency)
        elif event < 0.18:
            yield datagram[: noise.randrange(len(datagram))]
        elif event < 0.20:
            yield bytes((datagram[0] ^ 0x80,)) + datagram[1:]
        elif event < 0.22:
            yield datagram
        yield datagram
        if held and noise.random() < 0.2:
            yield held.pop(0)


def hints(noise: random.Random, coming: list[bytes]) -> list[bytes]:
    """What an owner might say of these datagrams, true or not."""
    match noise.randrange(4):
        case 0:
            return noise.sample(coming, len(coming))
        case 1:
            return [
                one[: noise.randrange(len(one) + 1)] + bytes(noise.choice((0, 400, 2000)))
                for one in coming
            ]
    return coming


@BUILDS
@STRENGTHS
@MODES
def test_the_sender_is_the_reference(
    library: Callable[[], CDLL], bits: int, stateful: bool
) -> None:
    noise = random.Random(bits)
    native = NativeEncryptor(library(), start_key(bits), bits, stateful)
    reference = Encryptor(SessionKey(start_key(bits)), bits, stateful)
    sent = 0
    while sent < (5000 if bits == 128 else 1000):
        batch = [frame(noise) for _ in range(noise.choice((1, 1, 2, 3, 8, 33)))]
        expected = [reference.encrypt(data) for data in batch]
        if len(batch) == 1:
            assert [native.encrypt(batch[0])] == expected
        else:
            assert native.encrypt_batch(batch, in_place=noise.random() < 0.5) == expected
        sent += len(batch)
        assert native.coherency == reference.coherency
        assert native.key_changes == reference.key_changes
        if noise.random() < 0.1:
            native.reset()
            reference.reset()
        if noise.random() < 0.3:
            native.run_ahead(noise.randrange(40))
        if noise.random() < 0.05:
            native.rest()


@BUILDS
@STRENGTHS
@MODES
def test_the_receiver_is_the_reference_over_any_network(
    library: Callable[[], CDLL], bits: int, stateful: bool
) -> None:
    noise = random.Random(bits + stateful)
    sender = Encryptor(SessionKey(start_key(bits)), bits, stateful)
    both = Both(library(), bits, stateful)
    datagrams = list(arriving(noise, sender, 4500 if bits == 128 else 800))
    taken = 0
    for number, datagram in enumerate(datagrams):
        if noise.random() < 0.2:
            both.native.forget()
            both.native.expect(*hints(noise, datagrams[number : number + noise.randrange(70)]))
        limit = noise.choice((1, 2, 40, 300, 4095, 4096)) if noise.random() < 0.1 else 400
        flushes = noise.choice((0, 0, 0, 1, 2, 9))
        lost = noise.choice((0, 1, 2, 4096))
        taken += isinstance(both.decrypt(datagram, limit, flushes, lost), bytes)
        if noise.random() < 0.2:
            both.native.run_ahead(noise.randrange(40))
        if noise.random() < 0.02:
            both.native.rest()
    assert taken > len(datagrams) * (0.3 if stateful else 0.7)


def test_receivers_that_share_what_is_made_ahead_are_the_reference_each() -> None:
    noise, ahead = random.Random(4), Ahead(built())
    mixed: list[tuple[float, int, bytes]] = []
    several = []
    for order, key in enumerate((START, bytes(16), START, START[::-1])):
        stateful = order == 3
        several.append(Both(built(), 128, stateful, key, ahead))
        sender = Encryptor(SessionKey(key), 128, stateful)
        mixed += (
            (number + noise.random(), order, datagram)
            for number, datagram in enumerate(arriving(noise, sender, 700))
        )
    mixed.sort()
    while mixed:
        batch = [mixed.pop(0) for _ in range(min(len(mixed), noise.randrange(1, 70)))]
        ahead.forget()
        for _, order, datagram in batch:
            several[order].native.expect(*hints(noise, [datagram]))
        for _, order, datagram in batch:
            several[order].decrypt(datagram, 400)


@MODES
def test_forged_counts_cost_what_they_cost_the_reference(stateful: bool) -> None:
    noise, both = random.Random(9), Both(built(), 128, stateful)
    sender = Encryptor(SessionKey(START), 128, stateful)
    for _ in range(300):
        for limit in (1, 5, 4096):
            datagram = forged(noise, sender.coherency)
            both.decrypt(datagram, limit, 0)
        data = frame(noise)
        assert both.decrypt(sender.encrypt(data), 1) == data


@STRENGTHS
@pytest.mark.parametrize("changes", [False, True])
def test_peers_that_flush_with_either_key_are_understood_as_the_reference_does(
    bits: int, changes: bool
) -> None:
    noise, both = random.Random(bits), Both(built(), bits, True)
    chain, count = KeyChain(SessionKey(start_key(bits)), bits), 0
    for _ in range(150):
        gap = noise.choice((1, 2, 5, 60, 250))
        for _ in range((count % 256 + gap) // 256 + (changes and noise.randrange(1, 11))):
            chain.change()
        count = (count + gap) % 4096
        flushed = (0x9000 | count).to_bytes(2, "big")
        both.decrypt(flushed + ARC4.new(chain.key).encrypt(frame(noise)), 400)


@pytest.mark.parametrize("flushes", [0, 1, 8, 9])
def test_a_lost_flush_that_changed_the_key_is_found_as_the_reference_finds_it(
    flushes: int,
) -> None:
    noise = random.Random(flushes)
    for changed in range(11):
        both, chain = Both(built(), 128, True), KeyChain(SessionKey(START), 128)
        for _ in range(changed):
            chain.change()
        stream = ARC4.new(chain.key)
        stream.encrypt(bytes(1000))
        datagram = b"\x10\x0a" + stream.encrypt(
            b"\x00\x21" + build(IPv4Address(1), IPv4Address(2), IpProtocol.UDP, noise.randbytes(30))
        )
        assert isinstance(both.decrypt(datagram, 4095, flushes), bytes) == (
            changed <= min(flushes, 8)
        )


def enciphered(key: bytes, offset: int, count: int, text: bytes) -> bytes:
    """A stateful datagram without bit A whose text stands at this place of this key's stream."""
    return (0x1000 | count).to_bytes(2, "big") + ARC4.new(key, drop=offset).encrypt(text)


@pytest.mark.parametrize("limit", [1, 2, 9, 40, 4094])
def test_a_count_is_taken_up_to_the_limit_and_no_further(limit: int) -> None:
    noise, both = random.Random(limit), Both(built(), 128, False)
    sender = Encryptor(SessionKey(START), 128, False)
    *_, last, beyond = (sender.encrypt(frame(noise)) for _ in range(limit + 1))
    assert both.decrypt(beyond, limit) is Failure.GARBAGE
    assert isinstance(both.decrypt(last, limit), bytes)
    assert isinstance(both.decrypt(beyond, limit), bytes)


@pytest.mark.parametrize("flushes", [0, 1, 3])
def test_stateful_a_flush_may_have_passed_over_255_counts_each(flushes: int) -> None:
    both, furthest = Both(built(), 128, True), 5 + 255 * flushes
    for ahead, verdict in ((furthest, Failure.LOST), (furthest + 1, Failure.GARBAGE)):
        datagram = (0x1000 | (ahead - 1)).to_bytes(2, "big") + bytes(30)
        assert both.decrypt(datagram, 5, flushes) is verdict


@pytest.mark.parametrize("lost", [1, 2, 63, 64, 65])
def test_stateful_a_gap_is_searched_as_far_as_the_reference_searches_it(lost: int) -> None:
    text = b"\x00\x21" + build(IPv4Address(1), IPv4Address(2), IpProtocol.UDP, bytes(30))
    furthest = 1502 * min(lost, 64)
    for offset, found in ((furthest, True), (furthest + 1, False)):
        both = Both(built(), 128, True)
        key = KeyChain(SessionKey(START), 128).key
        answer = both.decrypt(enciphered(key, offset, lost, text), 4095)
        assert answer == (text if found else Failure.LOST)


def test_stateful_a_flag_packet_without_bit_a_changed_the_key_once() -> None:
    noise, chain = random.Random(1), KeyChain(SessionKey(START), 128)
    for steps in range(3):
        both, sender = Both(built(), 128, True), Encryptor(SessionKey(START), 128, True)
        for _ in range(255):
            both.decrypt(sender.encrypt(frame(noise)), 1)
        datagram = enciphered(chain.peek(steps), 0, 255, frame(noise))
        assert isinstance(both.decrypt(datagram, 1), bytes) == (steps == 1)


def test_every_datagram_short_of_a_clear_text_is_garbage() -> None:
    for stateful in (False, True):
        both = Both(built(), 128, stateful)
        for datagram in (b"", b"\x90", b"\x90\x00", b"\x80\x00data", b"\x00\x00data"):
            assert both.decrypt(datagram, 4096) is Failure.GARBAGE


@BUILDS
def test_clear_text_is_known_as_the_reference_knows_it(library: Callable[[], CDLL]) -> None:
    noise = random.Random(5)
    fronts = (
        *(
            protocol.to_bytes(2, "big")
            for protocol in (0x21, 0x57, 0x2D, *range(0x8001, 0x8101, 2))
        ),
        *(protocol.to_bytes(2, "big") for protocol in range(0xC001, 0xC301, 2)),
        *(b"\x21", b"\x57", b"\x2d"),
    )
    known = 0
    for front in fronts:
        for _ in range(60):
            version = noise.choice((0x45, 0x60, 0x40, 1))
            length = noise.choice((0, 3, 4, 19, 20, 38, 40, 60, 58))
            body = bytes((version, 0)) + length.to_bytes(2, "big") + length.to_bytes(2, "big")
            clear = (front + body + bytes(60))[
                : noise.choice((5, 6, 8, 22, 24, 41, 42, 43, 60, 64))
            ]
            expected = plausible(clear)
            known += expected
            assert declare(library()).mppe_plausible(clear, len(clear)) is expected
    assert known > 200
