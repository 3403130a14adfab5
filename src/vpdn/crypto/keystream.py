"""Where in a key stream an IP packet was enciphered, when what came before it is lost.

RC4 runs on from datagram to datagram of stateful MPPE (RFC 3078 section 7.2), so one that never
came takes with it how far the stream had got. An IPv4 header tells: its first octets are known,
its length and its checksum prove the place. Knows no keys and no counts.
"""

from __future__ import annotations

from vpdn.wire.ip import checksum

HEADER = 20


def position(text: bytes, stream: bytes) -> int | None:
    """The offset in `stream` at which `text`, a PPP protocol and an IPv4 packet without options,
    becomes clear; None when there is none. Random text has such a place once in 2**36 times."""
    for start in _STARTS:
        wanted = _xor(text, start)
        offset = stream.find(wanted)
        while offset >= 0:
            clear = _xor(text[: len(start) - 1 + HEADER], stream[offset:])
            if _is_header(clear[len(start) - 1 :], len(text) - len(start) + 1):
                return offset
            offset = stream.find(wanted, offset + 1)
    return None


def _is_header(header: bytes, length: int) -> bool:
    return len(header) == HEADER and header[2] << 8 | header[3] == length and checksum(header) == 0


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=False))


_STARTS = (b"\x00\x21\x45", b"\x21\x45")
"""IP's protocol number, whole and compressed, and version 4 with a header of five words."""
