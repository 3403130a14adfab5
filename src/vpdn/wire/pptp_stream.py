"""The TCP stream of PPTP control messages, cut into messages: RFC 2637 section 1.4.

Only Length and Magic Cookie are read; what a message says is `pptp`'s business.
"""

from __future__ import annotations

import struct

from vpdn.errors import DecodeError
from vpdn.wire.pptp import MAGIC_COOKIE

SHORTEST = 12
LONGEST = 1024
"""Octets. The longest message of RFC 2637 has 220; what claims much more is not PPTP."""

_START = struct.Struct(">HHI")


class Splitter:
    """Cuts a TCP stream into control messages, in whatever pieces it comes."""

    __slots__ = ("_buffer",)

    def __init__(self) -> None:
        self._buffer = b""

    def feed(self, data: bytes) -> list[bytes]:
        """The messages that are whole now, header included.

        Raises DecodeError when the stream lost its framing (magic cookie or Length cannot be
        right), which it never finds again. Messages before that place are given first: then it is
        the next call that raises, also one without data.
        """
        self._buffer += data
        messages: list[bytes] = []
        while len(self._buffer) >= _START.size:
            length, _, cookie = _START.unpack_from(self._buffer)
            if cookie != MAGIC_COOKIE or not SHORTEST <= length <= LONGEST:
                if messages:
                    break
                raise DecodeError("the control stream lost its framing", 0)
            if len(self._buffer) < length:
                break
            messages.append(self._buffer[:length])
            self._buffer = self._buffer[length:]
        return messages
