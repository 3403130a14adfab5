"""What `vpdn logging` writes to the log: `%VPDN-6-…`, about users and about the router's limits.

Facts: the mnemonics and the beginning of the sentences are IOS'; `UP` is ours, and the words behind
the semicolon are.
"""

from __future__ import annotations

from vpdn.aaa.trace import AuthenFinished, AuthorAnswered
from vpdn.ios.debug_line import short_name
from vpdn.machine import Trace
from vpdn.nas.config import RouterConfig
from vpdn.nas.events import Event
from vpdn.nas.trace import (
    LimitReached,
    PoolExhausted,
    RouteInstalled,
    SessionDestroyed,
    UserLimitReached,
)
from vpdn.ppp.network import ERROR_NO_DIALIN_PERMISSION
from vpdn.ppp.trace import AuthRefused

KINDS: tuple[type[Trace], ...] = (
    AuthenFinished,
    AuthorAnswered,
    AuthRefused,
    LimitReached,
    PoolExhausted,
    RouteInstalled,
    SessionDestroyed,
    UserLimitReached,
)
LOCAL, USER = "local", "user"
"""What may be logged: everything, or what is about a user."""


def vpdn_message(event: Event, config: RouterConfig) -> str | None:
    """The message about an event of a call, if there is one and it is to be logged."""
    here, whom, logged = f"PPTP PNS {config.hostname}", _whom(event), config.vpdn_logging
    if isinstance(event.trace, AuthRefused) and _told_already(event.trace, config):
        return None
    if not event.tunnel and not isinstance(event.trace, LimitReached):
        return None
    message = _of_a_user(event.trace, here, whom) if logged else None
    return message or (_of_the_router(event.trace, here, whom) if LOCAL in logged else None)


def _told_already(refused: AuthRefused, config: RouterConfig) -> bool:
    """What AAA found is, and that the user may not dial in."""
    return config.aaa.new_model or refused.error == ERROR_NO_DIALIN_PERMISSION


def _of_a_user(trace: Trace, here: str, whom: str) -> str | None:
    match trace:
        case RouteInstalled(address):
            return f"%VPDN-6-UP: {here} opened {whom}; address {address}"
        case SessionDestroyed(result=result, error=error, reason=reason):
            return f"%VPDN-6-CLOSED: {here} closed {whom}; Result {result}, Error {error}, {reason}"
        case AuthenFinished(status="ERROR", last=True):
            failure = "cannot locate a AAA server"
            return f"%VPDN-6-AUTHENERR: {here} {failure} for {whom}; Authentication failure"
        case AuthenFinished(status="FAIL") | AuthRefused():
            return f"%VPDN-6-AUTHENFAIL: {here}, authentication failure for {whom}"
        case AuthorAnswered(stage, granted=False):
            return _not_authorized(here, whom, stage.name)
        case UserLimitReached(limit, replaced=None):
            return _not_authorized(here, whom, f"limit of {limit}")
    return None


def _not_authorized(here: str, whom: str, why: str) -> str:
    return f"%VPDN-6-AUTHORFAIL: {here}, AAA authorization failure for {whom}; {why}"


def _of_the_router(trace: Trace, here: str, whom: str) -> str | None:
    match trace:
        case LimitReached(limit, address):
            return f"%VPDN-6-RESERR: {here} refused {address}; limit of {limit}"
        case PoolExhausted(pool):
            left = f"no address left in pool {pool or 'of any name'}"
            return f"%VPDN-6-RESERR: {here} has no resources for {whom}; {left}"
    return None


def _whom(event: Event) -> str:
    """`Vi1 user tac`; no user before there is one."""
    return short_name(event) + f"user {event.user}" if event.user else short_name(event).rstrip()
