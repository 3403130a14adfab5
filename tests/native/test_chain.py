"""The chain of keys against KeyChain: looked at, stepped along, and made ready in any order."""

from __future__ import annotations

import random
from collections.abc import Callable
from ctypes import CDLL, byref, create_string_buffer

import pytest
from Crypto.Cipher import ARC4

from tests.native.crypto import BUILDS, ChainState, Rc4State, declare
from tests.native.library import built
from vpdn.crypto.mppe import KeyChain
from vpdn.crypto.mppe_keys import SessionKey, first_session_key, next_session_key

STRENGTHS = pytest.mark.parametrize("bits", [40, 56, 128])
START = bytes.fromhex("8b7cdc149b993a1ba118cb153f56dccb")


class Chain:
    """As KeyChain, and the states."""

    def __init__(self, library: CDLL, start: bytes, bits: int) -> None:
        self._library = declare(library)
        self._size = 16 if bits == 128 else 8
        self.state = ChainState()
        library.chain_init(byref(self.state), start, bits)

    @property
    def key(self) -> bytes:
        return bytes(self.state.key)[: self._size]

    def peek(self, steps: int) -> bytes:
        return bytes(self._library.chain_peek(byref(self.state), steps).contents)[: self._size]

    def stream(self, steps: int) -> bytes:
        """The first octets of the stream of a key ahead."""
        made, out = Rc4State(), create_string_buffer(20)
        rc4 = self._library.chain_state(byref(self.state), steps, byref(made))
        self._library.rc4_stream(rc4, out, 20)
        self._library.rc4_back(rc4, 20)
        return out.raw

    def advance(self, steps: int) -> None:
        self._library.chain_advance(byref(self.state), steps)

    def prepare(self, count: int) -> None:
        self._library.chain_prepare(byref(self.state), count)

    def rest(self) -> None:
        self._library.chain_rest(byref(self.state))

    def __del__(self) -> None:
        self._library.chain_free(byref(self.state))


def start_key(bits: int) -> bytes:
    return START if bits == 128 else START[:8]


def two(library: CDLL, bits: int) -> tuple[Chain, KeyChain]:
    start = start_key(bits)
    return Chain(library, start, bits), KeyChain(SessionKey(start), bits)


@pytest.mark.parametrize(
    ("bits", "start", "session"),
    [
        (40, "8b7cdc149b993a1b", "d1269ec49fa62e3e"),
        (56, "8b7cdc149b993a1b", "d15c00c49fa62e3e"),
        (128, "8b7cdc149b993a1ba118cb153f56dccb", "405cb2247a7956e6e211007ae27b22d4"),
        (40, "76a152936096d783", "d1269e538cec4a08"),
        (56, "76a152936096d783", "d10801538cec4a08"),
        (128, "a8947850cfc0acc1d1789fb62ddcddb0", "59d159bc09f76f1da2a86a28ffec0b1e"),
    ],
)
def test_first_keys_as_in_rfc3079_2_5_and_3_5(bits: int, start: str, session: str) -> None:
    assert Chain(built(), bytes.fromhex(start), bits).key.hex() == session


def test_the_keys_of_a_windows_2000_client() -> None:
    chain = Chain(built(), bytes.fromhex("01118ae7c6d7a768ceeddc8d484ceaf9"), 128)
    assert chain.key.hex() == "16bc18da7b529924e4d56f75f5f1b091"
    assert chain.peek(1).hex() == "2cbac6bf718014d04e2c5753441eded4"


@BUILDS
@STRENGTHS
def test_whatever_is_done_with_it_the_keys_are_those_of_the_reference(
    library: Callable[[], CDLL], bits: int
) -> None:
    noise = random.Random(bits)
    chain, reference = two(library(), bits)
    for _ in range(500):
        steps = noise.choice((0, 1, 1, 1, 2, 3, 7, 8, 9, 33, 40, 70))
        match noise.randrange(6):
            case 0:
                chain.prepare(noise.randrange(40))
            case 1 if noise.random() < 0.2:
                chain.rest()
            case 2:
                assert chain.peek(steps) == reference.peek(steps)
                chain.advance(steps)
                reference.advance(steps)
            case _ if steps:
                expected = ARC4.new(reference.peek(steps)).encrypt(bytes(20))
                assert chain.stream(steps) == expected
        assert (chain.key, chain.state.changes) == (reference.key, reference.changes)
        assert chain.state.derived <= chain.state.changes + 72


@STRENGTHS
def test_a_key_is_computed_once_however_often_it_is_looked_at(bits: int) -> None:
    chain = Chain(built(), start_key(bits), bits)
    for steps in (4095, *range(4000, 0, -5), *range(1, 4095)):
        chain.stream(steps)
    assert chain.state.derived == 4096
    for steps in (1, 90, 1000):
        key = chain.peek(steps)
        chain.advance(steps)
        assert chain.key == key
    assert chain.state.derived == 4096


def test_all_keys_that_can_be_counted_are_right() -> None:
    chain, key = Chain(built(), START, 128), first_session_key(START, 128)
    chain.peek(4096)
    for steps in range(1, 4097):
        key = next_session_key(START, key, 128)
        assert chain.peek(steps) == key


def test_memory_is_taken_for_those_who_look_far_and_given_back_when_they_are_passed() -> None:
    chain = Chain(built(), START, 128)
    chain.peek(8)
    assert chain.state.far is None
    chain.peek(9)
    assert chain.state.far is not None
    chain.advance(1)
    assert chain.state.far is None
    chain.stream(100)
    chain.advance(92)
    assert chain.state.far is not None
    chain.advance(1)
    assert chain.state.far is None


def test_what_is_ready_takes_memory_until_the_chain_rests() -> None:
    chain = Chain(built(), START, 128)
    chain.stream(1)
    assert chain.state.ring is None
    chain.prepare(500)
    assert chain.state.ring is not None
    assert chain.state.derived == 33
    chain.advance(30)
    chain.rest()
    assert (chain.state.ring, chain.state.far) == (None, None)
    chain.stream(2)
    assert chain.state.derived == 33


def test_no_key_is_left_behind() -> None:
    chain = Chain(built(), START, 128)
    chain.prepare(32)
    built().chain_free(byref(chain.state))
    assert bytes(chain.state) == bytes(len(bytes(chain.state)))
    built().chain_init(byref(chain.state), START, 128)
