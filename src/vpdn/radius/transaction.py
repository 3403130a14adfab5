"""One request on its way through the servers of a group: RFC 2865 section 2.4, RFC 5080 2.2.1.

A retransmission is the same packet with the same identifier; the next server gets a packet of
its own. Which servers are dead and which identifiers are free is the client's business.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address

from vpdn.radius.packet import Attributes, Packet
from vpdn.radius.settings import RadiusServer


@dataclass(frozen=True, slots=True)
class Server:
    """A server with every setting resolved. `secret` is the shared secret's octets."""

    settings: RadiusServer
    secret: bytes
    timeout: float
    transmissions: int

    @property
    def name(self) -> tuple[str, int]:
        """What tells one server from another."""
        return (str(self.settings.address), self.settings.auth_port)

    def answers_from(self, address: IPv4Address, port: int) -> bool:
        """Whether a datagram from there is the server's."""
        one = self.settings
        return port == one.auth_port and address in (one.address, *one.aliases)

    @property
    def signs(self) -> bool:
        one = self.settings
        return one.send_message_authenticator or one.require_message_authenticator


@dataclass(frozen=True, slots=True)
class Attempt:
    """The request as one server has it."""

    server: Server
    packet: Packet


@dataclass(slots=True)
class Transaction:
    """`token` is the caller's; `waiting` are the servers not tried yet, `spared` those that were
    passed over because they are marked dead."""

    token: int
    port: str
    attributes: Attributes
    waiting: list[Server]
    spared: list[Server] = field(default_factory=list)
    attempt: Attempt | None = None
    identifier: int = 0
    transmissions_left: int = 0
    deadline: float = 0.0
    sent: float = 0.0
    """When the last transmission went out."""
    desperate: bool = False
    """No live server is left: the dead ones are tried too."""


def resolve(
    servers: Sequence[RadiusServer], key: str, timeout: int, retransmit: int
) -> tuple[Server, ...]:
    """Fill in the global settings where a server has none of its own. A server without a key is
    left out: anybody could answer for it (RFC 2865 section 3)."""
    resolved = (
        Server(
            one,
            (key if one.key is None else one.key).encode(),
            float(timeout if one.timeout is None else one.timeout),
            1 + (retransmit if one.retransmit is None else one.retransmit),
        )
        for one in servers
    )
    return tuple(server for server in resolved if server.secret)
