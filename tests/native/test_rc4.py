"""RC4 against another one's, alone and two side by side, portable and not."""

from __future__ import annotations

import random
from collections.abc import Callable
from ctypes import CDLL, byref, create_string_buffer

import pytest
from Crypto.Cipher import ARC4

from tests.native.crypto import BUILDS, Buffer, Rc4State, Text, declare
from tests.native.library import built

SIZES = (*range(40), 63, 64, 65, 255, 256, 257, 1402, 5000)
CRYPTS = pytest.mark.parametrize("suffix", ["", "_portable"])


def scheduled(library: CDLL, key: bytes, suffix: str = "") -> Rc4State:
    state = Rc4State()
    getattr(declare(library), "rc4_schedule" + suffix)(byref(state), key, len(key))
    return state


def key_of(noise: random.Random) -> bytes:
    return noise.randbytes(noise.choice((8, 16)))


@BUILDS
@CRYPTS
def test_a_stream_in_pieces_of_any_size_is_the_cipher(
    library: Callable[[], CDLL], suffix: str
) -> None:
    noise, crypt = random.Random(1), getattr(declare(library()), "rc4_crypt" + suffix)
    for _ in range(150):
        key = key_of(noise)
        state, reference = scheduled(library(), key, suffix), ARC4.new(key)
        for size in noise.choices(SIZES, k=8):
            text, out = noise.randbytes(size), create_string_buffer(size + 1)
            crypt(byref(state), text, out, size)
            assert out.raw == reference.encrypt(text) + b"\0"


@BUILDS
@CRYPTS
def test_two_streams_side_by_side_are_what_each_is_alone(
    library: Callable[[], CDLL], suffix: str
) -> None:
    noise, crypt2 = random.Random(2), getattr(declare(library()), "rc4_crypt2" + suffix)
    schedule2 = getattr(library(), "rc4_schedule2" + suffix)
    for _ in range(150):
        keys = [noise.randbytes(size) for size in [noise.choice((8, 16))] * 2]
        states, ciphers = (Rc4State(), Rc4State()), [ARC4.new(key) for key in keys]
        one, other = (byref(state) for state in states)
        schedule2(one, keys[0], other, keys[1], len(keys[0]))
        for _ in range(6):
            texts = [noise.randbytes(noise.choice(SIZES)) for _ in keys]
            places = [Buffer(text) for text in texts]
            first, second = (Text(place.address, place.address, place.size) for place in places)
            crypt2(one, first, other, second)
            for text, place, cipher in zip(texts, places, ciphers, strict=True):
                assert place.read() == cipher.encrypt(text)


@BUILDS
def test_what_is_passed_over_is_as_long_as_asked(library: Callable[[], CDLL]) -> None:
    noise = random.Random(3)
    for size in (*SIZES, 96_150):
        key = key_of(noise)
        state, out = scheduled(library(), key), create_string_buffer(300)
        library().rc4_skip(byref(state), size)
        library().rc4_stream(byref(state), out, 300)
        assert out.raw == ARC4.new(key).encrypt(bytes(size + 300))[size:]


def test_a_stream_that_goes_back_says_the_same_again() -> None:
    noise, state, out = random.Random(4), scheduled(built(), bytes(16)), create_string_buffer(600)
    for size in noise.choices(range(600), k=200):
        built().rc4_stream(byref(state), out, size)
        said = out.raw[:size]
        back = noise.randrange(size + 1)
        built().rc4_back(byref(state), back)
        built().rc4_stream(byref(state), out, back)
        assert out.raw[:back] == said[size - back :]


@pytest.mark.parametrize(
    ("key", "stream"),
    [
        # RFC 6229 section 2: keys of 64 and 128 bits, at offset 0.
        ("0102030405060708", "97ab8a1bf0afb96132f2f67258da15a8"),
        ("0102030405060708090a0b0c0d0e0f10", "9ac7cc9a609d1ef7b2932899cde41b97"),
    ],
)
def test_the_vectors_of_rfc_6229(key: str, stream: str) -> None:
    state, out = scheduled(built(), bytes.fromhex(key)), create_string_buffer(16)
    built().rc4_stream(byref(state), out, 16)
    assert out.raw.hex() == stream
