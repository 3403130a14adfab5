"""IPv4 fragments put together (RFC 791 section 3.2): what a tunnel's packets become on a narrow
path. Knows nothing of time: the oldest unfinished packets make room for new ones."""

from __future__ import annotations

from dataclasses import dataclass, field

from vpdn.wire import ip

_MOST = 64
"""Packets that are waited for at once."""
_LARGEST = 65_535

_Key = tuple[object, ...]


@dataclass(slots=True)
class _Parts:
    """`size`: octets of the whole payload, None until the last part is there."""

    pieces: dict[int, bytes] = field(default_factory=dict)
    size: int | None = None

    def whole(self) -> bytes | None:
        """The payload, None while something is missing."""
        if self.size is None:
            return None
        made = bytearray()
        for offset in sorted(self.pieces):
            if offset > len(made):
                return None
            made[offset:] = self.pieces[offset]
        return bytes(made) if len(made) == self.size else None


class Fragments:
    """`unfinished`: packets of which a part never came."""

    def __init__(self) -> None:
        self._waiting: dict[_Key, _Parts] = {}
        self._dropped = 0

    @property
    def unfinished(self) -> int:
        return self._dropped + len(self._waiting)

    def take(self, header: ip.Header, packet: bytes) -> bytes | None:
        """The payload of a packet that is whole now; None when parts are missing."""
        payload = packet[header.header_length : header.length]
        if not header.more_fragments and not header.fragment_offset:
            return payload
        if header.fragment_offset + len(payload) > _LARGEST:
            return None
        key = (header.source, header.destination, header.protocol, packet[4:6])
        parts = self._waiting.setdefault(key, _Parts())
        parts.pieces[header.fragment_offset] = payload
        if not header.more_fragments:
            parts.size = header.fragment_offset + len(payload)
        whole = parts.whole()
        if whole is not None:
            del self._waiting[key]
        elif len(self._waiting) > _MOST:
            del self._waiting[next(iter(self._waiting))]
            self._dropped += 1
        return whole
