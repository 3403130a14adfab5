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
from vpdn.wire.icmp_error import IcmpError, Unreachable, icmp_error
from vpdn.wire.ip import MINIMUM_HEADER, IcmpEcho, IcmpType, IpProtocol, icmp_echo, parse

ICMP_HEADER = 8
LARGEST = 65535
IP_MTU_DISCOVER = 10
IP_PMTUDISC_DONT = 0
IP_PMTUDISC_PROBE = 3
"""Always with the DF bit, whatever is known of the path."""


class Outcome(Enum):
    REPLY = "reply"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    QUENCHED = "source quench"
    TOO_BIG = "could not fragment"
    EXPIRED = "time exceeded"
    DIFFERENT = "not what was sent"


@dataclass(frozen=True, slots=True)
class Echo:
    """What to send, and how long to wait. `size` is the IP packet's octets, `timeout` in seconds,
    `pattern` what the data are made of. `validate`: a reply must bring the same data."""

    size: int = 100
    timeout: float = 2.0
    source: IPv4Address | None = None
    tos: int = 0
    dont_fragment: bool = False
    pattern: bytes = b"\xab\xcd"
    validate: bool = False

    @property
    def data(self) -> bytes:
        length = max(0, self.size - MINIMUM_HEADER - ICMP_HEADER)
        return (self.pattern * (length // len(self.pattern) + 1))[:length]


PLAIN = Echo()


@dataclass(frozen=True, slots=True)
class Ping:
    """`milliseconds` from sending to the reply; None without one."""

    outcome: Outcome
    milliseconds: float | None = None


@dataclass(frozen=True, slots=True)
class _Waiting:
    """`data` is what the reply must bring, None if that is not asked."""

    answer: asyncio.Future[Outcome]
    data: bytes | None


class Pinger:
    """One raw ICMP socket, sending from `source` when that is given. Raises ConfigError when the
    system refuses; close it after use."""

    def __init__(
        self, source: IPv4Address | None = None, *, tos: int = 0, dont_fragment: bool = False
    ) -> None:
        self._socket = raw_icmp_socket(source)
        self._socket.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, tos)
        discover = IP_PMTUDISC_PROBE if dont_fragment else IP_PMTUDISC_DONT
        self._socket.setsockopt(socket.IPPROTO_IP, IP_MTU_DISCOVER, discover)
        self._identifier = int.from_bytes(os.urandom(2))
        self._sequences = count(1)
        self._waiting: dict[int, _Waiting] = {}
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._socket.fileno(), self._readable)

    def close(self) -> None:
        self._loop.remove_reader(self._socket.fileno())
        self._socket.close()

    async def ping(self, target: IPv4Address, echo: Echo = PLAIN) -> Ping:
        """Send one Echo and wait for its answer."""
        sequence, data = next(self._sequences) & 0xFFFF, echo.data
        answer: asyncio.Future[Outcome] = self._loop.create_future()
        self._waiting[sequence] = _Waiting(answer, data if echo.validate else None)
        message = IcmpEcho(self._identifier, sequence, data).encode()
        started = time.monotonic()
        try:
            self._socket.sendto(message, (str(target), 0))
            outcome = await asyncio.wait_for(answer, echo.timeout)
        except TimeoutError:
            return Ping(Outcome.TIMEOUT)
        except OSError as error:
            return Ping(_unsent(error))
        finally:
            del self._waiting[sequence]
        if outcome is not Outcome.REPLY:
            return Ping(outcome)
        return Ping(outcome, (time.monotonic() - started) * 1000)

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
            if waiting is not None and not waiting.answer.done():
                waiting.answer.set_result(_judged(matched[1], packet, waiting.data))


def raw_icmp_socket(source: IPv4Address | None) -> socket.socket:
    """Raises ConfigError when the system refuses, or `source` is no address of the machine."""
    try:
        opened = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
    except OSError as error:
        raise refused("open a raw ICMP socket", error, NET_RAW) from error
    opened.setblocking(False)
    if source is not None:
        try:
            opened.bind((str(source), 0))
        except OSError as error:
            opened.close()
            raise address_refused("ICMP", source, 0, error) from error
    return opened


def answer_to(packet: bytes, identifier: int) -> tuple[int, Outcome] | None:
    """Which of our Echos (its sequence number) this IP packet answers, and how; None if none."""
    try:
        message = packet[parse(packet).header_length :]
        if message[:1] not in (bytes((IcmpType.ECHO_REPLY,)), bytes((IcmpType.ECHO_REQUEST,))):
            return _refused_echo(icmp_error(message), identifier)
        echo = icmp_echo(message)
    except DecodeError:
        return None
    ours = echo.reply and echo.identifier == identifier
    return (echo.sequence, Outcome.REPLY) if ours else None


def _refused_echo(error: IcmpError, identifier: int) -> tuple[int, Outcome] | None:
    """The Echo that is complained of, if it is ours."""
    echo = error.payload
    if error.protocol != IpProtocol.ICMP or echo[0] != IcmpType.ECHO_REQUEST:
        return None
    if int.from_bytes(echo[4:6], "big") != identifier:
        return None
    return int.from_bytes(echo[6:8], "big"), _complaint(error)


def _complaint(error: IcmpError) -> Outcome:
    match error.type:
        case IcmpType.UNREACHABLE if error.code == Unreachable.FRAGMENTATION_NEEDED:
            return Outcome.TOO_BIG
        case IcmpType.UNREACHABLE:
            return Outcome.UNREACHABLE
        case IcmpType.SOURCE_QUENCH:
            return Outcome.QUENCHED
        case IcmpType.TIME_EXCEEDED:
            return Outcome.EXPIRED
    return Outcome.DIFFERENT


def _judged(outcome: Outcome, packet: bytes, data: bytes | None) -> Outcome:
    """A reply that must bring `data` and does not is none."""
    if outcome is not Outcome.REPLY or data is None:
        return outcome
    brought = packet[parse(packet).header_length + ICMP_HEADER :]
    return outcome if brought == data else Outcome.DIFFERENT


def _unsent(error: OSError) -> Outcome:
    if error.errno == errno.EMSGSIZE:
        return Outcome.TOO_BIG
    unreachable = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EACCES, errno.EPERM)
    return Outcome.UNREACHABLE if error.errno in unreachable else Outcome.TIMEOUT
