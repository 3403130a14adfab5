"""Debug lines of AAA and RADIUS: `aaa authentication`, `aaa authorization`, `radius`.

RADIUS attributes are shown as IOS 12.1 shows them: type, length and the first octets of the
value, four or (vendor-specific) eight of them, read on into the next attribute when the value
is shorter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from vpdn.aaa.trace import (
    AuthenFinished,
    AuthenRestarted,
    AuthenStarted,
    AuthorAnswered,
    AuthorAsked,
    AuthorFinished,
    AuthorStarted,
    CommandAnswered,
    CommandAsked,
    CommandMethodTried,
    MethodTried,
    UserCreated,
    UserFreed,
)
from vpdn.aaa.types import Service
from vpdn.ios.debug import Debug
from vpdn.ios.debug_line import Line, Table, short_name, text
from vpdn.nas.events import Event
from vpdn.ppp.outputs import Stage
from vpdn.radius.packet import Code
from vpdn.radius.trace import (
    NoResponse,
    Received,
    ReplyRefused,
    Retransmitted,
    ServerAlive,
    ServerDead,
    ServersExhausted,
    Transmitted,
    TryingDead,
    UnrecognizedVsa,
)

TABLE = Table()
_EITHER = Debug.AAA_AUTHENTICATION | Debug.AAA_AUTHORIZATION
_LABELS = {Stage.LCP: "LCP", Stage.IPCP: "FSM", Stage.CCP: "FSM", Stage.IPCP_ADDRESS: "IPCP"}
_MICROSOFT = 311
_VENDORS = {9: "Cisco", _MICROSOFT: "Microsoft"}
_HEADER = 20
_VENDOR_SPECIFIC = 26
_LEVELS = {Service.PPP: 1, Service.LOGIN: 1, Service.ENABLE: 15}
_AT_CONSOLE = {Service.PPP: "", Service.LOGIN: "async", Service.ENABLE: "async"}


# --- authentication -------------------------------------------------------------------------


def _authen(words: str) -> Line:
    return Line(Debug.AAA_AUTHENTICATION, words)


@TABLE.words(UserCreated, _EITHER)
def _user_created(trace: UserCreated, event: Event) -> Iterable[Line]:
    slot = f"shelf=0 slot=0 adapter=0 port={trace.port_number} channel=0"
    kind = "21" if trace.service is Service.PPP else "-1"
    return [
        Line(_EITHER, f"AAA: parse name={trace.port} idb type={kind} tty=-1"),
        Line(_EITHER, f"AAA: name={trace.port} flags=0x11 type=5 {slot}"),
        _user("create_user", trace),
    ]


@TABLE.words(UserFreed, _EITHER)
def _user_freed(trace: UserFreed, event: Event) -> Iterable[Line]:
    return [_user("free_user", trace)]


def _user(verb: str, trace: UserCreated | UserFreed) -> Line:
    port = f"port='{trace.port}' rem_addr='{trace.caller or _AT_CONSOLE[trace.service]}'"
    what = f"authen_type={trace.kind} service={trace.service.value} priv={_LEVELS[trace.service]}"
    who = f"user='{text(trace.user)}' ruser='' {port} {what}"
    return Line(_EITHER, f"AAA/MEMORY: {verb} (0x{trace.reference:08X}) {who}")


@TABLE.words(AuthenStarted, Debug.AAA_AUTHENTICATION)
def _authen_started(trace: AuthenStarted, event: Event) -> Iterable[Line]:
    named, found = _list(trace.list_name, 'using "default" list')
    start = f"AAA/AUTHEN/START ({trace.transaction}):"
    return [
        _authen(
            f"{start} port='{trace.port}' list='{named}' action=LOGIN service={trace.service.value}"
        ),
        _authen(f"{start} {found}"),
    ]


@TABLE.words(AuthenRestarted, Debug.AAA_AUTHENTICATION)
def _authen_restarted(trace: AuthenRestarted, event: Event) -> Iterable[Line]:
    start = f"AAA/AUTHEN/START ({trace.transaction}):"
    return [
        _authen(f"{start} port='{trace.port}' list='' action=LOGIN service={trace.service.value}"),
        _authen(f"{start} Restart"),
    ]


@TABLE.words(MethodTried, Debug.AAA_AUTHENTICATION)
def _method_tried(trace: MethodTried, event: Event) -> Iterable[Line]:
    return [_authen(f"AAA/AUTHEN/START ({trace.transaction}): Method={_method(trace.method)}")]


@TABLE.words(AuthenFinished, Debug.AAA_AUTHENTICATION)
def _authen_finished(trace: AuthenFinished, event: Event) -> Iterable[Line]:
    return [_authen(f"AAA/AUTHEN ({trace.transaction}): status = {trace.status}")]


def _list(name: str, default: str) -> tuple[str, str]:
    """How a list is named where it is asked for, and the words when it is found."""
    return ("", default) if name == "default" else (name, f"found list {name}")


def _method(name: str) -> str:
    """A group of servers is shown with its protocol, the router's own methods in capitals."""
    return f"{name} ({name})" if name in ("radius", "tacacs+") else name.upper()


# --- authorization --------------------------------------------------------------------------


def _author(words: str) -> Line:
    return Line(Debug.AAA_AUTHORIZATION, words)


@TABLE.words(AuthorAsked, Debug.AAA_AUTHORIZATION)
def _author_asked(trace: AuthorAsked, event: Event) -> Iterable[Line]:
    """An address is asked for in the middle of a check that has said so already."""
    prefix = f"{short_name(event)}AAA/AUTHOR/{_LABELS[trace.stage]}:"
    match trace.stage:
        case Stage.LCP:
            return [_author(f"{prefix} Authorize LCP")]
        case Stage.IPCP | Stage.CCP:
            return [_author(f"{prefix} (0): Can we start {trace.stage.name}?")]
        case _:
            return []


@TABLE.words(AuthorStarted, Debug.AAA_AUTHORIZATION)
def _author_started(trace: AuthorStarted, event: Event) -> Iterator[Line]:
    whose, label = short_name(event), _LABELS[trace.stage]
    yield from _question(trace, whose, label, "NET", text(trace.user))
    prefix = f"{whose}AAA/AUTHOR/{label} ({trace.transaction}):"
    yield _author(f"{prefix} Method={_method(trace.method)}")


def _question(
    trace: AuthorStarted | CommandAsked, whose: str, label: str, service: str, user: str
) -> Iterator[Line]:
    """What is asked, for whom, and by which list."""
    number = f"({trace.transaction})"
    prefix = f"{whose}AAA/AUTHOR/{label} {number}:"
    named, found = _list(trace.list_name, 'found list "default"')
    yield _author(f"{prefix} Port='{trace.port}' list='{named}' service={service}")
    yield _author(f"AAA/AUTHOR/{label}: {whose}{number} user='{user}'")
    for pair in trace.sent:
        yield _author(f"{prefix} send AV {_fit(str(pair))}")
    yield _author(f"{prefix} {found}")


@TABLE.words(AuthorFinished, Debug.AAA_AUTHORIZATION)
def _author_finished(trace: AuthorFinished, event: Event) -> Iterable[Line]:
    prefix = f"{short_name(event)}AAA/AUTHOR ({trace.transaction}):"
    return [_author(f"{prefix} Post authorization status = {trace.status}")]


@TABLE.words(AuthorAnswered, Debug.AAA_AUTHORIZATION)
def _author_answered(trace: AuthorAnswered, event: Event) -> Iterable[Line]:
    """What an address got is told by the check it interrupted."""
    prefix = f"{short_name(event)}AAA/AUTHOR/{_LABELS[trace.stage]}:"
    if trace.stage in (Stage.IPCP, Stage.CCP):
        leave = "can" if trace.granted else "cannot"
        return [_author(f"{prefix} We {leave} start {trace.stage.name}")]
    if not trace.granted:
        return [_author(f"{prefix} Denied")]
    if trace.stage is Stage.IPCP_ADDRESS:
        return []
    return [_author(f"{prefix} Processing AV {pair}") for pair in trace.attributes]


@TABLE.words(CommandAsked, Debug.AAA_AUTHORIZATION)
def _command_asked(trace: CommandAsked, event: Event) -> Iterator[Line]:
    return _question(trace, f"{trace.port} ", "CMD", "CMD", _fit(trace.user))


def _fit(typed: str) -> str:
    return text(typed.encode())


@TABLE.words(CommandMethodTried, Debug.AAA_AUTHORIZATION)
def _command_method_tried(trace: CommandMethodTried, event: Event) -> Iterable[Line]:
    prefix = f"{trace.port} AAA/AUTHOR/CMD ({trace.transaction}):"
    return [_author(f"{prefix} Method={_method(trace.method)}")]


@TABLE.words(CommandAnswered, Debug.AAA_AUTHORIZATION)
def _command_answered(trace: CommandAnswered, event: Event) -> Iterable[Line]:
    prefix = f"AAA/AUTHOR ({trace.transaction}):"
    return [_author(f"{prefix} Post authorization status = {trace.status}")]


# --- RADIUS ---------------------------------------------------------------------------------


def _radius(words: str) -> Line:
    return Line(Debug.RADIUS, words)


@TABLE.words(Transmitted, Debug.RADIUS)
def _transmitted(trace: Transmitted, event: Event) -> Iterator[Line]:
    server = f"{trace.server}:{trace.server_port}"
    yield _radius("RADIUS: ustruct sharecount=0")
    yield _radius(
        f"RADIUS: Initial Transmit {trace.port} id {trace.packet[1]} {server},"
        f" {_packet(trace.packet)}"
    )
    yield from _attributes(trace.packet)


@TABLE.words(Received, Debug.RADIUS)
def _received(trace: Received, event: Event) -> Iterator[Line]:
    server = f"{trace.server}:{trace.server_port}"
    yield _radius(f"RADIUS: Received from id {trace.packet[1]} {server}, {_packet(trace.packet)}")
    yield from _attributes(trace.packet)


def _packet(packet: bytes) -> str:
    known = {code.value: code.name for code in Code}
    name = known.get(packet[0], str(packet[0])).replace("_", "-").title()
    return f"{name}, len {len(packet)}"


def _attributes(packet: bytes) -> Iterator[Line]:
    position = _HEADER
    while position + 2 <= len(packet):
        kind, length = packet[position], packet[position + 1]
        shown = 8 if kind == _VENDOR_SPECIFIC else 4
        value = packet[position + 2 : position + 2 + shown].ljust(shown, b"\0")
        yield _radius(f"        Attribute {kind} {length} {value.hex().upper()}")
        position += max(length, 2)


@TABLE.words(Retransmitted, Debug.RADIUS)
def _retransmitted(trace: Retransmitted, event: Event) -> Iterable[Line]:
    return [_radius(f"RADIUS: Retransmit id {trace.identifier}")]


@TABLE.words(ServersExhausted, Debug.RADIUS)
def _servers_exhausted(trace: ServersExhausted, event: Event) -> Iterable[Line]:
    return [_radius("RADIUS: Tried all servers.")]


@TABLE.words(TryingDead, Debug.RADIUS)
def _trying_dead(trace: TryingDead, event: Event) -> Iterable[Line]:
    return [_radius("RADIUS: No valid server found. Trying any viable server")]


@TABLE.words(NoResponse, Debug.RADIUS)
def _no_response(trace: NoResponse, event: Event) -> Iterable[Line]:
    return [
        _radius(f"RADIUS: No response for id {trace.identifier}"),
        _radius("Radius: No response from server"),
    ]


@TABLE.words(ReplyRefused, Debug.RADIUS)
def _reply_refused(trace: ReplyRefused, event: Event) -> Iterable[Line]:
    return [
        _radius(f"RADIUS: Reply from {trace.server} refused: {trace.reason}"),
        _radius(f"RADIUS: Response ({trace.identifier}) failed decrypt"),
    ]


@TABLE.words(UnrecognizedVsa, Debug.RADIUS)
def _unrecognized_vsa(trace: UnrecognizedVsa, event: Event) -> Iterable[Line]:
    vendor = _VENDORS.get(trace.vendor, f"vendor {trace.vendor}")
    return [_radius(f"RADIUS: unrecognized {vendor} VSA type {trace.type}")]


@TABLE.words(ServerDead, Debug.LOG)
def _server_dead(trace: ServerDead, event: Event) -> Iterable[Line]:
    server = f"{trace.server}:{trace.auth_port},{trace.acct_port}"
    words = f"RADIUS server {server} is not responding."
    return [Line(Debug.LOG, f"%RADIUS-4-RADIUS_DEAD: {words}")]


@TABLE.words(ServerAlive, Debug.LOG)
def _server_alive(trace: ServerAlive, event: Event) -> Iterable[Line]:
    server = f"{trace.server}:{trace.auth_port},{trace.acct_port}"
    words = f"RADIUS server {server} is being marked alive."
    return [Line(Debug.LOG, f"%RADIUS-4-RADIUS_ALIVE: {words}")]
