"""`line con 0`, `line vty 0 4` … with what stands inside them."""

from __future__ import annotations

from vpdn.ios.modes import GLOBAL, LINE
from vpdn.ios.sections import Section
from vpdn.ios.setting import Shown, accepted

_NO_LOGIN = "whoever may open the console's socket is at the console"
_KINDS = ("con", "", "tty", "aux", "vty")


def _place(first: int, kind: str = "", last: int = 0) -> tuple[int, int]:
    return _KINDS.index(kind), first


accepted(
    GLOBAL,
    "[no] line [con|aux|tty|vty]$kind (0-4095)$first [(1-4095)$last]",
    _NO_LOGIN,
    """
    con    Primary terminal line
    aux    Auxiliary line
    tty    Terminal controller
    vty    Virtual terminal
    first  First Line number
    last   Last Line number
    """,
    key=("kind", "first"),
    section=Section.LINES,
    child=LINE,
    sort=_place,
)
accepted(
    LINE,
    "[no] exec-timeout / (0-35791)$minutes [(0-2147483)$seconds]",
    "console sessions do not time out",
    """
    exec-timeout  Set the EXEC timeout
    minutes       Timeout in minutes
    seconds       Timeout in seconds
    """,
    shown=Shown.BOTH,
)
accepted(
    LINE,
    "[no] password / [0|7]$kind [LINE$text]",
    _NO_LOGIN,
    "password  Set a password\ntext  The line password",
)
accepted(
    LINE,
    "[no] login / [local$local|authentication$authentication <default|WORD>$list]",
    _NO_LOGIN,
    """
    login           Enable password checking
    local           Local password checking
    authentication  Authentication parameters.
    """,
)
accepted(
    LINE,
    "[no] transport <input|output|preferred>$way"
    " / <none|all|telnet|ssh|rlogin|pad|lat|mop|udptn|v120>$protocols...",
    "there are no vty lines",
    """
    transport  Define transport protocols for line
    input      Define which protocols to use when connecting to the terminal server
    output     Define which protocols to use for outgoing connections
    preferred  Specify the preferred protocol to use
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
    "[no] <length|width|history|access-class|privilege|autocommand|stopbits|speed|flowcontrol"
    "|session-timeout|logging|autoselect|rotary|location|notify|escape-character|exec>$what"
    " / [LINE$rest]",
    _NO_LOGIN,
    """
    length            Set number of lines on a screen
    width             Set width of the display terminal
    history           Enable and control the command history function
    access-class      Filter connections based on an IP access list
    privilege         Change privilege level for line
    autocommand       Automatically execute an EXEC command
    stopbits          Set async line stop bits
    speed             Set the transmit and receive speeds
    flowcontrol       Set the flow control
    session-timeout   Set interval for closing connection when there is no input traffic
    logging           Modify message logging facilities
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
