"""What tests of PPP machines share: packets as they come and go, with their traces."""

from __future__ import annotations

from vpdn.machine import Entropy
from vpdn.ppp.fsm import State
from vpdn.ppp.outputs import LinkOutput, Send
from vpdn.ppp.trace import AuthPacket, ControlPacket, Direction
from vpdn.wire import chap, cp, pap
from vpdn.wire.chap import Algorithm
from vpdn.wire.ppp import Frame, Protocol


def came(protocol: Protocol, state: State, packet: cp.Packet) -> LinkOutput:
    """The trace of a control packet from the peer."""
    return ControlPacket(Direction.IN, protocol, state, packet)


def went(protocol: Protocol, state: State, packet: cp.Packet) -> list[LinkOutput]:
    """A control packet of ours: its trace, then the frame."""
    trace = ControlPacket(Direction.OUT, protocol, state, packet)
    return [trace, Send(Frame(protocol, packet.encode()))]


def auth_came(algorithm: Algorithm | None, packet: chap.Packet | pap.Packet) -> LinkOutput:
    return AuthPacket(Direction.IN, algorithm, packet, len(packet.encode()))


def auth_went(algorithm: Algorithm | None, packet: chap.Packet | pap.Packet) -> list[LinkOutput]:
    data = packet.encode()
    protocol = Protocol.PAP if algorithm is None else Protocol.CHAP
    trace = AuthPacket(Direction.OUT, algorithm, packet, len(data))
    return [trace, Send(Frame(protocol, data))]


def frame(protocol: int, packet: cp.Packet | chap.Packet | pap.Packet) -> bytes:
    """The frame that brings `packet`."""
    return Frame(protocol, packet.encode()).encode()


def scripted(*chunks: bytes) -> Entropy:
    """Entropy that is known beforehand; zeros when the chunks are used up."""
    left = list(chunks)

    def entropy(size: int) -> bytes:
        chunk = left.pop(0) if left else bytes(size)
        assert len(chunk) == size, f"{size} octets wanted, {len(chunk)} scripted"
        return chunk

    return entropy
