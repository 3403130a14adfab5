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
        left = len(self._data) - self.offset
        return max(0, left)

    def u8(self) -> int:
        offset = self.offset
        if offset >= len(self._data):
            raise self._short(1)
        self.offset = offset + 1
        return self._data[offset]

    def u16(self) -> int:
        return int.from_bytes(self.take(2), "big")

    def u32(self) -> int:
        return int.from_bytes(self.take(4), "big")

    def labelled(self) -> tuple[int, bytes]:
        """A type, a length that counts both and the value: the value of that type. DecodeError,
        too, when the length is less than two."""
        data, start = self._data, self.offset
        if start + 2 > len(data):
            raise DecodeError(f"2 octets wanted, {self.remaining} there", len(data))
        length = data[start + 1]
        if length < 2:
            raise DecodeError(f"type {data[start]} of length {length}", start + 1)
        self.offset += 2
        return data[start], self.take(length - 2)

    def take(self, count: int) -> bytes:
        """The next `count` octets."""
        start = self.offset
        end = start + count
        if end > len(self._data):
            raise self._short(count)
        self.offset = end
        return bytes(self._data[start:end])

    def rest(self) -> bytes:
        """All octets that are left, perhaps none."""
        return self.take(self.remaining)

    def _short(self, count: int) -> DecodeError:
        return DecodeError(f"{count} octets wanted, {self.remaining} there", self.offset)

    def end(self) -> None:
        """Raise DecodeError if octets are left."""
        if self.remaining:
            raise DecodeError(f"{self.remaining} octets too many", self.offset)
