"""`line con 0`, `line vty 0 4` … with what stands inside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from vpdn.ios.configuration.numbers import number
from vpdn.ios.modes import GLOBAL, LINE
from vpdn.ios.passwords import recover, typed
from vpdn.ios.sections import Section
from vpdn.ios.setting import Shown, accepted, setting
from vpdn.nas.config import RouterConfig
from vpdn.nas.line_settings import LineSettings, Login

_KINDS = {"console": "con", "": "", "tty": "tty", "aux": "aux", "vty": "vty"}
"""In the order of the running-config, each with what stands there."""
_NOT_HERE = "a line here is a console or a network session"
_PROTOCOLS = "<none|all|telnet|ssh|rlogin|pad|lat|mop|udptn|v120>$protocols..."
_PROTOCOL_HELP = """
    transport  Define transport protocols for line
    none       No protocols
    all        All protocols
    telnet     TCP/IP Telnet protocol
    ssh        TCP/IP SSH protocol
    rlogin     Unix rlogin protocol
    pad        X.3 PAD
    lat        DEC LAT protocol
    mop        DEC MOP Remote Console Protocol
    udptn      UDPTN async via UDP protocol
    v120       Async over ISDN
"""


def _place(first: int, kind: str = "", last: int = 0) -> tuple[int, int]:
    return list(_KINDS).index(kind), first


@setting(
    GLOBAL,
    "[no] line [console|aux|tty|vty]$kind (0-4095)$first [(1-4095)$last]",
    """
    console  Primary terminal line
    aux      Auxiliary line
    tty      Terminal controller
    vty      Virtual terminal
    first    First Line number
    last     Last Line number
    """,
    key=("kind", "first"),
    spans=True,
    section=Section.LINES,
    child=LINE,
    sort=_place,
)
def line(
    config: RouterConfig,
    fold: Callable[[LineSettings], LineSettings],
    first: int,
    kind: str = "",
    last: int = 0,
) -> RouterConfig:
    made = fold(LineSettings(_KINDS[kind], first, max(first, last)))
    return replace(config, lines=(*config.lines, made))


@line.writer
def _line(first: int, kind: str, last: int) -> str:
    return " ".join(filter(None, ("line", _KINDS[kind], str(first), str(last) if last else "")))


@setting(
    LINE,
    "[no] access-class / <(1-2699)|WORD>$list in",
    """
    access-class  Filter connections based on an IP access list
    list          IP access list
    in            Filter incoming connections
    """,
)
def access_class(line: LineSettings, list: object) -> LineSettings:
    return replace(line, access_class=str(list))


@setting(
    LINE,
    "[no] exec-timeout / (0-35791)$minutes [(0-2147483)$seconds]",
    """
    exec-timeout  Set the EXEC timeout
    minutes       Timeout in minutes
    seconds       Timeout in seconds
    """,
    shown=Shown.BOTH,
    default="exec-timeout 10 0",
)
def exec_timeout(
    line: LineSettings, minutes: int = 0, seconds: int = 0, no: bool = False
) -> LineSettings:
    return replace(line, exec_timeout=0 if no else minutes * 60 + seconds)


@exec_timeout.writer
def _exec_timeout(minutes: int, seconds: int, no: bool) -> str:
    return "exec-timeout 0 0" if no else f"exec-timeout {minutes} {seconds}"


number(
    LINE,
    "privilege level",
    0,
    15,
    "privilege",
    """
    privilege  Change privilege level for line
    level      Assign default privilege level for line
    number     Default privilege level for line
    """,
    default=1,
)


@setting(
    LINE,
    "[no] password / [0|7]$kind [LINE$text]",
    "password  Set a password\ntext  The line password",
    hides=("kind", "text"),
)
def password(line: LineSettings, kind: str = "0", text: str = "") -> LineSettings:
    """Without a text, as published configurations have the line, none is set."""
    return replace(line, password=recover(text, kind) if text else None)


@password.writer
def _password(kind: str, text: str) -> str:
    return f"password {typed(kind, text)}".rstrip()


_AUTHORIZATION_HELP = """
    authorization  Authorization parameters
    default        Use the default list
    list           Use an authorization list with this name
"""


@setting(
    LINE,
    "[no] authorization commands (0-15)$level / <default|WORD>$list",
    f"commands  For exec (shell) commands\nlevel  Enable level\n{_AUTHORIZATION_HELP}",
    key=("level",),
)
def authorization_commands(line: LineSettings, level: int, list: str) -> LineSettings:
    return replace(line, command_lists={**line.command_lists, level: list})


@setting(
    LINE,
    "[no] authorization exec / <default|WORD>$list",
    f"exec  For starting an exec (shell)\n{_AUTHORIZATION_HELP}",
    default="authorization exec default",
)
def authorization_exec(line: LineSettings, list: str) -> LineSettings:
    return replace(line, exec_list=list)


accepted(
    LINE,
    "[no] authorization <arap|reverse-access>$what / <default|WORD>$list",
    "there is no such service here",
    f"""
    arap            For Appletalk Remote Access Protocol
    reverse-access  For reverse telnet connections
    {_AUTHORIZATION_HELP}
    """,
    key=("what",),
)


@setting(
    LINE,
    "[no] logging synchronous",
    """
    logging      Modify message logging facilities
    synchronous  Synchronized message output
    """,
)
def synchronous(line: LineSettings) -> LineSettings:
    return replace(line, synchronous=True)


@setting(
    LINE,
    "[no] login / [local$local|authentication <default|WORD>$list]",
    """
    login           Enable password checking
    local           Local password checking
    authentication  Authentication parameters.
    """,
    shown=Shown.BOTH,
)
def login(line: LineSettings, local: str = "", list: str = "", no: bool = False) -> LineSettings:
    if list:
        return replace(line, authentication=list)
    if no:
        return replace(line, login=Login.NONE)
    return replace(line, login=Login.LOCAL if local else Login.LINE)


accepted(
    LINE,
    "[no] session-timeout / (0-35791)$minutes",
    "nobody can connect to another host from here",
    """
    session-timeout  Set interval for closing connection when there is no input traffic
    minutes          Session timeout interval in minutes
    """,
)


@setting(
    LINE,
    "[no] autocommand / LINE$text",
    "autocommand  Automatically execute an EXEC command\ntext  An EXEC command",
)
def autocommand(line: LineSettings, text: str) -> LineSettings:
    return replace(line, autocommand=text)


number(
    LINE,
    "history size",
    0,
    256,
    "history",
    """
    history  Enable and control the command history function
    size     Set history buffer size
    number   Size of history buffer
    """,
    default=10,
)
number(
    LINE,
    "length",
    0,
    512,
    "length",
    """
    length  Set number of lines on a screen
    number  Number of lines on screen (0 for no pausing)
    """,
    default=24,
)
number(
    LINE,
    "width",
    0,
    512,
    "width",
    """
    width   Set width of the display terminal
    number  Number of characters on a screen line
    """,
    default=80,
)


@setting(
    LINE,
    f"[no] transport input / {_PROTOCOLS}",
    f"""
    input      Define which protocols to use when connecting to the terminal server
    {_PROTOCOL_HELP}
    """,
)
def transport_input(line: LineSettings, protocols: tuple[str, ...]) -> LineSettings:
    return replace(line, transport_input=protocols)


accepted(
    LINE,
    f"[no] transport <output|preferred>$way / {_PROTOCOLS}",
    "nobody can connect to another host from here",
    f"""
    output     Define which protocols to use for outgoing connections
    preferred  Specify the preferred protocol to use
    {_PROTOCOL_HELP}
    """,
    key=("way",),
)
accepted(
    LINE,
    "[no] modem <InOut|Dialin|CTS-alarm|DTR-active>$what",
    "there are no modems",
    """
    modem       Configure the Modem Control Lines
    InOut       Configure line for incoming and outgoing use of modem
    Dialin      Configure line for a modern dial-in modem
    CTS-alarm   Alarm device which only uses CTS for call control
    DTR-active  Leave DTR low unless line has an active incoming connection or EXEC
    """,
)
accepted(
    LINE,
    "[no] <stopbits|speed|flowcontrol|autoselect|rotary|location|notify"
    "|escape-character|exec>$what / [LINE$rest]",
    _NOT_HERE,
    """
    stopbits          Set async line stop bits
    speed             Set the transmit and receive speeds
    flowcontrol       Set the flow control
    autoselect        Set line to autoselect
    rotary            Add line to a rotary group
    location          Enter terminal location description
    notify            Inform users of output from concurrent sessions
    escape-character  Change the current line's escape character
    exec              Configure EXEC
    """,
    key=("what",),
    shown=Shown.BOTH,
)
