"""Which call a line belongs to when no name on it is known: the one that waits for such a line.

A later IOS gives a call three names one after another and never says that they are one's: its
tunnel's, `ppp61` until the user is let in, and an interface. Between calls that wait for the same,
the first to wait is the first to get it. A log may also begin in the middle of a call.
"""

from __future__ import annotations

from collections.abc import Iterator

from vpdn.explain.line import Line
from vpdn.explain.naming import Kind, Named
from vpdn.explain.session import OUTCOMES, Session

_RECENT = 50
"""Calls that a line without a name may belong to."""
_APART = 120.0
"""Seconds: a call that is not up is not silent for so long, and another one's lines begin."""
_BEHIND = 5.0
"""Seconds that lines of one call may be out of order."""
_AT_ONCE = 10.0
"""Seconds from a tunnel to its call, which a PC places as soon as it can."""
_NEAR = 200
"""Lines, where there are no times."""


def find(sessions: list[Session], line: Line, named: Named, fact: str) -> Session | None:
    """`sessions` in the order of their beginning."""
    if fact == "login":
        return None
    if named.interface:
        return early(sessions, line) or _alike(sessions, line, named, fact)
    waiting: Iterator[Session] = iter(())
    if named.of(Kind.EARLY):
        waiting = _tunnels(sessions, line)
    elif named.of(Kind.TUNNEL) and fact not in ("tunnel created", "tunnel up"):
        waiting = _over(sessions, line)
    elif named.of(Kind.AAA):
        waiting = _asking(sessions)
    return next(_near(line, waiting), None) or _alike(sessions, line, named, fact)


def early(sessions: list[Session], line: Line) -> Session | None:
    """The call that was let in, or is about to be, and has no interface yet."""
    waiting = list(_near(line, (one for one in sessions if _is_early(one) and not one.ended)))
    passed = (one for one in waiting if one.outcome == "accept")
    return next(passed, None) or next((one for one in waiting if _waits(one)), None)


def answer(sessions: list[Session], line: Line) -> Session | None:
    """RADIUS' answer of which the request was not seen, so that nobody knows whose it is."""
    nobodys = (one for one in sessions if not one.interface and not one.tunnel and one.outcome)
    return next(_near(line, nobodys), None)


def without_call(sessions: list[Session]) -> Session | None:
    """The latest tunnel that has none."""
    return next(
        (one for one in reversed(sessions[-_RECENT:]) if _is_tunnel(one) and not one.ended), None
    )


def fits(session: Session, time: float) -> bool:
    """Whether a line of that time can be the call's."""
    if session.time is None:
        return True
    since = time - session.time
    return since >= -_BEHIND and (since <= _APART or session.shows("up") or session.ended)


def _alike(sessions: list[Session], line: Line, named: Named, fact: str) -> Session | None:
    """A log that begins in the middle: the answer to a request that is not in it."""
    outcome = OUTCOMES.get(fact, "")
    asks = not (named.interface or named.of(Kind.EARLY) or named.of(Kind.TUNNEL))
    for session in reversed(sessions[-_RECENT:]):
        if _apart(session, line) or session.shows("login"):
            continue
        if asks and session.interface and _waits(session) and not _is_named(session):
            return session
        alike = outcome and session.outcome == outcome
        if alike and (session.nameless or not (named.interface or session.ended)):
            return session
    return None


def _tunnels(sessions: list[Session], line: Line) -> Iterator[Session]:
    """Those that may place a call now; who scans ports opens tunnels for nothing."""
    for one in sessions:
        idle = line.time is not None and one.time is not None and line.time - one.time > _AT_ONCE
        if _is_tunnel(one) and not one.ended and not idle:
            yield one


def _over(sessions: list[Session], line: Line) -> Iterator[Session]:
    """Calls that end just now: the ends of their tunnels follow, of which no beginning was seen."""
    for one in sessions:
        over = one.ended or one.shows("PPP TERMINATING") or one.shows("LCP I TERMREQ")
        late = line.time is not None and one.time is not None and line.time - one.time > _BEHIND
        if over and not one.tunnel and not late:
            yield one


def _asking(sessions: list[Session]) -> Iterator[Session]:
    """Those of a later IOS whose request to AAA has no name yet."""
    return (one for one in sessions if _is_early(one) and _waits(one) and not _is_named(one))


def _near(line: Line, sessions: Iterator[Session]) -> Iterator[Session]:
    return (one for one in sessions if not _apart(one, line) and _follows(one, line))


def _follows(session: Session, line: Line) -> bool:
    timeless = line.time is None or session.time is None
    return not timeless or line.number - session.last <= _NEAR


def _apart(session: Session, line: Line) -> bool:
    """Their times say that it cannot be the call's; without times they say nothing."""
    if session.time is None or line.time is None:
        return False
    return not -_BEHIND <= line.time - session.time <= _APART


def _is_tunnel(session: Session) -> bool:
    return bool(session.tunnel) and not session.interface


def _is_early(session: Session) -> bool:
    return session.interface.startswith("ppp")


def _is_named(session: Session) -> bool:
    """Its request to AAA is known by a name; those of 12.1 have one for each step of theirs."""
    return _is_early(session) and any(kind is Kind.AAA for kind, _ in session.keys)


def _waits(session: Session) -> bool:
    asked = session.shows("response") or session.shows("AAA asked")
    return asked and not session.outcome and not session.ended
