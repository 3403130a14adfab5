"""`ping`: simple, with options on its line, and by its dialog.

Facts: IOS' prompts, its symbols (`! . U Q M ? &`), 70 of them a line; sizes are the IP packet's.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from ipaddress import IPv4Address

from vpdn.ios.command import Output, command
from vpdn.ios.commands.ping_dialog import ask_ping, ask_target
from vpdn.ios.echoes import Plan, echoes
from vpdn.ios.endpoints import source_of, target_of
from vpdn.ios.modes import PRIVILEGED, USER
from vpdn.ios.questionnaire import converse
from vpdn.ios.router import Session
from vpdn.ios.tokens import InterfaceName
from vpdn.net.icmp import Echo

_HELP = """
    ping      Send echo messages
    ip        IP echo
    address   Ping destination address
    name      Ping destination host name
    """


@command(USER, "ping [ip] <A.B.C.D$address|WORD$name>", _HELP)
def ping(
    session: Session, address: IPv4Address | None = None, name: str = ""
) -> AsyncIterator[str]:
    return echoes(session, Plan(address or target_of(session, name)), "\n")


@command(
    PRIVILEGED,
    "ping [ip] <A.B.C.D$address|WORD$name>"
    " {source <A.B.C.D|INTERFACE>$source|repeat (1-2147483647)$repeat|size (36-18024)$size"
    "|timeout (0-3600)$timeout|df-bit$df|validate$validate|data WORD$data}",
    f"""{_HELP}
    source    specify source address or name
    repeat    specify repeat count
    size      specify datagram size
    timeout   specify timeout interval
    df-bit    enable do not fragment bit in IP header
    validate  validate reply data
    data      specify data pattern, 0 to FFFF
    """,
)
def ping_with_options(
    session: Session,
    address: IPv4Address | None = None,
    name: str = "",
    source: IPv4Address | InterfaceName | None = None,
    repeat: int = 5,
    size: int = 100,
    timeout: int = 2,
    df: str = "",
    validate: str = "",
    data: str = "",
) -> AsyncIterator[str]:
    echo = Echo(
        size,
        timeout,
        source_of(session, source) if source is not None else None,
        dont_fragment=bool(df),
        validate=bool(validate),
    )
    target = address or target_of(session, name)
    plan = Plan(target, repeat, echo).with_pattern(data)
    return echoes(session, plan, "\n")


@command(PRIVILEGED, "ping", _HELP)
def ping_by_dialog(session: Session) -> Output:
    return converse(session, ask_ping(session))


@command(PRIVILEGED, "ping ip", _HELP)
def ping_ip_by_dialog(session: Session) -> Output:
    return converse(session, ask_target(session))
