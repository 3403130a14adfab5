"""native/checksum.c against wire/ip.py."""

from __future__ import annotations

from collections.abc import Callable
from ctypes import c_size_t, c_uint16, c_uint64, c_void_p
from random import Random

import pytest

from tests.native.library import Fenced, function
from vpdn.wire import ip

checksum = function("checksum", c_uint16, c_void_p, c_size_t)
finish = function("checksum_finish", c_uint16, c_uint64)
updated = function("checksum_updated", c_uint16, c_uint16, c_uint16, c_uint16)
ADDERS = [
    function(name, c_uint64, c_uint64, c_void_p, c_size_t)
    for name in ("checksum_add", "checksum_add_portable")
]
COPIERS = [
    function(name, c_uint64, c_uint64, c_void_p, c_void_p, c_size_t)
    for name in ("checksum_copy", "checksum_copy_portable")
]
RANDOM = Random(1071)


def samples() -> list[bytes]:
    """Every length up to 300, and long ones; and those where carries and zeros matter."""
    lengths = [*range(300), 1399, 1400, 1401, 1500, 65534, 65535]
    special = [fill * length for fill in (b"\0", b"\xff") for length in (1, 2, 3, 128, 1400, 65535)]
    return [RANDOM.randbytes(length) for length in lengths] + special


def test_it_is_the_checksum_of_the_python_at_every_length() -> None:
    memory = Fenced()
    for octets in samples():
        assert checksum(memory.put(octets), len(octets)) == ip.checksum(octets)


@pytest.mark.parametrize("add", ADDERS)
def test_pieces_of_even_length_add_up_to_the_whole(add: Callable[..., int]) -> None:
    memory = Fenced()
    for octets in samples():
        address, size = memory.put(octets), len(octets)
        cut = RANDOM.randrange(size // 2 + 1) * 2
        both = add(add(0, address + cut, size - cut), address, cut)
        assert finish(both) == ip.checksum(octets)


@pytest.mark.parametrize("copy", COPIERS)
def test_a_copy_is_the_same_octets_and_their_sum(copy: Callable[..., int]) -> None:
    source, target = Fenced(), Fenced()
    for octets in samples():
        size = len(octets)
        target.put(bytes(size))
        total = copy(0, target.room(size), source.put(octets), size)
        assert (target.get(size), finish(total)) == (octets, ip.checksum(octets))


def test_one_changed_word_changes_the_checksum_as_it_must() -> None:
    for _ in range(10_000):
        octets = bytearray(RANDOM.randbytes(40))
        before, total = int.from_bytes(octets[4:6], "big"), ip.checksum(bytes(octets))
        after = RANDOM.randrange(0x10000)
        octets[4:6] = after.to_bytes(2, "big")
        assert updated(total, before, after) == ip.checksum(bytes(octets))
