"""`traceroute`: simple, with options on its line, and by its dialog. Facts: IOS' prompts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from ipaddress import IPv4Address

from vpdn.errors import ConfigError
from vpdn.ios.command import Output, command
from vpdn.ios.commands.ping_dialog import ask_protocol, ask_source, ask_verbose
from vpdn.ios.endpoints import source_of, target_of
from vpdn.ios.hops import LAST_PORT, Route, hops
from vpdn.ios.modes import PRIVILEGED, USER
from vpdn.ios.questionnaire import Asking, Prompt, converse, number, yes_or_no
from vpdn.ios.router import Session
from vpdn.ios.tokens import InterfaceName

_HELP = """
    traceroute  Trace route to destination
    ip          IP Trace
    address     Trace route to destination address
    name        Trace route to destination host name
    """


@command(USER, "traceroute [ip] <A.B.C.D$address|WORD$name>", _HELP)
def traceroute(
    session: Session, address: IPv4Address | None = None, name: str = ""
) -> AsyncIterator[str]:
    return hops(session, Route(address or target_of(session, name)), "\n")


@command(
    PRIVILEGED,
    "traceroute [ip] <A.B.C.D$address|WORD$name>"
    " {source <A.B.C.D|INTERFACE>$source|numeric$numeric|timeout (0-3600)$timeout"
    "|probe (1-65535)$probes|ttl (0-255)$first (1-255)$last|port (0-65535)$port}",
    f"""{_HELP}
    source   specify source address or name
    numeric  display numeric address
    timeout  specify time out
    probe    specify number of probes per hop
    probes   Number of probes
    ttl      specify minimum and maximum ttl
    first    Minimum Time to Live
    last     Maximum Time to Live
    port     specify port number
    """,
)
def traceroute_with_options(
    session: Session,
    address: IPv4Address | None = None,
    name: str = "",
    source: IPv4Address | InterfaceName | None = None,
    numeric: str = "",
    timeout: int = 3,
    probes: int = 3,
    first: int = 1,
    last: int = 30,
    port: int = 33434,
) -> AsyncIterator[str]:
    """No packet leaves with a TTL of 0: that begins at the first hop too."""
    if first > last:
        raise ConfigError("% Minimum Time to Live is greater than the maximum")
    target = address or target_of(session, name)
    start = source_of(session, source) if source is not None else None
    route = Route(target, start, bool(numeric), timeout, probes, max(1, first), last, port)
    return hops(session, route, "\n")


@command(PRIVILEGED, "traceroute", _HELP)
def traceroute_by_dialog(session: Session) -> Output:
    return converse(session, _ask(session))


@command(PRIVILEGED, "traceroute ip", _HELP)
def traceroute_ip_by_dialog(session: Session) -> Output:
    return converse(session, _ask_target(session))


def _ask(session: Session) -> Asking[Output]:
    yield from ask_protocol("traceroute")
    return (yield from _ask_target(session))


def _ask_target(session: Session) -> Asking[Output]:
    target = target_of(session, (yield Prompt("Target IP address: ")))
    source = yield from ask_source(session, "Source address: ")
    numeric = yield from yes_or_no("Numeric display", "n")
    timeout = yield from number("Timeout in seconds", 3, 0, 3600)
    probes = yield from number("Probe count", 3, 1, 65535)
    first = yield from number("Minimum Time to Live", 1, 1, 255)
    last = yield from number("Maximum Time to Live", max(30, first), first, 255)
    port = yield from number("Port Number", 33434, 0, LAST_PORT)
    yield from ask_verbose()
    return hops(session, Route(target, source, numeric, timeout, probes, first, last, port))
