"""The probes of traceroute: UDP to ports where nobody listens, with a small TTL, and the ICMP
errors that come back (RFC 792). Knows nothing of how a console shows them.
"""

from __future__ import annotations

import asyncio
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from ipaddress import IPv4Address

from vpdn.errors import DecodeError
from vpdn.net.icmp import LARGEST, raw_icmp_socket
from vpdn.net.refusals import address_refused
from vpdn.wire.icmp_error import IcmpError, Unreachable, icmp_error
from vpdn.wire.ip import IcmpType, IpProtocol, parse

_DATA = bytes(12)


class Found(Enum):
    """What a probe met. `ON_THE_WAY`: a router where its TTL ended; `THERE`: its target."""

    ON_THE_WAY = "time exceeded"
    THERE = "port unreachable"
    HOST = "host unreachable"
    NETWORK = "network unreachable"
    PROTOCOL = "protocol unreachable"
    PROHIBITED = "administratively prohibited"
    QUENCHED = "source quench"
    OTHER = "another ICMP error"
    NOTHING = "no answer"


_CODES = {
    Unreachable.PORT: Found.THERE,
    Unreachable.HOST: Found.HOST,
    Unreachable.NETWORK: Found.NETWORK,
    Unreachable.PROTOCOL: Found.PROTOCOL,
    Unreachable.NETWORK_PROHIBITED: Found.PROHIBITED,
    Unreachable.HOST_PROHIBITED: Found.PROHIBITED,
    Unreachable.ADMINISTRATIVELY_PROHIBITED: Found.PROHIBITED,
}


@dataclass(frozen=True, slots=True)
class Probe:
    """`timeout` in seconds."""

    ttl: int
    port: int
    timeout: float = 3.0
    source: IPv4Address | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Who answered, after how many milliseconds."""

    found: Found
    address: IPv4Address | None = None
    milliseconds: float = 0.0


class Tracer:
    """One UDP socket to send from and one raw ICMP socket to listen on. Raises ConfigError when
    the system refuses, or `source` is no address of the machine; close it after use."""

    def __init__(self, source: IPv4Address | None = None) -> None:
        self._icmp = raw_icmp_socket(source)
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.setblocking(False)
        here = source or IPv4Address(0)
        try:
            self._udp.bind((str(here), 0))
        except OSError as error:
            self._icmp.close()
            self._udp.close()
            raise address_refused("UDP", here, 0, error) from error
        self._port = int(self._udp.getsockname()[1])
        self._expected = 0
        self._answer: asyncio.Future[tuple[IPv4Address, Found]] | None = None
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._icmp.fileno(), self._readable)

    def close(self) -> None:
        self._loop.remove_reader(self._icmp.fileno())
        self._icmp.close()
        self._udp.close()

    async def send(self, target: IPv4Address, probe: Probe) -> Answer:
        """Send one probe and wait for its answer; one at a time."""
        self._answer = answer = self._loop.create_future()
        self._expected = probe.port
        self._udp.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, probe.ttl)
        started = time.monotonic()
        with suppress(OSError):  # no route: then there will be no answer either
            self._udp.sendto(_DATA, (str(target), probe.port))
        try:
            address, found = await asyncio.wait_for(answer, probe.timeout)
        except TimeoutError:
            return Answer(Found.NOTHING)
        return Answer(found, address, (time.monotonic() - started) * 1000)

    def _readable(self) -> None:
        while True:
            try:
                packet = self._icmp.recv(LARGEST)
            except OSError:
                return
            found = found_by(packet, self._port, self._expected)
            if found is not None and self._answer is not None and not self._answer.done():
                self._answer.set_result(found)


def found_by(packet: bytes, source: int, destination: int) -> tuple[IPv4Address, Found] | None:
    """Who answers in this IP packet a probe between these ports, and with what; None if nobody."""
    try:
        header = parse(packet)
        error = icmp_error(packet[header.header_length :])
    except DecodeError:
        return None
    if error.protocol != IpProtocol.UDP or error.ports != (source, destination):
        return None
    return header.source, _meaning(error)


def _meaning(error: IcmpError) -> Found:
    match error.type:
        case IcmpType.TIME_EXCEEDED:
            return Found.ON_THE_WAY
        case IcmpType.SOURCE_QUENCH:
            return Found.QUENCHED
        case IcmpType.UNREACHABLE if error.code in tuple(Unreachable):
            return _CODES.get(Unreachable(error.code), Found.OTHER)
    return Found.OTHER
