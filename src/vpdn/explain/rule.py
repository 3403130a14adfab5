"""What a rule is, and when it holds. The rules themselves are `rules` and `weaknesses`."""

from __future__ import annotations

from dataclasses import dataclass

from vpdn.explain.session import Evidence, Session

_DERIVED = {
    "no keys in the answer": "the log shows all that the answer had, and no keys among it",
    "PC silent": "nothing of PPP came from the PC",
    "strengths differ": "the PC's and the router's key lengths have none in common",
}
"""Facts that no line shows by itself."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Holds for a call that shows all of `seen`, one of `any_of` if there are any, and none of
    `unseen`. `error` is the number that the PC shows, None when it shows none. `cure` is what to
    do in a sentence, `lines` the same as configuration; all three may name the call's values."""

    name: str
    seen: tuple[str, ...]
    cause: str
    cure: str
    error: int | None = None
    any_of: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()

    def holds(self, session: Session) -> bool:
        return (
            all(shows(session, fact) for fact in self.seen)
            and (not self.any_of or any(shows(session, fact) for fact in self.any_of))
            and not any(shows(session, fact) for fact in self.unseen)
        )

    def evidence(self, session: Session) -> list[Evidence]:
        """The lines that made it hold, in their order."""
        facts = (*self.seen, *self.any_of)
        found = {id(shown): shown for fact in facts if (shown := session.facts.get(fact))}
        lines = {shown.last.number: shown for shown in found.values()}
        return sorted(lines.values(), key=lambda shown: shown.last.number)


def shows(session: Session, fact: str) -> bool:
    """Also what no single line shows."""
    if fact == "PC silent":
        return not any(name.startswith(("LCP I ", "CCP I ", "IPCP I ")) for name in session.facts)
    if fact == "no keys in the answer":
        return session.shows("answer's attributes") and not session.shows("keys given")
    if fact == "strengths differ":
        wanted = {whose: _wanted(session, whose) for whose in ("PC", "router")}
        return all(wanted.values()) and not wanted["PC"] & wanted["router"]
    return session.shows(fact)


def derived(rule: Rule, session: Session) -> list[str]:
    """In words, what the rule needs and no single line shows."""
    return [words for fact, words in _DERIVED.items() if fact in rule.seen and shows(session, fact)]


def _wanted(session: Session, whose: str) -> set[str]:
    prefix = f"{whose} wants "
    return {fact.removeprefix(prefix) for fact in session.facts if fact.startswith(prefix)}
