"""Pads made side by side with a text: of the right key, for the datagram that follows only."""

from __future__ import annotations

import random
from collections.abc import Callable
from ctypes import CDLL, byref

import pytest
from Crypto.Cipher import ARC4

from tests.native.crypto import (
    BUILDS,
    Ahead,
    Buffer,
    DecryptorState,
    Rc4State,
    Text,
    declare,
)
from tests.native.library import built
from vpdn.crypto.mppe import KeyChain
from vpdn.crypto.mppe_keys import SessionKey

START, OTHER_START = bytes(range(16)), bytes(range(16, 32))
SIZES = (256, 257, 300, 1402, 1536)


class Receiver:
    """A decryptor that has taken the datagram of count `taken`, and whose first key is that of
    `start`."""

    def __init__(
        self, library: CDLL, taken: int, start: bytes = START, stateful: bool = False
    ) -> None:
        self._library = declare(library)
        self.state = DecryptorState()
        library.mppe_decryptor_init(byref(self.state), start, 128, stateful)
        self.state.coherency = taken
        self.keys = KeyChain(SessionKey(start), 128)

    def run_ahead(self, schedules: int) -> None:
        self._library.mppe_decryptor_run_ahead(byref(self.state), schedules)

    def __del__(self) -> None:
        self._library.mppe_decryptor_free(byref(self.state))


class Pairs:
    """The pads of a library: `expect` what comes, then have a text enciphered."""

    def __init__(self, library: CDLL) -> None:
        self._library = declare(library)
        self.ahead = Ahead(library)

    def expect(self, receiver: Receiver, count: int, size: int) -> None:
        datagram = Buffer((0x9000 | count % 4096).to_bytes(2, "big") + bytes(size))
        self._library.mppe_ahead_expect(
            self.ahead.state, byref(receiver.state), datagram.address, datagram.size
        )

    def pair(self, receiver: Receiver, steps: int, count: int, text: bytes) -> bytes | None:
        """What the text becomes, or None; the stream was tried with 16 octets before."""
        made, place = Rc4State(), Buffer(text)
        stream = self._library.chain_state(byref(receiver.state.chain), steps, byref(made))
        self._library.rc4_skip(stream, 16)
        described = Text(place.address, place.address, place.size)
        done = self._library.mppe_ahead_pair(
            self.ahead.state, byref(receiver.state), steps, count, stream, described
        )
        return place.read() if done else None

    def pad(self, receiver: Receiver, change: int, size: int) -> bytes | None:
        pad = self._library.mppe_ahead_pad(self.ahead.state, byref(receiver.state), change, size)
        return bytes(pad[:size]) if pad else None


@BUILDS
@pytest.mark.parametrize("ready", [0, 1, 32])
def test_a_text_and_the_pad_after_it_are_made_together(
    library: Callable[[], CDLL], ready: int
) -> None:
    noise = random.Random(ready)
    for size in SIZES:
        for steps in (1, 3):
            pairs, receiver = Pairs(library()), Receiver(library(), 9 - steps)
            pairs.expect(receiver, 9, 20)
            pairs.expect(receiver, 10, size)
            receiver.run_ahead(ready)
            keys, text = receiver.keys, noise.randbytes(noise.randrange(900))
            expected = ARC4.new(keys.peek(steps), drop=16).encrypt(text)
            assert pairs.pair(receiver, steps, 9, text) == expected
            stream = ARC4.new(keys.peek(steps + 1)).encrypt(bytes(size))
            assert pairs.pad(receiver, steps + 1, size) == stream
            assert pairs.pad(receiver, steps + 1, size + 1) is None
            assert pairs.pad(receiver, steps, size) is None


@BUILDS
@pytest.mark.parametrize("ready", [0, 1, 32])
def test_the_pad_may_be_of_another_receiver(library: Callable[[], CDLL], ready: int) -> None:
    noise = random.Random(ready)
    one, other = Receiver(library(), 6), Receiver(library(), 4095, OTHER_START)
    other.run_ahead(ready)
    pairs = Pairs(library())
    pairs.expect(one, 9, 20)
    pairs.expect(other, 0, 1402)
    text = noise.randbytes(900)
    expected = ARC4.new(one.keys.peek(3), drop=16).encrypt(text)
    assert pairs.pair(one, 3, 9, text) == expected
    assert pairs.pad(other, 1, 1402) == ARC4.new(other.keys.peek(1)).encrypt(bytes(1402))
    assert pairs.pad(one, 1, 1402) is None
    pairs.ahead.forget()
    assert pairs.pad(other, 1, 1402) is None


@pytest.mark.parametrize(
    "coming",
    [
        (),
        ((9, 1000),),
        ((9, 1000), (11, 1000)),
        ((10, 1000), (9, 1000)),
        ((9, 1000), (10, 255)),
        ((9, 1000), (10, 1537)),
        ((9, 1000), (9, 1000)),
    ],
)
def test_no_pad_is_made_for_what_does_not_follow_or_is_not_worth_it(
    coming: tuple[tuple[int, int], ...],
) -> None:
    pairs, receiver = Pairs(built()), Receiver(built(), 8)
    for count, size in coming:
        pairs.expect(receiver, count, size)
    assert pairs.pair(receiver, 1, 9, bytes(100)) is None
    assert pairs.ahead.state.contents.change == 0


@pytest.mark.parametrize(
    ("count", "stateful"), [(20, False), (22, False), (19, False), (21, True)], ids=str
)
def test_of_another_receiver_only_the_very_next_is_made_ahead(count: int, stateful: bool) -> None:
    one, other = Receiver(built(), 8), Receiver(built(), 20, OTHER_START, stateful)
    pairs = Pairs(built())
    pairs.expect(one, 9, 1000)
    pairs.expect(other, count, 1000)
    assert pairs.pair(one, 1, 9, bytes(100)) is None
    assert pairs.ahead.state.contents.change == other.state.chain.derived == 0


def test_nothing_is_expected_any_longer_when_it_is_forgotten() -> None:
    pairs, receiver = Pairs(built()), Receiver(built(), 8)
    for _ in range(2):
        pairs.expect(receiver, 9, 1000)
        pairs.expect(receiver, 10, 1000)
        pairs.ahead.forget()
    assert pairs.pair(receiver, 1, 9, bytes(100)) is None


def test_no_more_is_expected_than_there_is_room_for() -> None:
    pairs, receiver = Pairs(built()), Receiver(built(), 63)
    for count in range(70):
        pairs.expect(receiver, count, 300)
    assert pairs.ahead.state.contents.expected == 64
    assert pairs.pair(receiver, 1, 63, bytes(30)) is None


def test_counts_follow_each_other_past_their_end_and_are_expected_once() -> None:
    pairs, receiver = Pairs(built()), Receiver(built(), 4093)
    for count in range(4094, 4098):
        pairs.expect(receiver, count, 300)
    for count in (4094, 4095, 0):
        receiver.state.coherency = (count - 1) % 4096
        assert pairs.pair(receiver, 1, count, bytes(30)) is not None
    receiver.state.coherency = 4093
    assert pairs.pair(receiver, 1, 4094, bytes(30)) is None


def test_behind_a_long_gap_no_key_more_is_computed() -> None:
    pairs, receiver = Pairs(built()), Receiver(built(), 1)
    pairs.expect(receiver, 9, 300)
    pairs.expect(receiver, 10, 300)
    assert pairs.pair(receiver, 8, 9, bytes(30)) is None


@BUILDS
def test_a_pad_is_combined_with_texts_of_any_size(library: Callable[[], CDLL]) -> None:
    noise, combine = random.Random(3), declare(library()).mppe_ahead_combine
    for size in (*range(70), 1402):
        text, pad = noise.randbytes(size), noise.randbytes(size)
        source, target = Buffer(text), Buffer(bytes(size))
        combine(Text(source.address, target.address, size), pad)
        combine(Text(source.address, source.address, size), pad)
        expected = bytes(a ^ b for a, b in zip(text, pad, strict=True))
        assert source.read() == target.read() == expected
