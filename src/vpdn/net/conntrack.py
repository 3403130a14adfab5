"""The kernel's connections, through ctnetlink: those of IPv4 whose addresses are translated.

Formats: linux/netfilter/nfnetlink_conntrack.h. Each call takes a socket of its own, in the
namespace of the thread that calls: a dump that is left half read goes with it. Nothing here
knows why a connection is translated; the connections of one program are told by a label.
"""

from __future__ import annotations

import errno
import os
import socket
import struct
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from ipaddress import IPv4Address
from itertools import islice

from vpdn.net.refusals import refused
from vpdn.net.route_socket import HEADER, LARGEST, NLM_F_ACK, NLM_F_REQUEST, NLMSG_ERROR

MOST_SEEN = 4096
"""Connections that are looked at for one answer: a quarter of a second of a slow processor."""


@dataclass(frozen=True, slots=True)
class Way:
    """The packets of one direction. Ports are None where the protocol has none; of ICMP both are
    the identifier."""

    source: IPv4Address
    destination: IPv4Address
    source_port: int | None = None
    destination_port: int | None = None


@dataclass(frozen=True, slots=True)
class Connection:
    """`forth` as its first packet came, `back` as answers come; `key` names it to the kernel."""

    protocol: int
    forth: Way
    back: Way
    key: bytes


def connections(label: int, most: int | None = MOST_SEEN) -> list[Connection]:
    """Those with the label, among the first `most` that the kernel has. Raises ConfigError."""
    found = []
    with closing(_open()) as opened:
        try:
            _send(opened, IPCTNL_MSG_CT_GET, NLM_F_REQUEST | NLM_F_DUMP, b"")
            for body in islice(_messages(opened), most):
                attributes = dict(_attributes(body[FAMILY.size :]))
                if _labelled(attributes.get(CTA_LABELS, b""), label):
                    found.append(_connection(attributes))
        except OSError as error:
            raise refused("ask the kernel for its connections", error) from error
    return found


def forget(gone: Iterable[Connection]) -> None:
    """Have the kernel forget connections; one that is over already is fine. Raises ConfigError."""
    with closing(_open()) as opened:
        for one in gone:
            body = struct.pack("HH", 4 + len(one.key), CTA_TUPLE_ORIG | NLA_F_NESTED) + one.key
            _send(opened, IPCTNL_MSG_CT_DELETE, NLM_F_REQUEST | NLM_F_ACK, body)
            try:
                list(_messages(opened))
            except OSError as error:
                if error.errno != errno.ENOENT:
                    raise refused("end a translation", error) from error


def _open() -> socket.socket:
    try:
        return socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_NETFILTER)
    except OSError as error:
        raise refused("ask the kernel for its connections", error) from error


def _send(opened: socket.socket, kind: int, flags: int, attributes: bytes) -> None:
    body = FAMILY.pack(socket.AF_INET, 0, 0) + attributes
    kind |= NFNL_SUBSYS_CTNETLINK << 8
    opened.send(HEADER.pack(HEADER.size + len(body), kind, flags, 1, 0) + body)


def _messages(opened: socket.socket) -> Iterator[bytes]:
    """The bodies of an answer, to its end. Raises OSError with the kernel's reason."""
    while True:
        answer = opened.recv(LARGEST)
        while answer:
            length, kind, *_ = HEADER.unpack_from(answer)
            body = answer[HEADER.size : length]
            if kind == NLMSG_ERROR:
                _raise_for(-struct.unpack_from("i", body)[0])
            if kind in (NLMSG_ERROR, NLMSG_DONE):
                return
            yield body
            answer = answer[_aligned(length) :]


def _raise_for(error: int) -> None:
    if error:
        raise OSError(error, os.strerror(error))


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """What stands in `data`, by its type."""
    while len(data) >= ATTRIBUTE.size:
        length, kind = ATTRIBUTE.unpack_from(data)
        yield kind & NLA_TYPE_MASK, data[ATTRIBUTE.size : length]
        data = data[_aligned(max(length, ATTRIBUTE.size)) :]


def _labelled(labels: bytes, label: int) -> bool:
    """A bitmap of the kernel's `unsigned long`."""
    words, bits = memoryview(labels).cast("L"), 8 * struct.calcsize("L")
    return bool(labels) and bool(words[label // bits] >> label % bits & 1)


def _connection(attributes: dict[int, bytes]) -> Connection:
    key = attributes[CTA_TUPLE_ORIG]
    protocol, forth = _way(key)
    return Connection(protocol, forth, _way(attributes[CTA_TUPLE_REPLY])[1], key)


def _way(data: bytes) -> tuple[int, Way]:
    parts = dict(_attributes(data))
    addresses = dict(_attributes(parts[CTA_TUPLE_IP]))
    proto = dict(_attributes(parts[CTA_TUPLE_PROTO]))
    identifier = _number(proto.get(CTA_PROTO_ICMP_ID))
    way = Way(
        IPv4Address(addresses[CTA_IP_V4_SRC]),
        IPv4Address(addresses[CTA_IP_V4_DST]),
        _number(proto.get(CTA_PROTO_SRC_PORT, b"")) if identifier is None else identifier,
        _number(proto.get(CTA_PROTO_DST_PORT, b"")) if identifier is None else identifier,
    )
    return proto[CTA_PROTO_NUM][0], way


def _number(octets: bytes | None) -> int | None:
    return int.from_bytes(octets, "big") if octets else None


def _aligned(length: int) -> int:
    return length + 3 & ~3


FAMILY = struct.Struct(">BBH")
"""struct nfgenmsg."""
ATTRIBUTE = struct.Struct("HH")
"""struct nlattr."""
NETLINK_NETFILTER = 12
NFNL_SUBSYS_CTNETLINK = 1
IPCTNL_MSG_CT_GET, IPCTNL_MSG_CT_DELETE = 1, 2
NLMSG_DONE = 3
NLM_F_DUMP = 0x300
NLA_F_NESTED, NLA_TYPE_MASK = 0x8000, 0x3FFF
CTA_TUPLE_ORIG, CTA_TUPLE_REPLY, CTA_LABELS = 1, 2, 22
CTA_TUPLE_IP, CTA_TUPLE_PROTO = 1, 2
CTA_IP_V4_SRC, CTA_IP_V4_DST = 1, 2
CTA_PROTO_NUM, CTA_PROTO_SRC_PORT, CTA_PROTO_DST_PORT, CTA_PROTO_ICMP_ID = 1, 2, 3, 4
