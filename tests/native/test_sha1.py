"""SHA-1 against hashlib's: block by block with and without the instructions, and MPPE's use."""

from __future__ import annotations

import random
from ctypes import c_uint32, create_string_buffer
from hashlib import sha1

import pytest

from tests.native.crypto import declare
from tests.native.library import built
from vpdn.crypto.mppe_keys import SHA_PAD1, SHA_PAD2

BEGINNING = (0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0)
KINDS = pytest.mark.parametrize("kind", ["portable", "x86"])


def chosen(kind: str) -> str:
    """What can be tried here."""
    return kind if declare(built()).cpu_has_sha() else "portable"


def padded(message: bytes) -> bytes:
    zeros = bytes(-(len(message) + 9) % 64)
    return message + b"\x80" + zeros + (len(message) * 8).to_bytes(8, "big")


@KINDS
def test_blocks_of_any_message_give_its_digest(kind: str) -> None:
    function, noise = getattr(declare(built()), "sha1_blocks_" + chosen(kind)), random.Random(1)
    for size in range(400):
        message = noise.randbytes(size)
        blocks, state = padded(message), (c_uint32 * 5)(*BEGINNING)
        function(state, blocks, len(blocks) // 64)
        assert b"".join(word.to_bytes(4, "big") for word in state) == sha1(message).digest()


@KINDS
@pytest.mark.parametrize("size", [8, 16])
def test_the_digest_of_two_keys_between_pads(kind: str, size: int) -> None:
    function = getattr(declare(built()), "sha1_session_" + chosen(kind))
    noise, digest, usual = random.Random(2), create_string_buffer(21), create_string_buffer(21)
    for _ in range(2000):
        start, session = noise.randbytes(size), noise.randbytes(size)
        function(start, session, size, digest)
        built().sha1_session(start, session, size, usual)
        expected = sha1(start + SHA_PAD1 + session + SHA_PAD2).digest() + b"\0"
        assert digest.raw == usual.raw == expected
