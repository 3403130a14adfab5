"""A cursor over octets for decoders of variable length.

Rule: a decoder never indexes the wire's octets itself; a shortage is a DecodeError that says
where. Nothing here knows a protocol.
"""

from __future__ import annotations

from vpdn.errors import DecodeError


class Reader:
    """Reads `data` from `offset` on, network order. Every read raises DecodeError when short."""

    __slots__ = ("_data", "offset")

    def __init__(self, data: bytes, offset: int = 0) -> None:
        self._data = data
        self.offset = offset

    @property
    def remaining(self) -> int:
        """Octets not read yet."""
        return max(0, len(self._data) - self.offset)

    def u8(self) -> int:
        return self.take(1)[0]

    def u16(self) -> int:
        return int.from_bytes(self.take(2), "big")

    def u32(self) -> int:
        return int.from_bytes(self.take(4), "big")

    def take(self, count: int) -> bytes:
        """The next `count` octets."""
        if count > self.remaining:
            raise DecodeError(f"{count} octets wanted, {self.remaining} there", self.offset)
        start = self.offset
        self.offset += count
        return bytes(self._data[start : self.offset])

    def rest(self) -> bytes:
        """All octets that are left, perhaps none."""
        return self.take(self.remaining)

    def end(self) -> None:
        """Raise DecodeError if octets are left."""
        if self.remaining:
            raise DecodeError(f"{self.remaining} octets too many", self.offset)
