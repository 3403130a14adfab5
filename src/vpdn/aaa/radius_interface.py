"""What a RADIUS server says about a user's own interface, as lines of configuration.

Cisco's pair `lcp:interface-config=LINE`: several attributes, several lines in one (parted by a
line end, or by a backslash and an n), `#1` and so on before the `=`. WISPr's rates stand for a
line each. Whether a line can be, its reader says.
"""

from __future__ import annotations

import re

from vpdn.radius.packet import Packet

NAME = "interface-config"
PAIR = "Cisco-AVPair"
_CONFIG = re.compile(rf"lcp:{NAME}(?:#\d+)?[=*](.*)".encode(), re.DOTALL)
_LINE_END = re.compile(r"\\n|[\r\n]+")
_RATES = (("WISPr-Bandwidth-Max-Up", "input"), ("WISPr-Bandwidth-Max-Down", "output"))
_LEAST, _MOST = 8000, 2_000_000_000
"""Bits a second that a rate limit may be of."""


def interface_lines(reply: Packet) -> tuple[str, ...]:
    """WISPr's first: of two lines about the same thing the later one counts."""
    return (*_rate_limits(reply), *_configured(reply))


def is_interface_config(pair: bytes) -> bool:
    """Whether a Cisco-AVPair has such lines."""
    return _CONFIG.fullmatch(pair) is not None


def _configured(reply: Packet) -> tuple[str, ...]:
    found = (_CONFIG.fullmatch(pair) for pair in reply.values(PAIR))
    texts = (one[1].decode("utf-8", "replace") for one in found if one is not None)
    lines = (line.strip() for text in texts for line in _LINE_END.split(text))
    return tuple(filter(None, lines))


def _rate_limits(reply: Packet) -> tuple[str, ...]:
    """0 is no limit."""
    given = ((way, reply.integer(name)) for name, way in _RATES)
    return tuple(_rate_limit(way, rate) for way, rate in given if rate)


def _rate_limit(way: str, asked: int) -> str:
    """A second and a half of the rate as burst, and twice that at most, as Cisco advises."""
    rate = min(max(asked, _LEAST), _MOST)
    burst = rate * 3 // 16
    return f"rate-limit {way} {rate} {burst} {2 * burst} conform-action transmit exceed-action drop"
