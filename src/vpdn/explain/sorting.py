"""Which call a line is about. Interfaces, tunnels, AAA's transactions and RADIUS' identifiers name
it, and one line often names two of them: that is how they are known to be one call's.

Calls are given back once they have ended and nothing more came of them, so that a log of any length
is read in bounded memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vpdn.explain import options, vocabulary
from vpdn.explain.line import Line
from vpdn.explain.session import OUTCOMES, Session
from vpdn.explain.vocabulary import Meaning

Key = tuple[str, str]
_SUBJECT = re.compile(
    r"(?:(?:(?:Vi|Virtual-Access)(?P<interface>\d+(?:\.\d+)?)|(?P<early>ppp\d+)) )?"
    r"(?:Tnl(?:/Cl)? (?P<tunnel>\d+)(?:/\d+)? (?=PPTP))?(?P<rest>.*)"
)
_MENTIONED = re.compile(r"(?:AAA|RADIUS|%[A-Z]).*?\b(?:Vi|Virtual-Access)(\d+(?:\.\d+)?)\b")
_TRANSACTION = re.compile(r"AAA/AUTH(?:EN|OR)\S*(?: \w+\d)? ?\(([0-9A-F]{8}|\d{2,10})\)")
_IDENTIFIER = re.compile(r"RADIUS.*?\bid (?:\d+/)?(\d+)")
_UNIQUE = re.compile(r"(?:AAA/\S+|RADIUS) ?\(([0-9A-F]{8})\)")
_RECENT = 50
"""Calls that a line without a name may belong to."""
_NOBODY = "00000000"
QUIET = 2000
"""Lines without a word of an ended call, and it is told."""
MOST = 1000
"""Calls that are followed at a time; of more, those that were silent longest are told."""
_APART = 120.0
"""Seconds: a call that is not up is not silent for so long, and another one's lines begin."""
_BEHIND = 5.0
"""Seconds that lines of one call may be out of order."""
_CALL_BEGINS = "VPDN: Virtual interface created"
_PPP_BEGINS = ("PPP ESTABLISHING", "interface up")
_NAMELESS = ("Attribute", "RADIUS", "Radius", "Reply", "MS-")


class Sorter:
    """Feed it all lines, then take what is left."""

    def __init__(self) -> None:
        self._sessions: list[Session] = []
        self._keys: dict[Key, list[Session]] = {}
        self._radius: Session | None = None
        self._checked = 0

    def feed(self, line: Line) -> Iterator[Session]:
        """The calls that are over for good."""
        found = _SUBJECT.match(line.words)
        assert found is not None
        rest = found["rest"]
        meaning, option = vocabulary.read(rest), None
        if meaning is None:
            option = options.read(rest)
        keys = _keys(found, rest)
        if meaning or option or keys:
            self._take(line, rest, keys, meaning, option)
        if line.number - self._checked >= QUIET // 2:
            self._checked = line.number
            yield from self._finished(line.number)

    def finish(self) -> list[Session]:
        """All that are left, in the order of their beginning. Of a call without a fact, such as a
        tunnel of which only echoes are seen, there is nothing to say."""
        shown = [session for session in self._sessions if session.facts]
        return sorted(shown, key=lambda session: session.first)

    def _take(
        self,
        line: Line,
        rest: str,
        keys: list[Key],
        meaning: Meaning | None,
        option: options.Option | None,
    ) -> None:
        session = self._session(line, rest, keys, meaning)
        if session is None:
            return
        for key in keys:
            self._bind(key, session)
        if rest.startswith("RADIUS"):
            self._radius = session
        if meaning:
            session.see(line, meaning)
        elif option:
            session.see_option(line, option)
        else:
            session.touch(line)

    def _session(
        self, line: Line, rest: str, keys: list[Key], meaning: Meaning | None
    ) -> Session | None:
        known = [one for key in keys if (one := self._known(key, line))]
        if known:
            session = known[0]
            if not self._begins_anew(session, rest, keys, meaning):
                for other in known[1:]:
                    if other is not session and not (other.interface and session.interface):
                        self._merge(session, other)
                return session
        outcome = OUTCOMES.get(meaning.fact, "") if meaning else ""
        if not keys and not rest.startswith(_NAMELESS):
            return self._refused(line) if meaning and meaning.fact == "limit" else None
        if not keys and self._radius:
            return self._radius
        if not known and (adopted := self._nameless(outcome, keys, line)):
            return adopted
        return self._new(line) if meaning or keys else None

    def _known(self, key: Key, line: Line) -> Session | None:
        """Of those on one interface the one whose time it is; logs may be mixed."""
        sessions = self._keys.get(key, [])
        if key[0] in ("aaa", "radius") or line.time is None:
            return sessions[-1] if sessions else None
        fitting = [one for one in sessions if _fits(one, line.time)]
        return max(fitting, key=lambda one: (one.time or 0, one.first), default=None)

    def _begins_anew(
        self, session: Session, rest: str, keys: list[Key], meaning: Meaning | None
    ) -> bool:
        if not session.interface or not any(key[0] == "interface" for key in keys):
            return bool(meaning and meaning.fact == "tunnel created" and session.facts)
        if rest.startswith(_CALL_BEGINS):
            return True
        if meaning and meaning.fact in _PPP_BEGINS:
            return session.ended or session.shows("PPP AUTHENTICATING")
        return False

    def _nameless(self, outcome: str, keys: list[Key], line: Line) -> Session | None:
        """A log that begins in the middle: the answer to a request that is not in it. Or a later
        IOS, whose requests have names of their own."""
        whole = any(key[0] == "interface" for key in keys)
        for session in reversed(self._sessions[-_RECENT:]):
            if _apart(session, line):
                continue
            if session.interface and not whole and _waits(session):
                return session
            alike = outcome and session.outcome == outcome
            if alike and (session.nameless or not (whole or session.ended)):
                return session
        return None

    def _refused(self, line: Line) -> Session:
        """A caller over a limit gets no name; it is the one whose tunnel has no call."""
        for session in reversed(self._sessions[-_RECENT:]):
            if session.tunnel and not session.interface and not session.ended:
                return session
        return self._new(line)

    def _new(self, line: Line) -> Session:
        session = Session(line.number, time=line.time)
        self._sessions.append(session)
        return session

    def _bind(self, key: Key, session: Session) -> None:
        sessions = self._keys.setdefault(key, [])
        if session not in sessions:
            sessions.append(session)
            del sessions[:-4]
        if key[0] == "interface":
            session.interface = key[1] if session.nameless else session.interface
        elif key[0] == "tunnel":
            session.tunnel = key[1]

    def _merge(self, session: Session, other: Session) -> None:
        session.absorb(other)
        for key, sessions in self._keys.items():
            if other in sessions:
                sessions[sessions.index(other)] = session
                self._keys[key] = list(dict.fromkeys(sessions))
        self._sessions.remove(other)
        if self._radius is other:
            self._radius = session

    def _finished(self, number: int) -> Iterator[Session]:
        done = [one for one in self._sessions if one.ended and number - one.last > QUIET]
        left = sorted(self._sessions, key=lambda one: one.last)
        done += left[: max(0, len(left) - len(done) - MOST)]
        gone = set(map(id, done))
        if not gone:
            return
        self._sessions = [one for one in self._sessions if id(one) not in gone]
        kept = {
            key: left
            for key, sessions in self._keys.items()
            if (left := [one for one in sessions if id(one) not in gone])
        }
        self._keys = kept
        if self._radius is not None and id(self._radius) in gone:
            self._radius = None
        yield from (one for one in dict.fromkeys(done) if one.facts)


def _fits(session: Session, time: float) -> bool:
    if session.time is None:
        return True
    since = time - session.time
    return since >= -_BEHIND and (since <= _APART or session.shows("up") or session.ended)


def _apart(session: Session, line: Line) -> bool:
    """Their times say that it cannot be the call's; without times they say nothing."""
    if session.time is None or line.time is None:
        return False
    return not -_BEHIND <= line.time - session.time <= _APART


def _waits(session: Session) -> bool:
    asked = session.shows("response") or session.shows("AAA asked")
    return asked and not session.outcome and not session.ended


def _keys(found: re.Match[str], rest: str) -> list[Key]:
    """What a line names, the interface first."""
    keys: list[Key] = []
    interface = found["interface"] or found["early"]
    if not interface and (mentioned := _MENTIONED.match(rest)):
        interface = mentioned[1]
    if interface:
        keys.append(("interface", interface))
    if found["tunnel"]:
        keys.append(("tunnel", found["tunnel"]))
    if transaction := _TRANSACTION.match(rest):
        keys.append(("aaa", transaction[1]))
    if (unique := _UNIQUE.match(rest)) and unique[1] != _NOBODY:
        keys.append(("aaa", unique[1]))
    if identifier := _IDENTIFIER.match(rest):
        keys.append(("radius", identifier[1]))
    return list(dict.fromkeys(keys))
