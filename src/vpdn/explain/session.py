"""What a log shows of one call: facts with the lines that prove them, and the steps of its ladder.

A call of a week has as many lines as you like; what is kept of it has a bound.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from vpdn.explain import options
from vpdn.explain.line import Line
from vpdn.explain.naming import Key
from vpdn.explain.vocabulary import Meaning, Way

STEPS = 120
"""So many are kept from the beginning of a call and, again, from its end."""
FACTS = 500
"""Different ones that are kept: of a peer that asks for another thing each time there is no end."""
ENDINGS = ("PPP DOWN", "interface down", "tunnel gone", "LCP Closed", "call gone")
OUTCOMES = {
    "RADIUS asked": "",
    "RADIUS accepts": "accept",
    "AAA PASS": "accept",
    "success": "accept",
    "RADIUS rejects": "reject",
    "AAA FAIL": "reject",
    "refused": "reject",
    "failure": "reject",
    "RADIUS silent": "error",
    "RADIUS retransmits": "error",
    "AAA ERROR": "error",
}
"""Which answer a fact of authentication belongs to; to a new question there is none yet."""
_ATTRIBUTES = ("attribute", "keys given", "reply message")
_NO_ATTRIBUTES = "20"
"""Octets of an Access-Accept that is nothing but its header."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The first and the last line that shows a fact, and how many did."""

    first: Line
    last: Line
    count: int = 1


@dataclass(slots=True)
class Step:
    """One rung: `count` of the same, the first on line `number`."""

    number: int
    way: Way
    label: str
    packet: str = ""
    count: int = 1


@dataclass(slots=True, eq=False)
class Session:
    """`interface` is Vi1's number ("1", "2.1") or "ppp61", `tunnel` the tunnel's: "" when the log
    does not say. `last` is the number of its last line, `keys` are the names it is known by."""

    first: int
    interface: str = ""
    tunnel: str = ""
    last: int = 0
    time: float | None = None
    outcome: str = ""
    facts: dict[str, Evidence] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    late: list[Step] = field(default_factory=list)
    left_out: int = 0
    keys: list[Key] = field(default_factory=list)
    _packets: dict[str, tuple[str, Step]] = field(default_factory=dict)

    @property
    def ended(self) -> bool:
        return any(fact in self.facts for fact in ENDINGS)

    @property
    def name(self) -> str:
        if self.interface:
            return self.interface if self.interface.startswith("ppp") else f"Vi{self.interface}"
        return f"tunnel {self.tunnel}" if self.tunnel else "a call without a name"

    @property
    def nameless(self) -> bool:
        """No interface is known, or only the name that a call has before it gets one."""
        return not self.interface or self.interface.startswith("ppp")

    @property
    def is_call(self) -> bool:
        """Not a login at a line of the router's, nor a tunnel of which only echoes are seen."""
        return bool(self.facts) and not self.shows("login")

    def shows(self, fact: str) -> bool:
        return fact in self.facts

    def touch(self, line: Line) -> None:
        self.last = line.number
        if line.time is not None:
            self.time = line.time

    def see(self, line: Line, meaning: Meaning) -> None:
        """A message of the call's."""
        self.touch(line)
        self._prove(meaning.fact, line)
        listed = meaning.fact in _ATTRIBUTES and self.outcome == "accept"
        if listed or meaning.values.get("length") == _NO_ATTRIBUTES:
            self._prove("answer's attributes", line)
        self.outcome = OUTCOMES.get(meaning.fact, self.outcome)
        self.values.update({name: text for name, text in meaning.values.items() if text})
        if code := meaning.values.get("code"):
            self._prove(f"E={code}", line)
        if told := meaning.values.get("told"):
            self._prove(f"PC says {told}", line)
        if meaning.fact == "response" and (method := meaning.values.get("method")):
            self._prove(f"used {method}", line)
        if meaning.fact == "encrypted" and (bits := meaning.values.get("bits")):
            self._prove(f"encrypted {bits}", line)
        if "already logged" in meaning.values.get("text", "").lower():
            self._prove("logged in twice", line)
        if " says " in meaning.label or meaning.way is not Way.SILENT:
            self._draw(Step(line.number, meaning.way, meaning.label, meaning.fact))

    def see_option(self, line: Line, option: options.Option) -> None:
        """It belongs to the last packet of its protocol."""
        self.touch(line)
        if option.protocol not in self._packets:
            return
        packet, step = self._packets[option.protocol]
        for fact in option.facts(packet):
            self._prove(fact, line)
        if option.name in options.SHOWN and step.count == 1:
            step.label += f" {option.label}"

    def absorb(self, other: Session) -> None:
        """The other's lines were this call's too."""
        for fact, shown in other.facts.items():
            mine = self.facts.get(fact)
            self.facts[fact] = _both(shown, mine) if mine else shown
        self.values = other.values | self.values
        self.steps = sorted(other.steps + self.steps, key=lambda step: step.number)[:STEPS]
        self.first = min(self.first, other.first)
        self.last = max(self.last, other.last)
        self.tunnel = self.tunnel or other.tunnel
        self.interface = self.interface or other.interface
        self.outcome = self.outcome or other.outcome

    def _prove(self, fact: str, line: Line) -> None:
        shown = self.facts.get(fact)
        if shown is None and len(self.facts) >= FACTS:
            return
        self.facts[fact] = (
            Evidence(shown.first, line, shown.count + 1) if shown else Evidence(line, line)
        )

    def _draw(self, step: Step) -> None:
        protocol = step.packet.partition(" ")[0]
        previous = (self.late or self.steps)[-1:]
        if previous and (previous[0].packet, previous[0].way) == (step.packet, step.way):
            previous[0].count += 1
            self._packets[protocol] = (step.packet, previous[0])
            return
        self._packets[protocol] = (step.packet, step)
        if len(self.steps) < STEPS:
            self.steps.append(step)
            return
        self.late.append(step)
        if len(self.late) > STEPS:
            del self.late[0]
            self.left_out += 1


def _both(one: Evidence, two: Evidence) -> Evidence:
    lines = sorted((one.first, one.last, two.first, two.last), key=lambda line: line.number)
    return Evidence(lines[0], lines[-1], one.count + two.count)
