"""Ping: one ICMP Echo and what came back (RFC 792), through a raw socket.

Answers are matched by identifier and sequence number, so many pings may run at once. Knows
nothing of how a console shows them.
"""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import time
from dataclasses import dataclass
from enum import Enum
from ipaddress import IPv4Address
from itertools import count

from vpdn.errors import DecodeError
from vpdn.net.refusals import NET_RAW, address_refused, refused
from vpdn.wire.ip import MINIMUM_HEADER, IcmpEcho, IcmpType, IpProtocol, icmp_echo, parse

ICMP_HEADER = 8
LARGEST = 65535


class Outcome(Enum):
    REPLY = "reply"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Ping:
    """`milliseconds` from sending to the reply; None without one."""

    outcome: Outcome
    milliseconds: float | None = None


class Pinger:
    """One raw ICMP socket, sending from `source` when that is given. Raises ConfigError when the
    system refuses; close it after use."""

    def __init__(self, source: IPv4Address | None = None) -> None:
        try:
            self._socket = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
        except OSError as error:
            raise refused("open a raw ICMP socket", error, NET_RAW) from error
        self._socket.setblocking(False)
        if source is not None:
            self._bind(source)
        self._identifier = int.from_bytes(os.urandom(2))
        self._sequences = count(1)
        self._waiting: dict[int, asyncio.Future[Outcome]] = {}
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._socket.fileno(), self._readable)

    def close(self) -> None:
        self._loop.remove_reader(self._socket.fileno())
        self._socket.close()

    async def ping(self, target: IPv4Address, *, size: int = 100, timeout: float = 2.0) -> Ping:
        """Send one Echo whose IP packet has `size` octets and wait `timeout` seconds for its
        answer."""
        sequence = next(self._sequences) & 0xFFFF
        filling = bytes(index & 0xFF for index in range(size - MINIMUM_HEADER - ICMP_HEADER))
        echo = IcmpEcho(self._identifier, sequence, filling)
        answer: asyncio.Future[Outcome] = self._loop.create_future()
        self._waiting[sequence] = answer
        started = time.monotonic()
        try:
            self._socket.sendto(echo.encode(), (str(target), 0))
            outcome = await asyncio.wait_for(answer, timeout)
        except TimeoutError:
            return Ping(Outcome.TIMEOUT)
        except OSError as error:
            return Ping(_unsent(error))
        finally:
            del self._waiting[sequence]
        if outcome is not Outcome.REPLY:
            return Ping(outcome)
        return Ping(outcome, (time.monotonic() - started) * 1000)

    def _bind(self, source: IPv4Address) -> None:
        try:
            self._socket.bind((str(source), 0))
        except OSError as error:
            self._socket.close()
            raise address_refused("ICMP", source, 0, error) from error

    def _readable(self) -> None:
        while True:
            try:
                packet = self._socket.recv(LARGEST)
            except OSError:
                return
            matched = answer_to(packet, self._identifier)
            if matched is None:
                continue
            waiting = self._waiting.get(matched[0])
            if waiting is not None and not waiting.done():
                waiting.set_result(matched[1])


def answer_to(packet: bytes, identifier: int) -> tuple[int, Outcome] | None:
    """Which of our Echos (its sequence number) this IP packet answers, and how; None if none."""
    try:
        message = packet[parse(packet).header_length :]
        if message[:1] in (bytes((IcmpType.UNREACHABLE,)), bytes((IcmpType.TIME_EXCEEDED,))):
            return _refused_echo(message[ICMP_HEADER:], identifier)
        echo = icmp_echo(message)
    except DecodeError:
        return None
    ours = echo.reply and echo.identifier == identifier
    return (echo.sequence, Outcome.REPLY) if ours else None


def _refused_echo(quoted: bytes, identifier: int) -> tuple[int, Outcome] | None:
    """The Echo an ICMP error quotes (RFC 792: its IP header and 8 octets), if it is ours."""
    header = (quoted[0] & 0x0F) * 4 if quoted else 0
    echo = quoted[header : header + ICMP_HEADER]
    if len(echo) < ICMP_HEADER or quoted[9] != IpProtocol.ICMP:
        return None
    if echo[0] != IcmpType.ECHO_REQUEST or int.from_bytes(echo[4:6], "big") != identifier:
        return None
    return int.from_bytes(echo[6:8], "big"), Outcome.UNREACHABLE


def _unsent(error: OSError) -> Outcome:
    unreachable = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EACCES, errno.EPERM)
    return Outcome.UNREACHABLE if error.errno in unreachable else Outcome.TIMEOUT
