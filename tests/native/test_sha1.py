"""SHA-1 against hashlib's: block by block with and without the instructions, and MPPE's use."""

from __future__ import annotations

import random
from collections.abc import Callable
from ctypes import CDLL, c_uint32, create_string_buffer
from hashlib import sha1

import pytest

from tests.native.crypto import BUILDS, declare
from tests.native.library import built
from vpdn.crypto.mppe_keys import SHA_PAD1, SHA_PAD2

BEGINNING = (0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0)
FUNCTIONS = pytest.mark.parametrize("suffix", ["", "_portable", "_x86"])


def padded(message: bytes) -> bytes:
    zeros = bytes(-(len(message) + 9) % 64)
    return message + b"\x80" + zeros + (len(message) * 8).to_bytes(8, "big")


@FUNCTIONS
def test_blocks_of_any_message_give_its_digest(suffix: str) -> None:
    library, noise = declare(built()), random.Random(1)
    if suffix == "_x86" and not library.cpu_has_sha():
        suffix = ""
    for size in range(400):
        message = noise.randbytes(size)
        blocks, state = padded(message), (c_uint32 * 5)(*BEGINNING)
        library["sha1_blocks" + suffix](state, blocks, len(blocks) // 64)
        assert b"".join(word.to_bytes(4, "big") for word in state) == sha1(message).digest()


@BUILDS
@pytest.mark.parametrize("size", [8, 16])
def test_the_digest_of_two_keys_between_pads(library: Callable[[], CDLL], size: int) -> None:
    noise, digest = random.Random(2), create_string_buffer(20)
    for _ in range(2000):
        start, session = noise.randbytes(size), noise.randbytes(size)
        declare(library()).sha1_session(start, session, size, digest)
        assert digest.raw == sha1(start + SHA_PAD1 + session + SHA_PAD2).digest()
