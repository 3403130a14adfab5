"""RADIUS packets: RFC 2865 section 3, vendor attributes as section 5.26 recommends.

`decode` is strict and keeps the octets as they came, for the checks of authenticators; the
`request` and `reply` functions encode and sign through pyrad, in the order the attributes are
given. Nothing here knows what an attribute is good for, nor invents a random number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from ipaddress import IPv4Address

from pyrad.packet import AcctPacket, AuthPacket
from pyrad.packet import Packet as Encoder

from vpdn.errors import DecodeError, MisuseError
from vpdn.radius.authenticator import HEADER, hide, signature_is_genuine
from vpdn.radius.dictionary import Key, attribute_of, dictionary, key_of

LARGEST = 4096
VENDOR_SPECIFIC = 26
MESSAGE_AUTHENTICATOR = 80
FIXED_LENGTHS = {"integer": 4, "ipaddr": 4, "date": 4}


class Code(IntEnum):
    ACCESS_REQUEST = 1
    ACCESS_ACCEPT = 2
    ACCESS_REJECT = 3
    ACCOUNTING_REQUEST = 4
    ACCOUNTING_RESPONSE = 5
    ACCESS_CHALLENGE = 11
    STATUS_SERVER = 12


@dataclass(frozen=True, slots=True)
class Hidden:
    """A value that travels encrypted like User-Password (RFC 2865 section 5.2)."""

    plain: bytes


Value = str | int | bytes | IPv4Address | Hidden
Attributes = Sequence[tuple[str, Value]]
"""Names of the dictionary with their values, in the order of the wire. A `str` for an integer
attribute is one of its named values; `bytes` go out as they are."""


@dataclass(frozen=True, slots=True)
class Packet:
    """A received packet. `attributes` are in wire order, vendor attributes under (vendor, type);
    `raw` is the packet without the padding after its Length."""

    code: int
    identifier: int
    authenticator: bytes
    attributes: tuple[tuple[Key, bytes], ...]
    raw: bytes
    signature_offset: int | None
    """Where the value of the Message-Authenticator begins, if there is one."""

    def values(self, name: str) -> tuple[bytes, ...]:
        """Every value of the attribute, as octets."""
        wanted = key_of(name)
        return tuple(value for key, value in self.attributes if key == wanted)

    def octets(self, name: str) -> bytes | None:
        """The first value of the attribute, or None."""
        return next(iter(self.values(name)), None)

    def integer(self, name: str) -> int | None:
        value = self.octets(name)
        return None if value is None else int.from_bytes(value, "big")

    def address(self, name: str) -> IPv4Address | None:
        value = self.octets(name)
        return None if value is None else IPv4Address(value)

    def signature_is_genuine(self, secret: bytes, vector: bytes) -> bool:
        """Is there a Message-Authenticator, and is it right? `vector` as RFC 2869 5.14 says."""
        at = self.signature_offset
        return at is not None and signature_is_genuine(self.raw, secret, vector, at)


def decode(data: bytes) -> Packet:
    """Cut a datagram into a packet.

    Raises DecodeError for a wrong Length, an attribute that does not fit, a second
    Message-Authenticator, or a number or address that has not four octets.
    """
    if len(data) < HEADER:
        raise DecodeError(f"{len(data)} octets are no RADIUS packet", len(data))
    length = int.from_bytes(data[2:4], "big")
    if not HEADER <= length <= min(len(data), LARGEST):
        raise DecodeError(f"Length {length} in a datagram of {len(data)} octets", 2)
    raw = data[:length]
    attributes: list[tuple[Key, bytes]] = []
    signatures: list[int] = []
    for offset, kind, value in _split(raw, HEADER):
        if kind == VENDOR_SPECIFIC:
            attributes += _vendor_attributes(value, offset)
            continue
        if kind == MESSAGE_AUTHENTICATOR:
            signatures.append(offset + 2)
            if len(value) != 16 or len(signatures) > 1:
                raise DecodeError("malformed or repeated Message-Authenticator", offset)
        _check_length(kind, value, offset)
        attributes.append((kind, value))
    return Packet(
        raw[0], raw[1], raw[4:HEADER], tuple(attributes), raw, signatures[0] if signatures else None
    )


def request(
    code: Code,
    identifier: int,
    authenticator: bytes,
    secret: bytes,
    attributes: Attributes,
    *,
    sign: bool = False,
) -> bytes:
    """Encode a request. An Accounting-Request computes its own authenticator; `sign` puts a
    Message-Authenticator first. MisuseError when an attribute is unknown or does not fit."""
    kind = AcctPacket if code == Code.ACCOUNTING_REQUEST else AuthPacket
    packet = kind(code, identifier, secret, authenticator, dict=dictionary())
    _fill(packet, attributes, secret, authenticator, sign)
    return _encode(packet.RequestPacket)


def reply(
    to: Packet, code: Code, secret: bytes, attributes: Attributes, *, sign: bool = False
) -> bytes:
    """Encode the reply to a received request, with its Proxy-State attributes given back."""
    packet = AuthPacket(code, to.identifier, secret, to.authenticator, dict=dictionary())
    returned = [("Proxy-State", state) for state in to.values("Proxy-State")]
    _fill(packet, [*attributes, *returned], secret, to.authenticator, sign)
    return _encode(packet.ReplyPacket)


def _split(data: bytes, start: int) -> list[tuple[int, int, bytes]]:
    """(offset, type, value) of every attribute from `start` on."""
    found = []
    offset = start
    while offset < len(data):
        length = data[offset + 1] if offset + 1 < len(data) else 0
        if length < 2 or offset + length > len(data):
            raise DecodeError("attribute does not fit", offset)
        found.append((offset, data[offset], data[offset + 2 : offset + length]))
        offset += length
    return found


def _vendor_attributes(value: bytes, offset: int) -> list[tuple[Key, bytes]]:
    """Open a Vendor-Specific attribute. One whose inside is not as section 5.26 recommends is
    some vendor's own format: it is kept closed."""
    if len(value) < 6:
        return [(VENDOR_SPECIFIC, value)]
    vendor = int.from_bytes(value[:4], "big")
    try:
        inside = _split(value, 4)
    except DecodeError:
        return [(VENDOR_SPECIFIC, value)]
    for _, kind, content in inside:
        _check_length((vendor, kind), content, offset)
    return [((vendor, kind), content) for _, kind, content in inside]


def _check_length(key: Key, value: bytes, offset: int) -> None:
    known = attribute_of(key)
    if known and len(value) != FIXED_LENGTHS.get(known.type, len(value)):
        raise DecodeError(f"{known.name} of {len(value)} octets", offset)


def _fill(
    packet: Encoder, attributes: Attributes, secret: bytes, vector: bytes, sign: bool
) -> None:
    if sign:
        packet.add_message_authenticator()
    for name, value in attributes:
        try:
            _add(packet, name, value, secret, vector)
        except (KeyError, TypeError, ValueError) as error:
            raise MisuseError(f"{name} = {value!r} cannot be encoded: {error}") from error


def _encode(encoder: Callable[[], bytes]) -> bytes:
    try:
        encoded = encoder()
    except ValueError as error:
        raise MisuseError(str(error)) from error
    if len(encoded) > LARGEST:
        raise MisuseError(f"a packet of {len(encoded)} octets")
    return encoded


def _add(packet: Encoder, name: str, value: Value, secret: bytes, vector: bytes) -> None:
    """Octets go in under their key: pyrad would take some for hexadecimal digits."""
    match value:
        case Hidden(plain):
            packet.setdefault(key_of(name), []).append(hide(plain, secret, vector))
        case bytes():
            packet.setdefault(key_of(name), []).append(value)
        case IPv4Address():
            packet.AddAttribute(name, str(value))
        case _:
            packet.AddAttribute(name, value)
