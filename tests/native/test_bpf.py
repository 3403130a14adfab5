"""native/bpf.c: the kernel runs the program over frames (BPF_PROG_TEST_RUN of bpf(2))."""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Iterator
from contextlib import ExitStack, closing
from ctypes import CDLL, POINTER, addressof, c_char, c_int, c_size_t, c_uint32, create_string_buffer

import pytest

from tests.native.library import function

new_map = function("bpf_new_map", c_int)
put_socket = function("bpf_put_socket", c_int, c_int, c_uint32, c_int)
load = function("bpf_load", c_int, c_int, POINTER(c_uint32), c_size_t)

SYS_BPF = 321
PROG_TEST_RUN = 10
XDP_PASS, XDP_REDIRECT = 2, 4
AF_XDP = 44
OURS = [b"\x0a\x09\x00\x01", b"\xc0\x00\x02\x01", b"\x7f\x00\x00\x01"]
GRE = b"\x30\x81\x88\x0b\x00\x00\x00\x07" + bytes(8)


def frame(
    gre: bytes = GRE,
    *,
    ethertype: bytes = b"\x08\x00",
    version: int = 0x45,
    fragment: int = 0,
    protocol: int = 47,
    target: bytes = OURS[0],
) -> bytes:
    front = struct.pack("!BBHHHBBH", version, 0, 20 + len(gre), 0, fragment, 64, protocol, 0)
    return bytes(12) + ethertype + front + b"\x0a\x09\x00\x02" + target + gre


@pytest.fixture(scope="module")
def program() -> Iterator[int]:
    if os.geteuid() != 0:
        pytest.skip("programs for XDP need root")
    with ExitStack() as stack:
        table = new_map()
        stack.callback(os.close, table)
        target = stack.enter_context(closing(socket.socket(AF_XDP, socket.SOCK_RAW)))
        assert put_socket(table, 0, target.fileno()) == 0
        addresses = (c_uint32 * 3)(*(int.from_bytes(each, "big") for each in OURS))
        loaded = load(table, addresses, 3)
        assert loaded >= 0
        stack.callback(os.close, loaded)
        yield loaded


def run(program: int, octets: bytes) -> int:
    """What the program says of a frame that came by the first queue."""
    data = (c_char * len(octets)).from_buffer_copy(octets)
    attributes = struct.pack("IIIIQ", program, 0, len(octets), 0, addressof(data)).ljust(128, b"\0")
    memory = create_string_buffer(attributes, 128)
    assert CDLL(None).syscall(SYS_BPF, PROG_TEST_RUN, memory, 128) == 0
    result: int = struct.unpack_from("I", memory, 4)[0]
    return result


@pytest.mark.parametrize("target", OURS)
def test_enhanced_gre_for_us_is_taken(program: int, target: bytes) -> None:
    assert run(program, frame(target=target)) == XDP_REDIRECT
    assert run(program, frame(target=target, fragment=0x4000)) == XDP_REDIRECT
    assert run(program, frame(b"\x20\x81\x88\x0b\x00\x00\x00\x07", target=target)) == XDP_REDIRECT


@pytest.mark.parametrize(
    "octets",
    [
        frame(target=b"\x0a\x09\x00\x02"),
        frame(target=b"\x01\x00\x09\x0a"),
        frame(ethertype=b"\x86\xdd"),
        frame(ethertype=b"\x81\x00"),
        frame(version=0x46),
        frame(version=0x65),
        frame(fragment=0x2000),
        frame(fragment=0x0001),
        frame(fragment=0x1000),
        frame(protocol=6),
        frame(b"\x30\x80" + GRE[2:]),
        frame(b"\x30\x82" + GRE[2:]),
        frame(b"\x30\x81\x08\x00" + GRE[4:]),
        frame(GRE[:7]),
        frame(b""),
    ],
)
def test_all_else_passes_on_to_the_kernel(program: int, octets: bytes) -> None:
    assert run(program, octets) == XDP_PASS


def test_a_program_for_no_address_or_too_many_is_refused() -> None:
    assert load(-1, (c_uint32 * 17)(), 0) == -1
    assert load(-1, (c_uint32 * 17)(), 17) == -1
