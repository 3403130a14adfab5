"""A host that speaks to port 1723 octet by octet, without a machine that keeps it honest."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from ipaddress import IPv4Address
from typing import cast

from tests.nas.world import PC, Transport, World
from vpdn.nas.tunnel import Tunnel
from vpdn.wire import pptp
from vpdn.wire.pptp_stream import Splitter

SCCRQ = pptp.StartControlConnectionRequest(3, 3, 0, 1, b"stranger", b"nobody")


def ocrq(call_id: int = 1) -> pptp.OutgoingCallRequest:
    return pptp.OutgoingCallRequest(call_id, 0, 300, 10**8, 3, 3, 64, 0, b"", b"")


def icrq(call_id: int = 1) -> pptp.IncomingCallRequest:
    return pptp.IncomingCallRequest(call_id, 0, 3, 0, b"", b"", b"")


def iccn(peer_call_id: int, window: int) -> pptp.IncomingCallConnected:
    return pptp.IncomingCallConnected(peer_call_id, 10**8, window, 0, 1)


class Stranger:
    """`heard` are the messages it got."""

    def __init__(self, world: World, address: IPv4Address = PC, *, stuck: bool = False) -> None:
        self.heard: list[pptp.Message] = []
        self._splitter = Splitter()
        self.tunnel = Tunnel(world.services, world.opened.append, world.closed.append)
        self.transport = Transport(self, address, stuck=stuck)
        self.tunnel.connection_made(cast("asyncio.Transport", self.transport))

    def say(self, *messages: pptp.Message) -> None:
        """All in one segment."""
        self.send(b"".join(message.encode() for message in messages))

    def send(self, *segments: bytes) -> None:
        for segment in segments:
            if not self.transport.closing:
                self.tunnel.data_received(segment)

    def tcp(self, data: bytes) -> None:
        self.heard += [pptp.decode(each) for each in self._splitter.feed(data)]

    def of(self, kind: type[pptp.Message]) -> Sequence[pptp.Message]:
        return [message for message in self.heard if isinstance(message, kind)]

    def reset(self) -> None:
        self.transport.abort()
