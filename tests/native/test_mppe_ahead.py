"""Pads made side by side with a text: of the right key, for the datagram that follows only."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import CDLL, POINTER, byref
from typing import Any

import pytest
from Crypto.Cipher import ARC4

from tests.native.crypto import (
    BUILDS,
    AheadState,
    Buffer,
    ChainState,
    Piece,
    Rc4State,
    Text,
    declare,
)
from tests.native.library import built
from vpdn.crypto.mppe import KeyChain
from vpdn.crypto.mppe_keys import SessionKey

START = bytes(range(16))
SIZES = (256, 257, 300, 1402, 1536)


def datagram(count: int, size: int) -> Buffer:
    return Buffer((0x9000 | count % 4096).to_bytes(2, "big") + bytes(size))


@contextmanager
def expecting(library: CDLL, *coming: Buffer) -> Iterator[Any]:
    ahead = POINTER(AheadState)()
    pieces = (Piece * len(coming))(*(Piece(one.address, one.size) for one in coming))
    declare(library).mppe_ahead_expect(byref(ahead), pieces, len(coming))
    try:
        yield ahead
    finally:
        library.mppe_ahead_free(ahead)


@contextmanager
def chain_of(library: CDLL) -> Iterator[Any]:
    chain = ChainState()
    declare(library).chain_init(byref(chain), START, 128)
    try:
        yield byref(chain)
    finally:
        library.chain_free(byref(chain))


def pair(
    library: CDLL, ahead: Any, chain: Any, steps: int, count: int, text: bytes
) -> bytes | None:
    """What the text becomes, or None; the stream was tried with 16 octets before."""
    made, place = Rc4State(), Buffer(text)
    stream = library.chain_state(chain, steps, byref(made))
    library.rc4_skip(stream, 16)
    described = Text(place.address, place.address, place.size)
    done = library.mppe_ahead_pair(ahead, chain, steps, count, stream, described)
    return place.read() if done else None


@BUILDS
@pytest.mark.parametrize("ready", [0, 1, 32])
def test_a_text_and_the_pad_after_it_are_made_together(
    library: Callable[[], CDLL], ready: int
) -> None:
    noise = random.Random(ready)
    for size in SIZES:
        for steps in (1, 3):
            with (
                chain_of(library()) as chain,
                expecting(library(), datagram(9, 20), datagram(10, size)) as ahead,
            ):
                library().chain_prepare(chain, ready)
                keys, text = KeyChain(SessionKey(START), 128), noise.randbytes(noise.randrange(900))
                expected = ARC4.new(keys.peek(steps), drop=16).encrypt(text)
                assert pair(library(), ahead, chain, steps, 9, text) == expected
                pad = library().mppe_ahead_pad(ahead, steps + 1, size)
                assert pad
                assert bytes(pad[:size]) == ARC4.new(keys.peek(steps + 1)).encrypt(bytes(size))
                assert not library().mppe_ahead_pad(ahead, steps + 1, size + 1)
                assert not library().mppe_ahead_pad(ahead, steps, size)


@pytest.mark.parametrize(
    "coming",
    [
        (),
        (datagram(9, 1000),),
        (datagram(9, 1000), datagram(11, 1000)),
        (datagram(10, 1000), datagram(9, 1000)),
        (datagram(9, 1000), datagram(10, 255)),
        (datagram(9, 1000), datagram(10, 1537)),
        (datagram(9, 1000), Buffer(b"\x90"), datagram(10, 1000)),
    ],
)
def test_no_pad_is_made_for_what_does_not_follow_or_is_not_worth_it(
    coming: tuple[Buffer, ...],
) -> None:
    with chain_of(built()) as chain, expecting(built(), *coming) as ahead:
        assert pair(built(), ahead, chain, 1, 9, bytes(100)) is None
        assert ahead.contents.change == 0


def test_counts_follow_each_other_past_their_end_and_are_expected_once() -> None:
    with (
        chain_of(built()) as chain,
        expecting(built(), *(datagram(count, 300) for count in range(4094, 4098))) as ahead,
    ):
        for count in (4094, 4095, 0):
            assert pair(built(), ahead, chain, 1, count, bytes(30)) is not None
        assert pair(built(), ahead, chain, 1, 4094, bytes(30)) is None


def test_behind_a_long_gap_no_key_more_is_computed() -> None:
    with chain_of(built()) as chain, expecting(built(), datagram(9, 300), datagram(10, 300)) as one:
        assert pair(built(), one, chain, 8, 9, bytes(30)) is None


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
