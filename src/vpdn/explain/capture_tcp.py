"""One direction of a TCP connection, as a capture has it (RFC 9293): segments that come twice, late
or never -> the octets in order. What the other end acknowledged and the capture has not, is a gap.
"""

from __future__ import annotations

from dataclasses import dataclass

from vpdn.errors import DecodeError

_MODULUS = 1 << 32
_HALF = 1 << 31
_HELD = 64
"""Segments kept beyond a gap before the gap is given up."""
FIN, SYN, RST, ACK = 1, 2, 4, 16


@dataclass(frozen=True, slots=True)
class Segment:
    source_port: int
    destination_port: int
    sequence: int
    acknowledgment: int
    flags: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Gap:
    """So many octets are not in the capture."""

    octets: int


def segment(payload: bytes) -> Segment:
    """The TCP segment in an IPv4 payload; raises DecodeError."""
    if len(payload) < 20:
        raise DecodeError("TCP segment shorter than its header", len(payload))
    header = (payload[12] >> 4) * 4
    if not 20 <= header <= len(payload):
        raise DecodeError(f"TCP header of {header} octets", 12)
    return Segment(
        int.from_bytes(payload[0:2], "big"),
        int.from_bytes(payload[2:4], "big"),
        int.from_bytes(payload[4:8], "big"),
        int.from_bytes(payload[8:12], "big"),
        payload[13],
        payload[header:],
    )


class Stream:
    """`retransmitted` segments brought nothing new."""

    def __init__(self) -> None:
        self.retransmitted = 0
        self._next: int | None = None
        self._held: dict[int, bytes] = {}

    def take(self, one: Segment) -> list[bytes | Gap]:
        """What is in order now."""
        start = one.sequence
        if one.flags & SYN:
            self._next = start = (start + 1) % _MODULUS
            self._held.clear()
        if not one.data:
            return []
        if self._next is None:
            self._next = start
        if _ahead(start, self._next) + len(one.data) <= 0:
            self.retransmitted += 1
            return []
        known = self._held.get(start, b"")
        self._held[start] = max(known, one.data, key=len)
        pieces = self._in_order()
        if len(self._held) > _HELD:
            pieces += self.give_up()
        return pieces

    def acknowledged(self, number: int) -> list[bytes | Gap]:
        """The other end has everything before `number`, also what the capture lacks."""
        pieces: list[bytes | Gap] = []
        while self._held and _ahead(number, self._first()) > 0:
            pieces += self.give_up()
        if self._next is not None and not self._held and _ahead(number, self._next) > 1:
            # One more is the FIN's.
            pieces.append(Gap(_ahead(number, self._next)))
            self._next = number
        return pieces

    def give_up(self) -> list[bytes | Gap]:
        """Pass over the first gap, if something is held beyond it."""
        if not self._held or self._next is None:
            return []
        first = self._first()
        gap = Gap(_ahead(first, self._next))
        self._next = first
        return [gap, *self._in_order()]

    def _first(self) -> int:
        assert self._next is not None
        base = self._next
        return min(self._held, key=lambda start: _ahead(start, base))

    def _in_order(self) -> list[bytes | Gap]:
        pieces: list[bytes | Gap] = []
        while self._held and self._next is not None:
            start = self._first()
            behind = -_ahead(start, self._next)
            if behind < 0:
                break
            data = self._held.pop(start)[behind:]
            if data:
                pieces.append(data)
                self._next = (self._next + len(data)) % _MODULUS
        return pieces


def _ahead(number: int, base: int) -> int:
    """How far `number` is after `base`, less than 0 when before."""
    return (number - base + _HALF) % _MODULUS - _HALF
