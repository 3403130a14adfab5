"""DHCP messages, RFC 2131 section 2, and the options of RFC 2132 that a caller is told by.

Options that were split (RFC 3396) or stand in `file` and `sname` (option overload) are put
together. Routes of options 121 and 249 are `dhcp_routes`. No lease and no state is known here.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from ipaddress import IPv4Address

from vpdn.errors import DecodeError, MisuseError
from vpdn.wire.reader import Reader

SERVER_PORT, CLIENT_PORT = 67, 68
LEAST = 300
"""Octets of a BOOTP message, RFC 951: shorter ones are padded."""
LARGEST = 548
"""Octets that every client takes: a datagram of 576 less its IP and UDP headers."""
HEADERS = 28


class Op(IntEnum):
    REQUEST = 1
    REPLY = 2


class MessageType(IntEnum):
    """Option 53, RFC 2132 section 9.6."""

    DISCOVER = 1
    OFFER = 2
    REQUEST = 3
    DECLINE = 4
    ACK = 5
    NAK = 6
    RELEASE = 7
    INFORM = 8


class Option(IntEnum):
    """RFC 2132, RFC 3442 and Microsoft's own 249."""

    PAD = 0
    SUBNET_MASK = 1
    ROUTERS = 3
    DNS_SERVERS = 6
    DOMAIN_NAME = 15
    NETBIOS_NAME_SERVERS = 44
    OVERLOAD = 52
    MESSAGE_TYPE = 53
    SERVER_IDENTIFIER = 54
    PARAMETERS = 55
    LARGEST_MESSAGE = 57
    VENDOR_CLASS = 60
    CLIENT_IDENTIFIER = 61
    CLASSLESS_ROUTES = 121
    MICROSOFT_ROUTES = 249
    END = 255


NOBODY = IPv4Address(0)
_FIXED = struct.Struct(">BBBBIHH4s4s4s4s16s")
_SNAME, _FILE = 64, 128
_COOKIE = b"\x63\x82\x53\x63"
_PIECE = 255
"""Octets of one option at most."""
_IN_FILE, _IN_SNAME = 1, 2


@dataclass(frozen=True, slots=True)
class Message:
    """`options` are (code, value) in their order, each code once. `seconds` since the client began;
    `hardware` is its address, of type `hardware_type`."""

    op: int
    xid: int
    options: tuple[tuple[int, bytes], ...]
    ciaddr: IPv4Address = NOBODY
    yiaddr: IPv4Address = NOBODY
    siaddr: IPv4Address = NOBODY
    giaddr: IPv4Address = NOBODY
    hardware_type: int = 1
    hardware: bytes = b""
    hops: int = 0
    seconds: int = 0
    flags: int = 0

    def option(self, code: int) -> bytes | None:
        return next((value for number, value in self.options if number == code), None)

    @property
    def type(self) -> int | None:
        """What option 53 says; None for BOOTP, and where it says nothing that can be."""
        value = self.option(Option.MESSAGE_TYPE)
        return value[0] if value is not None and len(value) == 1 else None

    def encode(self) -> bytes:
        """Raises MisuseError when a value does not fit its field."""
        addresses = (one.packed for one in (self.ciaddr, self.yiaddr, self.siaddr, self.giaddr))
        length = len(self.hardware)
        if length > 16 or any(code in (Option.PAD, Option.END) for code, _ in self.options):
            raise MisuseError(f"{self} does not fit the wire")
        start = (self.op, self.hardware_type, length, self.hops, self.xid, self.seconds, self.flags)
        fixed = _FIXED.pack(*start, *addresses, self.hardware)
        told = b"".join(_option(code, value) for code, value in self.options)
        whole = fixed + bytes(_SNAME + _FILE) + _COOKIE + told + bytes((Option.END,))
        return whole.ljust(LEAST, b"\0")


def decode(data: bytes) -> Message:
    """Raises DecodeError."""
    reader = Reader(data)
    fields = _FIXED.unpack(reader.take(_FIXED.size))
    op, kind, length, hops, xid, seconds, flags = fields[:7]
    ciaddr, yiaddr, siaddr, giaddr = map(IPv4Address, fields[7:11])
    if op not in (Op.REQUEST, Op.REPLY):
        raise DecodeError(f"BOOTP op {op}", 0)
    if length > 16:
        raise DecodeError(f"hardware address of {length} octets", 2)
    sname, file = reader.take(_SNAME), reader.take(_FILE)
    if reader.take(4) != _COOKIE:
        raise DecodeError("no DHCP cookie", reader.offset - 4)
    options = _gathered(reader, file, sname)
    return Message(
        op, xid, options, ciaddr, yiaddr, siaddr, giaddr, kind, fields[11][:length], hops, seconds,
        flags,
    )  # fmt: skip


def addresses(value: bytes) -> tuple[IPv4Address, ...]:
    """The list of addresses that options 3, 6, 44 and others are. Raises DecodeError."""
    if not value or len(value) % 4:
        raise DecodeError(f"{len(value)} octets are no list of addresses")
    return tuple(IPv4Address(value[at : at + 4]) for at in range(0, len(value), 4))


def packed(servers: Iterable[IPv4Address]) -> bytes:
    return b"".join(one.packed for one in servers)


def domain(value: bytes) -> str:
    """Option 15: some servers end it with a NUL. Raises DecodeError for what is no name."""
    text = value.rstrip(b"\0")
    if not text or not all(0x21 <= octet <= 0x7E for octet in text):
        raise DecodeError("no domain name")
    return text.decode("ascii")


def size(options: Iterable[tuple[int, bytes]]) -> int:
    """Octets of a message with these options."""
    told = sum(len(_option(code, value)) for code, value in options)
    return max(LEAST, _FIXED.size + _SNAME + _FILE + len(_COOKIE) + told + 1)


def _gathered(reader: Reader, file: bytes, sname: bytes) -> tuple[tuple[int, bytes], ...]:
    """The options of the message, then of `file`, then of `sname`: RFC 2131 section 4.1."""
    found: dict[int, bytes] = {}
    _merge(found, _options(reader))
    overload = found.pop(Option.OVERLOAD, b"\0")
    if len(overload) != 1 or overload[0] > (_IN_FILE | _IN_SNAME):
        raise DecodeError("option overload that says nothing", reader.offset)
    for bit, field in ((_IN_FILE, file), (_IN_SNAME, sname)):
        if overload[0] & bit:
            _merge(found, _options(Reader(field)))
    return tuple(found.items())


def _merge(found: dict[int, bytes], options: Iterable[tuple[int, bytes]]) -> None:
    for code, value in options:
        found[code] = found.get(code, b"") + value


def _options(reader: Reader) -> Iterator[tuple[int, bytes]]:
    """Up to the end option; that it is missing is forgiven."""
    while reader.remaining:
        code = reader.u8()
        if code == Option.END:
            return
        if code != Option.PAD:
            yield code, reader.take(reader.u8())


def _option(code: int, value: bytes) -> bytes:
    """In pieces where it is longer than an option can be."""
    pieces = [value[at : at + _PIECE] for at in range(0, len(value), _PIECE)] or [b""]
    return b"".join(bytes((code, len(piece))) + piece for piece in pieces)
