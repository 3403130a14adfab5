"""A call's diagnosis, as it is told: the rules' words filled with the call's values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vpdn.client.errors import RasError, lookup
from vpdn.explain.rule import Rule, derived
from vpdn.explain.rules import REMARKS, RULES
from vpdn.explain.session import Evidence, Session
from vpdn.explain.weaknesses import WEAKNESSES


@dataclass(frozen=True, slots=True)
class Finding:
    """`error` is what the PC shows, None when it shows nothing; `derived` is the evidence that no
    line shows by itself."""

    name: str
    cause: str
    cure: str
    lines: tuple[str, ...]
    evidence: list[Evidence]
    derived: list[str]
    error: RasError | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    diagnosis: Finding
    remarks: list[Finding]
    weaknesses: list[Finding]


def judge(session: Session) -> Verdict:
    """The last of the rules always holds."""
    first = next(rule for rule in RULES if rule.holds(session))
    return Verdict(
        _finding(first, session), _holding(REMARKS, session), _holding(WEAKNESSES, session)
    )


def _holding(rules: Iterable[Rule], session: Session) -> list[Finding]:
    return [_finding(rule, session) for rule in rules if rule.holds(session)]


def _finding(rule: Rule, session: Session) -> Finding:
    values = session.values
    words = {
        "user": values.get("user", "USER"),
        "server": values.get("server", "ADDRESS"),
        "at": f" at {values['server']}" if "server" in values else "",
        "for_user": f" (user {values['user']})" if "user" in values else "",
    }
    return Finding(
        rule.name,
        rule.cause.format(**words),
        rule.cure.format(**words),
        tuple(line.format(**words) for line in rule.lines),
        rule.evidence(session),
        derived(rule, session),
        _error(rule, session),
    )


def _error(rule: Rule, session: Session) -> RasError | None:
    """Where authentication failed, the PC shows the number that the router sent it."""
    if rule.error is None:
        return None
    told = None if session.shows("success") else session.values.get("code")
    return lookup(int(told) if told else rule.error)
