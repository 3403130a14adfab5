"""A capture read as PPTP: control connections, and calls with what they say and carry.

Packets of others are passed over, damaged ones counted. Where the capture begins after a call did,
its two directions are put together by their addresses, and the call is said to be guessed.
"""

from __future__ import annotations

from collections import Counter
from ipaddress import IPv4Address

from vpdn.errors import DecodeError
from vpdn.explain.capture_call import Call, Sink
from vpdn.explain.capture_connections import Connections
from vpdn.explain.capture_control import Control
from vpdn.explain.capture_fragments import Fragments
from vpdn.explain.capture_link import ip_packet
from vpdn.explain.capture_story import Ends, Place, Secret, Seen, Side
from vpdn.explain.capture_tcp import Segment, segment
from vpdn.net.records import Record
from vpdn.wire import chap, gre, ip, pptp

Address = IPv4Address
MOST = 5000
"""Calls that are followed; a flood of GRE makes no more."""


class Capture:
    """`servers` are known to be called, where no PPTP message says so. `troubles`: what is wrong
    with packets, each reason once, with the first packet's number and how many there are of it.
    `keep` and `sink` are for the packets inside calls: see `Inside`."""

    def __init__(
        self,
        secret: Secret | None = None,
        servers: frozenset[Address] = frozenset(),
        keep: int | None = None,
        sink: Sink | None = None,
    ) -> None:
        self.calls: list[Call] = []
        self.connections = Connections()
        self.records = 0
        self.first = self.last = 0.0
        self.fragments = Fragments()
        self._secret = secret
        self._servers = servers
        self._reasons: dict[str, int] = {}
        self._counts: Counter[str] = Counter()
        self._flows: dict[tuple[Address, Address, int], tuple[Call, Side]] = {}
        self._asked: dict[Control, dict[int, Call]] = {}
        self._keep = keep
        self._sink = sink

    @property
    def controls(self) -> list[Control]:
        return self.connections.controls

    @property
    def mistaken(self) -> frozenset[Address]:
        """Ends of guessed calls that were taken for the PC, and challenge as only servers do."""
        return frozenset(
            call.ends.pc
            for call in self.calls
            if call.guessed
            for seen in call.seen
            if seen.sender is Side.PC and isinstance(seen.packet, chap.Challenge)
        )

    @property
    def troubles(self) -> list[str]:
        return [
            f"packet {number}: {reason}" + (f" ({count} such)" if count > 1 else "")
            for reason, number in self._reasons.items()
            if (count := self._counts[reason])
        ]

    def take(self, record: Record) -> None:
        """One packet of the file."""
        place = Place(record.number, record.when)
        self.records += 1
        self.first = self.first if self.records > 1 else place.when
        self.last = place.when
        try:
            packet = ip_packet(record.link_type, record.octets)
            if packet is not None:
                self._packet(place, packet, cut=len(record.octets) < record.length)
        except DecodeError as error:
            self._note(error, place)

    def finish(self) -> None:
        """The capture is over."""
        place = Place(self.records, self.last)
        for control in self.controls:
            for seen in control.finish(place):
                try:
                    self._message(control, seen)
                except DecodeError as error:
                    self._note(error, place)
        for call in self.calls:
            call.finish()

    def _note(self, error: DecodeError, place: Place) -> None:
        """A reason is told once, with the first packet and how many there were."""
        self._reasons.setdefault(error.reason, place.number)
        self._counts[error.reason] += 1

    def _packet(self, place: Place, packet: bytes, *, cut: bool) -> None:
        try:
            header = ip.parse(packet)
        except DecodeError:
            if not cut:
                raise
            raise DecodeError("the capture kept only the beginning of packets") from None
        if header.protocol not in (ip.IpProtocol.TCP, ip.IpProtocol.GRE):
            return
        payload = self.fragments.take(header, packet)
        if payload is None:
            return
        if header.protocol == ip.IpProtocol.TCP:
            self._tcp(place, header, segment(payload))
        elif payload[2:4] == gre.PPP_PROTOCOL.to_bytes(2, "big"):
            self._gre(place, header, gre.decode(payload))

    def _tcp(self, place: Place, header: ip.Header, one: Segment) -> None:
        found = self.connections.find(header, one)
        if found is None:
            return
        control, sender = found
        for seen in control.take(place, sender, one):
            self._message(control, seen)

    def _message(self, control: Control, seen: Seen) -> None:
        match seen.packet:
            case pptp.OutgoingCallRequest(call_id=own) | pptp.IncomingCallRequest(call_id=own):
                call = self._call(control.ends)
                for earlier in control.seen:
                    if earlier.protocol == 0 and earlier is not seen and _starts(earlier):
                        _tell(call, earlier)
                call.guessed = False
                control.calls += 1
                call.ids[seen.sender] = own
                self._asked.setdefault(control, {})[own] = call
                self._announce(call, seen.sender)
            case (
                pptp.OutgoingCallReply(call_id=own, peer_call_id=peer)
                | pptp.IncomingCallReply(call_id=own, peer_call_id=peer)
            ):
                replied = self._asked.get(control, {}).get(peer)
                if replied is None:
                    return
                call = replied
                if seen.packet.result == pptp.OutgoingCallResult.CONNECTED:
                    call.ids[seen.sender] = own
                    self._announce(call, seen.sender)
            case _:
                found = self._concerned(control, seen)
                if found is None:
                    return
                call = found
        _tell(call, seen)

    def _concerned(self, control: Control, seen: Seen) -> Call | None:
        """The call that a message is about: by a Call ID of either end; or the only one."""
        if isinstance(seen.packet, pptp.EchoRequest | pptp.EchoReply):
            return None
        mine = list(self._asked.get(control, {}).values())
        own = getattr(seen.packet, "call_id", None)
        peer = getattr(seen.packet, "peer_call_id", None)
        for call in reversed(mine):
            if own in call.ids.values() if own is not None else peer in call.ids.values():
                return call
        return mine[-1] if mine and own is None and peer is None else None

    def _announce(self, call: Call, side: Side) -> None:
        """Packets to `side` with its Call ID are the call's."""
        receiver, sender = call.ends.of(side), call.ends.of(side.other)
        self._flows[sender, receiver, call.ids[side]] = (call, side.other)

    def _gre(self, place: Place, header: ip.Header, packet: gre.Packet) -> None:
        key = (header.source, header.destination, packet.call_id)
        if key not in self._flows:
            self._flows[key] = self._guess(header.source, header.destination)
        call, sender = self._flows[key]
        call.ids.setdefault(sender.other, packet.call_id)
        call.take(place, sender, packet)

    def _guess(self, source: Address, destination: Address) -> tuple[Call, Side]:
        """A call without PPTP's messages: one whose other direction is known, or a new one, of
        which the end is the PC that a control connection says, else whoever is heard first."""
        for call in self.calls if len(self.calls) < MOST else ():
            for side in Side:
                ends = call.ends.of(side), call.ends.of(side.other)
                if ends == (source, destination) and side.other not in call.ids:
                    return call, side
        for control in self.controls:
            if control.ends == Ends(destination, source):
                return self._call(control.ends), Side.SERVER
        if source in self._servers:
            return self._call(Ends(destination, source)), Side.SERVER
        return self._call(Ends(source, destination)), Side.PC

    def _call(self, ends: Ends) -> Call:
        if len(self.calls) >= MOST:
            raise DecodeError(f"of more than {MOST} calls, which are all that are followed")
        call = Call(len(self.calls) + 1, ends, self._secret, self._keep, self._sink)
        self.calls.append(call)
        return call


def _tell(call: Call, seen: Seen) -> None:
    call.tell(seen.step.place, seen.sender, 0, seen.packet, seen.step.text)


def _starts(seen: Seen) -> bool:
    start = (pptp.StartControlConnectionRequest, pptp.StartControlConnectionReply)
    return isinstance(seen.packet, start)
