"""Access lists at work: which IP packets may pass.

The rules are tried in order and the first that fits decides; what fits none is refused, unless the
list has no rules at all. Only a first fragment has ports (RFC 1858): later ones fit a rule that
permits by its addresses alone, and a first one too short to have them is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import Protocol

from vpdn.wire.ip import MINIMUM_HEADER, IpProtocol

_ZERO, _ALL = IPv4Address(0), IPv4Address(0xFFFFFFFF)
EVERY_PORT = ((0, 65535),)
Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Addresses that agree with `address` in the bits that are not set in `wildcard`, and their
    ports."""

    address: IPv4Address = _ZERO
    wildcard: IPv4Address = _ALL
    ports: Ranges = EVERY_PORT

    def covers(self, address: int) -> bool:
        return not (address ^ int(self.address)) & ~int(self.wildcard) & 0xFFFFFFFF

    def has_port(self, port: int) -> bool:
        return any(low <= port <= high for low, high in self.ports)


ANYWHERE = Place()


@dataclass(frozen=True, slots=True)
class Rule:
    """`protocol` None: every one. `icmp`: type and code, None for any. `established`: TCP with ACK
    or RST only."""

    permit: bool
    source: Place = ANYWHERE
    destination: Place = ANYWHERE
    protocol: int | None = None
    icmp: tuple[int, int | None] | None = None
    established: bool = False

    @property
    def looks_deeper(self) -> bool:
        """Whether the addresses and the protocol do not decide alone."""
        ports = self.source.ports, self.destination.ports
        return ports != (EVERY_PORT, EVERY_PORT) or self.icmp is not None or self.established


class Twin(Protocol):
    """A filter's rules in another engine's form."""

    def matches(self) -> Sequence[int]:
        """How many packets each rule has decided there."""

    def renew(self) -> None:
        """The rules are others, or their counts begin anew."""


class Filter:
    """One list. `rules` may be replaced at any time, by `replace`."""

    __slots__ = ("_matches", "_twins", "rules")

    def __init__(self, rules: tuple[Rule, ...] = ()) -> None:
        self.rules = rules
        self._matches = [0] * len(rules)
        self._twins: list[Twin] = []

    @property
    def matches(self) -> list[int]:
        """How many packets each rule has decided, here and in every twin."""
        counts = self._matches, *(twin.matches() for twin in self._twins)
        return [sum(each) for each in zip(*counts, strict=True)]

    def add_twin(self, twin: Twin) -> None:
        """`twin` counts too, and hears of changes."""
        self._twins.append(twin)

    def remove_twin(self, twin: Twin) -> None:
        """`twin` is used no more; what it has counted stays."""
        counts = twin.matches()
        self._matches = [sum(each) for each in zip(self._matches, counts, strict=True)]
        self._twins.remove(twin)

    def replace(self, rules: tuple[Rule, ...]) -> None:
        """Other rules from the next packet on; counts stay only while the rules do."""
        if rules != self.rules:
            self.rules = rules
            self.clear()

    def clear(self) -> None:
        """Begin the counts anew."""
        self._matches = [0] * len(self.rules)
        for twin in self._twins:
            twin.renew()

    def permits(self, packet: bytes) -> bool:
        """Whether the IPv4 packet may pass; what is no whole IPv4 header may not."""
        if not self.rules:
            return True
        header = (packet[0] & 15) * 4 if packet else 0
        if len(packet) < header or header < MINIMUM_HEADER:
            return False
        for index, rule in enumerate(self.rules):
            fits = _fits(rule, packet, header)
            if fits is None:
                return False
            if fits:
                self._matches[index] += 1
                return rule.permit
        return False


def _fits(rule: Rule, packet: bytes, header: int) -> bool | None:
    """None: the packet was cut so that nobody can tell."""
    if rule.protocol is not None and packet[9] != rule.protocol:
        return False
    if not rule.source.covers(int.from_bytes(packet[12:16], "big")):
        return False
    if not rule.destination.covers(int.from_bytes(packet[16:20], "big")):
        return False
    if not rule.looks_deeper:
        return True
    fragment = (packet[6] & 0x1F) << 8 | packet[7]
    if fragment:
        return None if fragment == 1 and packet[9] == IpProtocol.TCP else rule.permit
    return _fits_inside(rule, packet[header:])


def _fits_inside(rule: Rule, inner: bytes) -> bool | None:
    if len(inner) < _NEEDED.get(rule.protocol or 0, 4):
        return None
    if rule.icmp is not None:
        kind, code = rule.icmp
        return inner[0] == kind and code in (None, inner[1])
    if rule.established and not inner[13] & _ACK_OR_RST:
        return False
    return rule.source.has_port(inner[0] << 8 | inner[1]) and rule.destination.has_port(
        inner[2] << 8 | inner[3]
    )


_ACK_OR_RST = 0x14
_NEEDED: dict[int, int] = {IpProtocol.TCP: 14, IpProtocol.UDP: 4, IpProtocol.ICMP: 2}
