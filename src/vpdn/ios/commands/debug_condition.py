"""`debug condition …` and `no debug condition …`: whose debug lines are shown."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from ipaddress import IPv4Address

from vpdn.ios.command import Output, command
from vpdn.ios.conditions import Condition, meeting
from vpdn.ios.modes import PRIVILEGED
from vpdn.ios.questionnaire import Asking, converse, yes_or_no
from vpdn.ios.router import Session
from vpdn.ios.tokens import InterfaceName

_SUBJECT = "username WORD$user|interface INTERFACE$interface|ip A.B.C.D$address"
_HELP = """
    condition  Condition
    username   username
    user       Username of the sessions that are meant
    interface  interface
    ip         IP address
    address    Address of the peer, its own or the one it was given
"""
_WARNING = """\
Removing all conditions may cause a flood of debugging messages
to result, unless specific debugging flags are first removed.

"""


@command(PRIVILEGED, f"debug condition <{_SUBJECT}>", _HELP)
def debug_condition(
    session: Session,
    user: str = "",
    interface: InterfaceName | None = None,
    address: IPv4Address | None = None,
) -> Output:
    conditions, value = session.router.conditions, interface or address or user
    if before := conditions.find(value):
        return f"% Condition {before.number} already set\n"
    return _set(session, conditions.add(value))


async def _set(session: Session, condition: Condition) -> AsyncIterator[str]:
    """Who meets it already is told by a debug line of its own, after the answer."""
    yield f"Condition {condition.number} set\n"
    interfaces = meeting(condition, session.server.snapshot())
    session.router.journal.condition_set(condition, interfaces, time.time())


@command(
    PRIVILEGED,
    f"<undebug|no debug> condition <{_SUBJECT}|all$every|(1-1000)$number>",
    f"no  Disable debugging functions\nall  all conditions\nnumber  Condition number{_HELP}",
)
def no_debug_condition(
    session: Session,
    user: str = "",
    interface: InterfaceName | None = None,
    address: IPv4Address | None = None,
    every: str = "",
    number: int = 0,
) -> Output:
    """Without the last condition every session is shown again: that is asked about first."""
    table = session.router.conditions.table
    if every and table:
        converse(session, _removal(session, table))
        return _WARNING
    found = session.router.conditions.find(interface or address or number or user)
    if found is None:
        return "% No conditions found\n" if every else "% Condition not found\n"
    if len(table) > 1:
        return _remove(session, found)
    converse(session, _removal(session, table))
    return f"This condition is the only {found.kind} condition set.\n{_WARNING}"


def _removal(session: Session, conditions: tuple[Condition, ...]) -> Asking[Output]:
    if (yield from yes_or_no("Proceed with removal?")):
        return _remove(session, *conditions)
    return ""


def _remove(session: Session, *conditions: Condition) -> AsyncIterator[str]:
    session.router.conditions.remove(*conditions)
    return _removed(session, conditions)


async def _removed(session: Session, conditions: tuple[Condition, ...]) -> AsyncIterator[str]:
    if len(conditions) == 1:
        yield f"Condition {conditions[0].number} has been removed\n"
    else:
        yield f"{len(conditions)} conditions have been removed\n"
    session.router.journal.conditions_removed(conditions, time.time())
