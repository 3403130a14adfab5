"""What two runs of the same call may differ in, taken out of a line of the router's log.

Times, ids of packets, tunnels and transactions, magic numbers, ports, addresses of memory, and
octets that are random by nature. Everything else has to be the same, to the letter; only runs of
blanks count as one, as the document's conversion to text squeezed them.
"""

from __future__ import annotations

import re

_STAMP = re.compile(r"^\*\w{3} +\d+ \d\d:\d\d:\d\d\.\d{3}: ")
_MASKS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"\bid \d+", "id N"),
        (r"\bsent id \d+", "sent id N"),
        (r"\(\d{7,10}\)", "(TRANSACTION)"),
        (r"\b(Tnl|Tnl/Cl) \d+(/\d+)?", r"\1 N"),
        (r"(MagicNumber|magic) 0x[0-9A-F]{8}", r"\1 0xMAGIC"),
        (r"\(0x0506[0-9A-F]{8}\)", "(0x0506MAGIC)"),
        (r"\(0x[0-9A-F]{8}\) user=", "(0xMEMORY) user="),
        (r"0\.0\.0\.0:\d+", "0.0.0.0:PORT"),
        # RADIUS: Class, and what follows the type and length of a Microsoft attribute.
        (r"(Attribute 25 32) [0-9A-F]{8}", r"\1 CLASS"),
        (r"(Attribute 26 16 000001370B0A)[0-9A-F]{4}", r"\1CHALLENGE"),
        (r"(Attribute 26 58 000001370134)[0-9A-F]{2}01", r"\1ID01"),
        (r"(Attribute 26 40 000001370C22)[0-9A-F]{4}", r"\1ENCRYPTED"),
        (r"(Attribute 26 12 000001370A06)[0-9A-F]{2}4E", r"\1ID4E"),
        (r" port \d+", " port PORT"),
    )
)


def stamped(line: str) -> bool:
    """Is it a line of the log (and not of the console)?"""
    return bool(_STAMP.match(line))


def mask(line: str) -> str:
    line = " ".join(_STAMP.sub("", line.strip()).split())
    for pattern, replacement in _MASKS:
        line = pattern.sub(replacement, line)
    return line
