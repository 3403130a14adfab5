"""The phases of setting up a call, and how long each took.

TCP, control connection, call, LCP and authentication follow each other; CCP and IPCP run side by
side, and both are timed from the end of authentication.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from vpdn.client.diagnosis import Stage


class Phase(Enum):
    TCP = "tcp"
    CONTROL = "control"
    CALL = "call"
    LCP = "lcp"
    AUTHENTICATION = "authentication"
    CCP = "ccp"
    IPCP = "ipcp"
    WHOLE = "whole"
    """From the first packet to addresses and keys."""
    HELD = "held"
    """Connected."""
    HANG_UP = "hang_up"


class Stopwatch:
    """Times one set-up; `note` gets each phase with its seconds, once. All times are `clock`'s."""

    def __init__(self, clock: Callable[[], float], note: Callable[[Phase, float], None]) -> None:
        self._clock = clock
        self._note = note
        self._began = self._since = clock()
        self._noted: set[Phase] = set()
        self._under_way = Phase.TCP

    @property
    def phase(self) -> Phase:
        """What is under way: of CCP and IPCP, what is still missing."""
        if self._under_way is Phase.IPCP and Phase.IPCP in self._noted:
            return Phase.CCP
        return self._under_way

    def reached(self, stage: Stage) -> None:
        """A server that asks for no name and password leaves authentication out."""
        now = self._clock()
        self._end(self._under_way, now)
        self._under_way = _NEXT[stage]
        self._since = now

    def encrypted(self) -> None:
        self._end(Phase.CCP, self._clock())

    def addressed(self) -> None:
        self._end(Phase.IPCP, self._clock())

    def connected(self) -> None:
        if Phase.WHOLE not in self._noted:
            self._noted.add(Phase.WHOLE)
            self._note(Phase.WHOLE, self._clock() - self._began)

    def _end(self, phase: Phase, now: float) -> None:
        if phase not in self._noted:
            self._noted.add(phase)
            self._note(phase, now - self._since)


_NEXT = {
    Stage.REACHING: Phase.CONTROL,
    Stage.CALLING: Phase.CALL,
    Stage.LINKING: Phase.LCP,
    Stage.VERIFYING: Phase.AUTHENTICATION,
    Stage.REGISTERING: Phase.IPCP,
}
"""What begins when a stage is reached."""
