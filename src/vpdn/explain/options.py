"""The lines below a packet of PPP's: its options, and the facts that they are."""

from __future__ import annotations

import re

_OPTION = re.compile(
    r"(?P<protocol>LCP|CCP|IPCP): (?P<name>AuthProto|MS-PPC|Address|MRU|Callback|MRRU|MagicNumber"
    r"|PFC|ACFC|EndpointDisc|PrimaryDNS|SecondaryDNS|PrimaryWINS|SecondaryWINS|ACCM)"
    r"(?: supported bits)?(?: (?!\()(?P<value>\S+))?"
)
_STRENGTHS = {0x20: 40, 0x80: 56, 0x40: 128}
SHOWN = frozenset({"AuthProto", "MS-PPC", "Address"})
"""Those that a drawing has room for."""


class Option:
    """`name` and `value` as IOS prints them; `protocol` is the packet's."""

    __slots__ = ("name", "protocol", "value")

    def __init__(self, protocol: str, name: str, value: str) -> None:
        self.protocol, self.name, self.value = protocol, name, value

    @property
    def label(self) -> str:
        if self.name == "MS-PPC":
            return "/".join(map(str, strengths(self.value))) or "no MPPE"
        return self.value or self.name

    def facts(self, packet: str) -> list[str]:
        """The facts of this option in a packet (`LCP O CONFREQ`)."""
        facts = [f"{packet} {self.name}", f"{packet} {self.name} {self.value}"]
        whose = "PC" if " I " in packet else "router"
        if self.name == "MS-PPC" and packet.endswith(("CONFREQ", "CONFNAK")):
            facts += [f"{whose} wants {bits}" for bits in strengths(self.value)]
        return facts


def read(words: str) -> Option | None:
    """The option that a line shows."""
    found = _OPTION.match(words)
    return Option(found["protocol"], found["name"], found["value"] or "") if found else None


def strengths(bits: str) -> list[int]:
    """Of MPPE, in the supported bits (0x01000020); none when they are cut."""
    if not re.fullmatch(r"0x[0-9A-F]{8}", bits):
        return []
    number = int(bits, 16)
    return sorted(strength for bit, strength in _STRENGTHS.items() if number & bit)
