"""Which call a line is about: the one that has a name the line says, or else the one that waits for
such a line (`adoption`).

Calls are given back once they have ended and nothing more came of them, so that a log of any length
is read in bounded memory.
"""

from __future__ import annotations

from collections.abc import Iterator

from vpdn.explain import adoption, naming, options, vocabulary
from vpdn.explain.line import Line
from vpdn.explain.naming import Key, Kind, Named
from vpdn.explain.session import Session
from vpdn.explain.vocabulary import Meaning, Way

QUIET = 2000
"""Lines without a word of an ended call, and it is told."""
MOST = 1000
"""Calls that are followed at a time; of more, those that were silent longest are told."""
_SHARED = 4
"""Calls that are remembered by one name: those before are over."""
_NAMES = 64
"""That a call is known by; each request to AAA and RADIUS adds one."""
_CALL_BEGINS = "VPDN: Virtual interface created"
_PPP_BEGINS = ("PPP ESTABLISHING", "interface up")
_HANDED_OVER = ("PPP setup", "PPP handed over")
"""Of a later IOS: an interface is given a call that began without one."""
_LET_IN = ("success", "PPP handed over")
_ANSWERED = ("AAA PASS", "AAA FAIL")
_PROTOCOLS = tuple(f"{protocol} {way} " for protocol in ("LCP", "CCP", "IPCP") for way in "IO")
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
        named = naming.read(line.words)
        meaning, option = vocabulary.read(named.rest), None
        if meaning is None:
            option = options.read(named.rest)
        if meaning or option or named.keys:
            self._take(line, named, meaning, option)
        if line.number - self._checked >= QUIET // 2:
            self._checked = line.number
            yield from self._finished(line.number)

    def finish(self) -> list[Session]:
        """All that are left, in the order of their beginning."""
        shown = [session for session in self._sessions if session.is_call]
        return sorted(shown, key=lambda session: session.first)

    def _take(
        self, line: Line, named: Named, meaning: Meaning | None, option: options.Option | None
    ) -> None:
        session = self._session(line, named, meaning)
        if session is None:
            return
        for key in named.keys:
            self._bind(key, session)
        if named.rest.startswith("RADIUS"):
            self._radius = session
        if meaning:
            session.see(line, meaning)
        elif option:
            session.see_option(line, option)
        else:
            session.touch(line)

    def _session(self, line: Line, named: Named, meaning: Meaning | None) -> Session | None:
        fact = meaning.fact if meaning else ""
        session = self._named(line, named, fact)
        if session is not None:
            self._complete(session, line, fact)
            return session
        if not named.keys:
            if self._radius and named.rest.startswith((*_NAMELESS, "%RADIUS")):
                return self._radius
            if not named.rest.startswith(_NAMELESS):
                return self._refused(line) if fact == "limit" else None
        adopted = adoption.find(self._sessions, line, named, fact) or self._unidentified(named)
        spoken = meaning is not None and meaning.way is not Way.SILENT
        return adopted or (self._new(line) if spoken or named.keys else None)

    def _complete(self, session: Session, line: Line, fact: str) -> None:
        """What the call was before it got the name by which it is known here."""
        if fact in _LET_IN and not session.shows("response"):
            self._join(session, adoption.early(self._sessions, line))
        elif fact in _ANSWERED and not session.outcome:
            self._join(session, adoption.answer(self._sessions, line))

    def _named(self, line: Line, named: Named, fact: str) -> Session | None:
        """The call that has a name of the line's. That two names are on one line says that they
        are one call's; only that an identifier is used again says nothing."""
        keys = [key for key in named.keys if key[0] is not Kind.RADIUS or fact != "RADIUS asked"]
        known = [one for key in keys if (one := self._known(key, line))]
        if not known or _begins_anew(known[0], line, named, fact):
            return None
        for other in known[1:]:
            if not (other.interface and known[0].interface):
                self._join(known[0], other)
        return known[0]

    def _known(self, key: Key, line: Line) -> Session | None:
        """Of those on one interface the one whose time it is; logs may be mixed."""
        sessions = self._keys.get(key, [])
        if key[0] in (Kind.AAA, Kind.RADIUS) or line.time is None:
            return sessions[-1] if sessions else None
        fitting = [one for one in sessions if adoption.fits(one, line.time)]
        return max(fitting, key=lambda one: (one.time or 0, one.first), default=None)

    def _unidentified(self, named: Named) -> Session | None:
        """The last request, when the line that told its identifier is not in the log."""
        last = self._radius
        unknown = last is not None and not any(kind is Kind.RADIUS for kind, _ in last.keys)
        return last if unknown and [kind for kind, _ in named.keys] == [Kind.RADIUS] else None

    def _refused(self, line: Line) -> Session:
        """A caller over a limit gets no name; it is the one whose tunnel has no call."""
        return adoption.without_call(self._sessions) or self._new(line)

    def _new(self, line: Line) -> Session:
        session = Session(line.number, time=line.time)
        self._sessions.append(session)
        return session

    def _bind(self, key: Key, session: Session) -> None:
        if key in session.keys:
            return
        session.keys.append(key)
        if len(session.keys) > _NAMES:
            self._forget_oldest(session)
        sessions = self._keys.setdefault(key, [])
        sessions.append(session)
        del sessions[:-_SHARED]
        if key[0] in (Kind.INTERFACE, Kind.EARLY):
            session.interface = key[1] if session.nameless else session.interface
        elif key[0] is Kind.TUNNEL:
            session.tunnel = key[1]

    def _join(self, session: Session, other: Session | None) -> None:
        """The other's lines were this call's too."""
        if other is None or other is session:
            return
        session.absorb(other)
        for key in other.keys:
            self._forget(key, other)
            self._bind(key, session)
        self._sessions.remove(other)
        if self._radius is other:
            self._radius = session

    def _forget_oldest(self, session: Session) -> None:
        """Of the requests of a call: the answers to the first of so many are long there."""
        for key in session.keys:
            if key[0] in (Kind.AAA, Kind.RADIUS):
                session.keys.remove(key)
                self._forget(key, session)
                return

    def _forget(self, key: Key, session: Session) -> None:
        sessions = self._keys.get(key, [])
        if session in sessions:
            sessions.remove(session)
        if not sessions:
            self._keys.pop(key, None)

    def _finished(self, number: int) -> Iterator[Session]:
        done = [one for one in self._sessions if one.ended and number - one.last > QUIET]
        left = sorted(self._sessions, key=lambda one: one.last)
        done = list(dict.fromkeys(done + left[: max(0, len(left) - len(done) - MOST)]))
        gone = set(map(id, done))
        self._sessions = [one for one in self._sessions if id(one) not in gone]
        for session in done:
            for key in session.keys:
                self._forget(key, session)
            if session is self._radius:
                self._radius = None
        yield from (one for one in done if one.is_call)


def _is_spoken(fact: str) -> bool:
    """A packet that no call has after its end, where only the end's own may come late."""
    packet = fact.startswith(_PROTOCOLS) and "TERM" not in fact
    return packet or fact in ("challenge", "response", "success")


def _begins_anew(session: Session, line: Line, named: Named, fact: str) -> bool:
    """The name is another call's now."""
    if not session.interface or not named.interface:
        return fact == "tunnel created" and bool(session.facts)
    if named.rest.startswith(_CALL_BEGINS):
        return True
    if fact in _HANDED_OVER:
        return session.ended or session.shows("success")
    late = line.time is not None and session.time is not None and line.time < session.time
    if session.shows("PPP DOWN") and _is_spoken(fact) and not late:
        return True
    given = any(session.shows(one) for one in _HANDED_OVER)
    authenticating = session.shows("PPP AUTHENTICATING") and not given
    return fact in _PPP_BEGINS and (session.ended or authenticating)
