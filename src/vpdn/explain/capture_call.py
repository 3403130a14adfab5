"""One call of a capture: its ladder, what its ends agreed on, and what it carried.

Follows PPP of both directions without taking part: it believes what it sees, in the order of GRE's
numbers. Frames that are no PPP are counted and passed over.
"""

from __future__ import annotations

from collections.abc import Callable

from vpdn.errors import DecodeError
from vpdn.explain.capture_auth import Authentication
from vpdn.explain.capture_keys import Ciphers
from vpdn.explain.capture_lane import Arrived, Lane
from vpdn.explain.capture_story import Ends, Inner, Place, Secret, Seen, Side, Step
from vpdn.explain.capture_words import auth_text, carried_text, control_text, protocol_name
from vpdn.explain.kept import Kept
from vpdn.wire import ccp, chap, cp, gre, ipcp, ipv6cp, lcp, pap, ppp
from vpdn.wire.ppp import Protocol

_CONTROL = {
    Protocol.LCP: lcp.decode,
    Protocol.CCP: ccp.decode,
    Protocol.IPCP: ipcp.decode,
    Protocol.IPV6CP: ipv6cp.decode,
}
_AUTH = {Protocol.PAP: pap.decode, Protocol.CHAP: chap.decode}
STEPS = 500
"""Rungs that are kept from the beginning of a call and, again, from its end."""
Sink = Callable[[Inner], None]
_DATA = frozenset({Protocol.IP, Protocol.IPV6, Protocol.VJ_COMPRESSED, Protocol.VJ_UNCOMPRESSED})


class Inside:
    """The packets inside a call: `keep` of them are kept (None: all), `sink` gets each. `count`
    there were, `clear` of them not encrypted."""

    def __init__(self, keep: int | None, sink: Sink | None) -> None:
        self.kept: list[Inner] = []
        self.count = self.clear = 0
        self._keep = keep
        self._sink = sink

    def take(self, one: Inner) -> None:
        self.count += 1
        self.clear += not one.encrypted
        if self._keep is None or len(self.kept) < self._keep:
            self.kept.append(one)
        if self._sink is not None:
            self._sink(one)


class Call:
    """`ids` are the ends' own Call IDs, as far as they are known: packets to an end carry its.
    `guessed`: no PPTP message told that the two directions belong together. `cut`: packets of which
    the capture kept only the beginning. `keep` and `sink`: see `Inside`."""

    def __init__(
        self,
        number: int,
        ends: Ends,
        secret: Secret | None,
        keep: int | None = None,
        sink: Sink | None = None,
    ) -> None:
        self.number = number
        self.ends = ends
        self.ids: dict[Side, int] = {}
        self.guessed = True
        self.seen = Kept[Seen](STEPS)
        self.steps = Kept[Step](STEPS)
        self.agreed: dict[tuple[int, Side], tuple[cp.Option, ...]] = {}
        self.authentication = Authentication(secret)
        self.ciphers = Ciphers()
        self.inside = Inside(keep, sink)
        self.packets = dict.fromkeys(Side, 0)
        self.encrypted = dict.fromkeys(Side, 0)
        self.acknowledgments = dict.fromkeys(Side, 0)
        self.malformed = 0
        self.cut = 0
        self.lanes = {side: Lane() for side in Side}
        self._secret = secret
        self._asked: dict[tuple[int, Side], tuple[cp.Option, ...]] = {}
        self._carried = dict.fromkeys(Side, 0)
        self._last: Place | None = None

    @property
    def inner(self) -> list[Inner]:
        return self.inside.kept

    def tell(self, place: Place, sender: Side, protocol: int, packet: object, text: str) -> None:
        """One more rung, of a packet that is already understood."""
        self._tell_carried()
        step = Step(place, sender, text)
        self.steps.append(step)
        self.seen.append(Seen(step, sender, protocol, packet))

    def take(self, place: Place, sender: Side, packet: gre.Packet) -> None:
        """A GRE packet of this call."""
        if packet.sequence is None:
            self.acknowledgments[sender] += 1
            return
        self.packets[sender] += 1
        for arrived in self.lanes[sender].take(place, packet.sequence, packet.payload):
            self._receive(sender, arrived)

    def finish(self) -> None:
        """The capture is over."""
        for side, lane in self.lanes.items():
            for arrived in lane.flush():
                self._receive(side, arrived)
        self._tell_carried()

    def agreed_option(self, kind: type, protocol: int, side: Side) -> cp.Option | None:
        """The option of that class in what was granted to `side`."""
        options = self.agreed.get((protocol, side), ())
        return next((one for one in options if isinstance(one, kind)), None)

    def _receive(self, sender: Side, arrived: Arrived) -> None:
        try:
            self._frame(sender, arrived, ppp.decode(arrived.payload), encrypted=False)
        except DecodeError:
            self.malformed += 1

    def _frame(self, sender: Side, arrived: Arrived, frame: ppp.Frame, *, encrypted: bool) -> None:
        if frame.protocol == Protocol.COMPRESSED and not encrypted:
            self._encrypted(sender, arrived, frame.payload)
        elif frame.protocol in _DATA:
            self._carry(sender, arrived, encrypted)
            if frame.protocol == Protocol.IP:
                self.inside.take(Inner(arrived.place, sender, frame.payload, encrypted))
        elif frame.protocol in _CONTROL:
            self._control(sender, arrived.place, frame)
        elif frame.protocol in _AUTH:
            packet = _AUTH[Protocol(frame.protocol)](frame.payload)
            self.tell(arrived.place, sender, frame.protocol, packet, auth_text(packet))
            self.authentication.take(sender, arrived.place, packet)
        else:
            name = protocol_name(frame.protocol)
            self.tell(arrived.place, sender, frame.protocol, frame, name)

    def _encrypted(self, sender: Side, arrived: Arrived, datagram: bytes) -> None:
        self.encrypted[sender] += 1
        clear = self.ciphers.decipher(sender, arrived, datagram)
        if clear is None:
            self._carry(sender, arrived, encrypted=False)
        else:
            self._frame(sender, arrived, ppp.decode(clear), encrypted=True)

    def _control(self, sender: Side, place: Place, frame: ppp.Frame) -> None:
        packet = _CONTROL[Protocol(frame.protocol)](frame.payload)
        self.tell(place, sender, frame.protocol, packet, control_text(frame.protocol, packet))
        if isinstance(packet, cp.ConfigureRequest):
            self._asked[frame.protocol, sender] = packet.options
        elif isinstance(packet, cp.ConfigureAck):
            self.agreed[frame.protocol, sender.other] = packet.options
        if frame.protocol == Protocol.CCP:
            self.ciphers.take(sender, packet, self.authentication.keys)

    def _carry(self, sender: Side, arrived: Arrived, encrypted: bool) -> None:
        self._carried[sender] += 1
        self._last = arrived.place

    def _tell_carried(self) -> None:
        """What was carried since the last rung, as one."""
        if self._last is not None:
            self.steps.append(Step(self._last, None, carried_text(self._carried)))
            self._carried = dict.fromkeys(Side, 0)
            self._last = None
