"""The terminal lines: the console, and the vtys that callers by telnet and SSH are put on.

Absolute numbers are those of a 3640, which has four slots of 32 lines between the console and the
auxiliary port.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address

from vpdn.aaa.login import DEFAULT, login_list
from vpdn.aaa.settings import MethodList
from vpdn.datapath.filters import Filter
from vpdn.nas.config import RouterConfig
from vpdn.nas.line_settings import LineSettings, Login
from vpdn.wire.ip import IpProtocol

CONSOLE_KIND, VTY_KIND = "con", "vty"
VTYS = range(5)
"""Those a router has when nothing is said."""
PORTS = {"telnet": 23, "ssh": 22}
_WORDS = {Login.NONE: "none", Login.LINE: "line", Login.LOCAL: "local"}
_BASES = {"con": 0, "": 0, "tty": 0, "aux": 129, "vty": 130}


@dataclass(frozen=True, slots=True)
class Line:
    """`number` counts within the kind. `peer` and `protocol` ("telnet", "ssh") are the caller's."""

    kind: str
    number: int = 0
    peer: IPv4Address | None = None
    protocol: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    @property
    def absolute(self) -> int:
        return _BASES[self.kind] + self.number

    @property
    def port(self) -> str:
        """As AAA calls it."""
        return f"tty{self.absolute}"

    @property
    def is_console(self) -> bool:
        return self.kind == CONSOLE_KIND


CONSOLE = Line(CONSOLE_KIND)


def settings_of(config: RouterConfig, line: Line) -> LineSettings:
    """What the line was told; the default of its kind when nothing."""
    for one in config.lines:
        if one.kind == line.kind and one.first <= line.number <= one.last:
            return one
    return LineSettings(line.kind, line.number, line.number)


def line_methods(config: RouterConfig, line: Line) -> MethodList:
    """How somebody who sits down at the line is asked who he is."""
    settings = settings_of(config, line)
    if config.aaa.new_model:
        return login_list(config.aaa, settings.authentication, console=line.is_console)
    return MethodList(DEFAULT, (_WORDS[settings.asks],))


def vty_numbers(config: RouterConfig) -> Sequence[int]:
    """The vtys there are, in order: those that were told something, so that none is open which
    nobody thought of; five when none was."""
    told = [range(one.first, one.last + 1) for one in config.lines if one.kind == VTY_KIND]
    return sorted({number for one in told for number in one}) if told else VTYS


def every_line(config: RouterConfig) -> list[Line]:
    """The console and the vtys."""
    return [CONSOLE, *(Line(VTY_KIND, number) for number in vty_numbers(config))]


class Vtys:
    """Who is on which vty."""

    def __init__(self) -> None:
        self._taken: dict[int, Line] = {}

    @property
    def taken(self) -> tuple[Line, ...]:
        return tuple(self._taken.values())

    def take(self, config: RouterConfig, protocol: str, peer: IPv4Address) -> Line | None:
        """The first free vty that takes callers by `protocol` ("telnet", "ssh") from `peer`; None
        turns him away."""
        for number in vty_numbers(config):
            line = Line(VTY_KIND, number, peer, protocol)
            if number not in self._taken and _lets_in(config, line):
                self._taken[number] = line
                return line
        return None

    def put_back(self, line: Line) -> None:
        del self._taken[line.number]


def _lets_in(config: RouterConfig, line: Line) -> bool:
    settings = settings_of(config, line)
    if not settings.takes(line.protocol):
        return False
    chosen = config.access_lists.get(settings.access_class or "")
    return chosen is None or Filter(chosen.rules).permits(_first_packet(line))


def _first_packet(line: Line) -> bytes:
    """What an access list judges a caller by: the head of a TCP packet from him to the port he
    called; the address he called is not known here."""
    assert line.peer is not None
    header = bytearray(40)
    header[0], header[9] = 0x45, IpProtocol.TCP
    header[12:16] = line.peer.packed
    header[22:24] = PORTS[line.protocol].to_bytes(2, "big")
    return bytes(header)
