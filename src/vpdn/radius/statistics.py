"""What a RADIUS client has counted about one server: RFC 4668's questions, IOS' words.

Counters go up until somebody clears them. Times are seconds. Nothing here decides anything.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(slots=True)
class Statistics:
    """`requests` are first transmissions, `timeouts` transmissions nothing came back for.
    `unexpected` replies belong to no request, `incorrect` ones cannot be believed."""

    requests: int = 0
    retransmissions: int = 0
    timeouts: int = 0
    failovers: int = 0
    accepts: int = 0
    rejects: int = 0
    challenges: int = 0
    unexpected: int = 0
    incorrect: int = 0
    failures: int = 0
    """Requests that the server never answered."""
    response_time: float = 0.0
    """Of all answers together."""
    longest_response: float = 0.0
    changed: float | None = None
    """When the server died or came back; None: it has been alive always."""
    dead: bool = False
    deaths: int = 0
    dead_time: float = 0.0
    """How long it was dead before it last came back, all together."""
    cleared: float | None = None
    """When the counts began anew; None: they never did."""

    @property
    def answers(self) -> int:
        return self.accepts + self.rejects + self.challenges

    def copy(self) -> Statistics:
        return replace(self)

    def begun_anew(self, now: float) -> Statistics:
        """All counts 0; whether the server is dead, and since when, stays."""
        return Statistics(dead=self.dead, changed=self.changed, cleared=now)

    def answered(self, code: int, seconds: float) -> None:
        """A reply of this code (RFC 2865 section 4) was believed."""
        if code == ACCEPT:
            self.accepts += 1
        elif code == REJECT:
            self.rejects += 1
        else:
            self.challenges += 1
        self.response_time += seconds
        self.longest_response = max(self.longest_response, seconds)

    def died(self, now: float) -> None:
        if not self.dead:
            self.dead, self.changed = True, now
            self.deaths += 1

    def revived(self, now: float) -> None:
        if self.dead and self.changed is not None:
            self.dead_time += now - self.changed
            self.dead, self.changed = False, now


ACCEPT = 2
REJECT = 3
