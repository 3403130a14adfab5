"""What a PC asks by DHCP once it has its address from PPP: DHCPINFORM, RFC 2131 section 3.4.

Asked as Windows 2000 does over PPP: the hardware address "SE" of type 8, and a BOOTP message of 300
octets to everybody. No socket and no clock. Section 4.1 has the times; after the second question
nobody waits any more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from typing import TypeVar

from vpdn.errors import DecodeError
from vpdn.machine import Entropy
from vpdn.wire import dhcp
from vpdn.wire.dhcp import Message, MessageType, Op, Option
from vpdn.wire.dhcp_routes import Route, decode_routes

T = TypeVar("T")
WAITS = (4.0, 8.0)
"""Seconds after each question."""
SERIAL = 8
HARDWARE = bytes.fromhex("005345000000")
ASKED = (
    Option.SUBNET_MASK,
    Option.DOMAIN_NAME,
    Option.ROUTERS,
    Option.DNS_SERVERS,
    Option.NETBIOS_NAME_SERVERS,
    Option.CLASSLESS_ROUTES,
    Option.MICROSOFT_ROUTES,
)
LEAST_PREFIX = 8
"""What is larger than a class A network is most of the world: the default route in pieces."""
NEVER = tuple(map(IPv4Network, ("0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/3")))


@dataclass(frozen=True, slots=True)
class Advice:
    """What the server says. `networks` are those that it wants in the tunnel; `faults` are the
    options that make no sense, and why."""

    domain: str = ""
    dns: tuple[IPv4Address, ...] = ()
    netbios: tuple[IPv4Address, ...] = ()
    networks: tuple[IPv4Network, ...] = ()
    faults: tuple[str, ...] = ()


class Inform:
    """Send what `tick` gives; begin with one. `deadline` None: it is over."""

    def __init__(self, local: IPv4Address, entropy: Entropy, now: float) -> None:
        self.deadline: float | None = now
        self._local = local
        self._xid = int.from_bytes(entropy(4), "big")
        self._waits = list(WAITS)
        self._began = now

    def tick(self, now: float) -> bytes | None:
        """The question, when it is time for it."""
        if self.deadline is None or now < self.deadline:
            return None
        if not self._waits:
            self.deadline = None
            return None
        self.deadline = now + self._waits.pop(0)
        return self._question(int(now - self._began)).encode()

    def receive(self, data: bytes) -> Advice | None:
        """An answer to us, or None for anything else; after it nothing is asked."""
        try:
            message = dhcp.decode(data)
        except DecodeError:
            return None
        if message.op != Op.REPLY or message.xid != self._xid or self.deadline is None:
            return None
        if message.type != MessageType.ACK or message.hardware != HARDWARE:
            return None
        self.deadline = None
        return advice(message)

    def _question(self, seconds: int) -> Message:
        return Message(
            Op.REQUEST,
            self._xid,
            (
                (int(Option.MESSAGE_TYPE), bytes((MessageType.INFORM,))),
                (int(Option.CLIENT_IDENTIFIER), bytes((SERIAL,)) + HARDWARE),
                (int(Option.VENDOR_CLASS), b"MSFT 5.0"),
                (int(Option.PARAMETERS), bytes(ASKED)),
            ),
            ciaddr=self._local,
            hardware_type=SERIAL,
            hardware=HARDWARE,
            seconds=seconds,
        )


def advice(message: Message) -> Advice:
    """What makes no sense is as if it were not there; option 121 goes before 249."""
    faults: list[str] = []
    nowhere: tuple[Route, ...] = ()

    def read(code: int, decode: Callable[[bytes], T], otherwise: T) -> T:
        value = message.option(code)
        try:
            return otherwise if value is None else decode(value)
        except DecodeError as error:
            faults.append(f"option {code} ({error.reason})")
            return otherwise

    routes = read(Option.CLASSLESS_ROUTES, decode_routes, nowhere)
    routes = routes or read(Option.MICROSOFT_ROUTES, decode_routes, nowhere)
    return Advice(
        read(Option.DOMAIN_NAME, dhcp.domain, ""),
        read(Option.DNS_SERVERS, dhcp.addresses, ()),
        read(Option.NETBIOS_NAME_SERVERS, dhcp.addresses, ()),
        tuple(dict.fromkeys(route.network for route in routes)),
        tuple(faults),
    )


def acceptable(
    networks: Iterable[IPv4Network], server: IPv4Address, own: Collection[IPv4Network] = ()
) -> tuple[IPv4Network, ...]:
    """Those that may lead into the tunnel to `server`: never its own address, which would have the
    tunnel carry itself, nor the default route, nor a part of a network that this machine is on
    itself, whose `own` they are: its printers and its gateway stay where they are. A larger network
    around one of them may."""
    return tuple(
        one
        for one in networks
        if one.prefixlen >= LEAST_PREFIX
        and one != IPv4Network(server)
        and not any(one.overlaps(never) for never in NEVER)
        and not any(one.subnet_of(each) for each in own)
    )
