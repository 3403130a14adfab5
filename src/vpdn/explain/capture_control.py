"""One control connection of a capture: a TCP connection put together again, and its messages (RFC
2637 section 2). What is missing, and what is no PPTP, is said and passed over."""

from __future__ import annotations

from vpdn.errors import DecodeError
from vpdn.explain.capture_story import Ends, Place, Seen, Side, Step
from vpdn.explain.capture_tcp import ACK, FIN, RST, SYN, Gap, Segment, Stream
from vpdn.explain.capture_words import message_text
from vpdn.explain.kept import Kept
from vpdn.wire import pptp
from vpdn.wire.pptp_stream import Splitter

PORT = 1723
_KEPT, _TROUBLES = 100, 5
"""Messages and troubles that are kept from the beginning and, again, from the end."""
_COOKIE = pptp.MAGIC_COOKIE.to_bytes(4, "big")


class Control:
    """`port` is the server's. `asked`, `answered`: a SYN of the PC, one of the server's; `refused`:
    the server answered with a RST. `troubles` say what is wrong with the connection's octets."""

    def __init__(self, ends: Ends, port: int = PORT) -> None:
        self.ends = ends
        self.port = port
        self.seen = Kept[Seen](_KEPT)
        self.troubles = Kept[str](_TROUBLES)
        self.first: Place | None = None
        self.calls = 0
        self.refused = self.closed = False
        self.asked = self.answered = port != PORT
        self._streams = {side: Stream() for side in Side}
        self._splitters = {side: Splitter() for side in Side}

    def take(self, place: Place, sender: Side, segment: Segment) -> list[Seen]:
        """The messages that are whole now."""
        self.first = self.first or place
        self._watch(sender, segment)
        found: list[Seen] = []
        if segment.flags & ACK:
            pieces = self._streams[sender.other].acknowledged(segment.acknowledgment)
            found += self._read(place, sender.other, pieces)
        found += self._read(place, sender, self._streams[sender].take(segment))
        return found

    def finish(self, place: Place) -> list[Seen]:
        """What stands behind a gap that was never filled."""
        found: list[Seen] = []
        for side, stream in self._streams.items():
            while pieces := stream.give_up():
                found += self._read(place, side, pieces)
        return found

    def _watch(self, sender: Side, segment: Segment) -> None:
        flags = segment.flags
        if flags & SYN:
            self.asked |= sender is Side.PC
            self.answered |= sender is Side.SERVER
        if flags & RST:
            self.refused |= sender is Side.SERVER and not self.answered
        self.closed |= bool(flags & (RST | FIN))

    def _read(self, place: Place, sender: Side, pieces: list[bytes | Gap]) -> list[Seen]:
        found: list[Seen] = []
        for piece in pieces:
            if isinstance(piece, Gap):
                self._splitters[sender] = Splitter()
                self.troubles.append(
                    f"packet {place.number}: {piece.octets} octets of the control connection"
                    f" ({sender.value}) are not in the capture"
                )
            else:
                found += self._messages(place, sender, piece)
        return found

    def _messages(self, place: Place, sender: Side, data: bytes) -> list[Seen]:
        found: list[Seen] = []
        try:
            for octets in self._split(place, sender, data):
                message = pptp.decode(octets)
                step = Step(place, sender, message_text(message))
                found.append(Seen(step, sender, 0, message))
        except DecodeError as error:
            self.troubles.append(f"packet {place.number}: {error.reason}")
        for one in found:
            self.seen.append(one)
        return found

    def _split(self, place: Place, sender: Side, data: bytes) -> list[bytes]:
        try:
            return self._splitters[sender].feed(data)
        except DecodeError as error:
            self.troubles.append(f"packet {place.number}: {error.reason}")
        self._splitters[sender] = Splitter()
        at = data.find(_COOKIE, 4)
        return self._splitters[sender].feed(data[at - 4 :]) if at >= 0 else []
