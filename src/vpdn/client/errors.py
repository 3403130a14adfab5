"""The error numbers a Windows dial-up user knows, with the true cause and the cure.

One table of data; numbers and names are those of Windows' Remote Access Service. What happened
on the wire is turned into a number where it happened (`connection`, `dialer`); this file knows
no protocol.
"""

from __future__ import annotations

from dataclasses import dataclass

from vpdn.errors import VpdnError


@dataclass(frozen=True, slots=True)
class RasError:
    """`text` is what the PC says, `cause` what lies behind it, `cure` what to do about it."""

    number: int
    name: str
    text: str
    cause: str
    cure: str


class DialError(VpdnError):
    """A call that failed or was lost. `detail`, when known, says what was really seen; it takes
    the place of the table's general cause."""

    def __init__(self, number: int, detail: str = "") -> None:
        self.ras = lookup(number)
        self.number = self.ras.number
        self.detail = detail
        super().__init__(f"Error {self.number}: {self.ras.text}")

    @property
    def cause(self) -> str:
        """No sentence: no capital letter and no full stop."""
        return (self.detail or self.ras.cause).rstrip(".")

    @property
    def line(self) -> str:
        """The one line for stderr: number, text, cause and cure."""
        return f"{self} Cause: {self.cause}. Cure: {self.ras.cure}"

    @property
    def document(self) -> dict[str, object]:
        """The same for programs; `name` is Windows' symbol without its prefix."""
        ras = self.ras
        return {
            "number": ras.number,
            "name": ras.name,
            "text": ras.text,
            "cause": self.cause,
            "cure": ras.cure,
        }


def is_final(number: int) -> bool:
    """Dialling again would be told the same: what is wrong is a name, a password, a setting."""
    return number in _FINAL


def lookup(number: int) -> RasError:
    """The entry of `number`. A server may send numbers that are not in the table (E=645 …)."""
    return TABLE.get(number) or RasError(
        number,
        "OTHER",
        "The remote access server reported an error.",
        "the server named no cause beyond the number",
        "Look for the reason in the server's log.",
    )


PORT_DISCONNECTED = 619
REMOTE_DISCONNECTION = 629
USER_DISCONNECTION = 631
PORT_NOT_AVAILABLE = 633
LINE_BUSY = 676
PASSWD_EXPIRED = 648
AUTHENTICATION_FAILURE = 691
CHANGING_PASSWORD = 709
DIAL_ALREADY_IN_PROGRESS = 756
PPP_TIMEOUT = 718
PPP_REMOTE_TERMINATED = 719
PPP_NO_PROTOCOLS = 720
PPP_NO_RESPONSE = 721
PPP_LCP_TERMINATED = 734
PPP_NCP_TERMINATED = 736
NO_LOCAL_ENCRYPTION = 741
VPN_FAILED = 800
GRE_BLOCKED = 806
VPN_DISCONNECT = 807
VPN_REFUSED = 808
VPN_TIMEOUT = 809
NAME_NOT_RESOLVED = 868
PEER_REFUSED_AUTH = 919

_ENTRIES = (
    RasError(
        619,
        "PORT_DISCONNECTED",
        "The specified port is not connected.",
        "the call ended before PPP was up",
        "Look at the server's log; if it shows nothing of PPP, let GRE (IP protocol 47) through.",
    ),
    RasError(
        629,
        "REMOTE_DISCONNECTION",
        "The connection was closed by the remote computer.",
        "the server cleared the call or closed the control connection",
        "Look for the reason in the server's log (session limit, idle limit, an operator, a newer"
        " call of the same user).",
    ),
    RasError(
        631,
        "USER_DISCONNECTION",
        "The port was disconnected by the user.",
        "it was interrupted before it was connected",
        "Dial again.",
    ),
    RasError(
        633,
        "PORT_NOT_AVAILABLE",
        "The modem (or other connecting device) is already in use or is not configured properly.",
        "another program has the TUN device of that name",
        "Give the connection another --device, or end that program.",
    ),
    RasError(
        646,
        "RESTRICTED_LOGON_HOURS",
        "The account is not permitted to log on at this time of day.",
        "the account's permitted hours exclude the present time",
        "Dial at a permitted hour, or change the hours on the RADIUS server.",
    ),
    RasError(
        647,
        "ACCT_DISABLED",
        "The account is disabled.",
        "somebody disabled the account where it is kept",
        "Enable the account on the RADIUS server.",
    ),
    RasError(
        648,
        "PASSWD_EXPIRED",
        "The password has expired.",
        "the password was right, but is too old",
        "Change the password, then dial again.",
    ),
    RasError(
        649,
        "NO_DIALIN_PERMISSION",
        "The account does not have permission to dial in.",
        "the account's dial-in setting or a remote access policy denies it, or its user has as many"
        " calls as are allowed",
        "Grant dial-in permission, add the user to a policy's group, or hang up another call.",
    ),
    RasError(
        676,
        "LINE_BUSY",
        "The line is busy.",
        "the server has no line free for another call",
        "Try later, or raise the server's session limit.",
    ),
    RasError(
        691,
        "AUTHENTICATION_FAILURE",
        "Access was denied because the username and/or password was invalid on the domain.",
        "the server refused the credentials",
        "Check user name, password and domain; then the server's `debug aaa authentication`.",
    ),
    RasError(
        709,
        "CHANGING_PASSWORD",
        "The password could not be changed.",
        "the server refused the new password",
        "Choose a password that the domain's rules accept.",
    ),
    RasError(
        718,
        "PPP_TIMEOUT",
        "A PPP conversation was started, but timed out.",
        "the server answered PPP at first and then fell silent",
        "Look for packet loss on the path, and for an authentication server that does not answer.",
    ),
    RasError(
        720,
        "PPP_NO_PROTOCOLS_CONFIGURED",
        "No PPP control protocols could be configured.",
        "the server gave no IP address: IPCP did not open",
        "Give the server's template `peer default ip address pool`, and the pool free addresses.",
    ),
    RasError(
        721,
        "PPP_NO_RESPONSE",
        "The remote PPP peer or computer is not responding.",
        "the server acknowledges GRE, but speaks no PPP",
        "Look for the server's LCP in its log; restart the call on the server.",
    ),
    RasError(
        732,
        "PPP_NOT_CONVERGING",
        "The PPP negotiation is not converging.",
        "the two ends kept refusing each other's options",
        "Compare both ends' options in `debug ppp negotiation`.",
    ),
    RasError(
        733,
        "PPP_CP_REJECTED",
        "The PPP control protocol for this network protocol is not available on the server.",
        "the server rejected IPCP",
        "Configure IP on the server's template.",
    ),
    RasError(
        734,
        "PPP_LCP_TERMINATED",
        "The PPP link control protocol was terminated.",
        "the server ended PPP, most often since it wants encryption and cannot have it",
        "Use --encryption optional and --auth ms-chap-v2; give RADIUS users MS-CHAP MPPE keys.",
    ),
    RasError(
        736,
        "PPP_NCP_TERMINATED",
        "The remote computer terminated the control protocol.",
        "the server closed IPCP",
        "Look for the reason in the server's log.",
    ),
    RasError(
        737,
        "PPP_LOOPBACK_DETECTED",
        "A loopback was detected.",
        "our own packets come back: something on the path mirrors GRE",
        "Look at the network between here and the server.",
    ),
    RasError(
        738,
        "PPP_NO_ADDRESS_ASSIGNED",
        "The server did not assign an address.",
        "the server's pool is empty, or it has none",
        "Free or add addresses with `ip local pool` on the server.",
    ),
    RasError(
        741,
        "NO_LOCAL_ENCRYPTION",
        "The local computer does not support the required data encryption type.",
        "no encryption that this end allows could be agreed on",
        "Use an MS-CHAP method, and an --encryption setting that allows the server's strength.",
    ),
    RasError(
        742,
        "NO_REMOTE_ENCRYPTION",
        "The remote computer does not support the required data encryption type.",
        "this end requires MPPE and the server does not offer the strength",
        "Give the server's template `ppp encrypt mppe`, or dial with --encryption optional.",
    ),
    RasError(
        756,
        "DIAL_ALREADY_IN_PROGRESS",
        "This connection is already being dialed.",
        "another program of this machine has this connection",
        "Look at it with `vpdn dial --status`; end it with `vpdn dial --hangup`.",
    ),
    RasError(
        778,
        "UNABLE_TO_AUTHENTICATE_SERVER",
        "It was not possible to verify the identity of the server.",
        "the server's MS-CHAPv2 proof is missing or wrong: it does not know your password",
        "Make the RADIUS server return MS-CHAP2-Success; if it does, distrust this server.",
    ),
    RasError(
        800,
        "AUTOMATIC_VPN_FAILED",
        "Unable to establish the VPN connection.",
        "the server cannot be reached",
        "Check the server's name and address, and the network between here and there.",
    ),
    RasError(
        806,
        "VPN_GRE_BLOCKED",
        "The VPN connection was started, but GRE packets do not get through.",
        "TCP 1723 works, but not one GRE packet came back",
        "Let GRE (IP protocol 47) through every firewall and NAT (PPTP helper) on the path.",
    ),
    RasError(
        807,
        "VPN_DISCONNECT",
        "The network connection between your computer and the VPN server was interrupted.",
        "the server vanished: its keepalives stopped",
        "Check the path to the server, and whether the server still runs.",
    ),
    RasError(
        808,
        "VPN_REFUSED",
        "The remote server refused the connection.",
        "nothing there speaks PPTP, or its settings forbid this call",
        "Start the server (`vpdn enable`), check its accept-dialin group and TCP port 1723.",
    ),
    RasError(
        809,
        "VPN_TIMEOUT",
        "The remote server is not responding.",
        "TCP port 1723 gave no answer at all: a firewall on the path, or no such host",
        "Let TCP port 1723 through, or correct the server's address.",
    ),
    RasError(
        868,
        "DNSNAME_NOT_RESOLVABLE",
        "The name of the remote access server could not be resolved.",
        "no such name",
        "Check the spelling, or dial the address.",
    ),
    RasError(
        919,
        "PEER_REFUSED_AUTH",
        "The server's authentication protocol does not match this connection's settings.",
        "this end's authentication methods and the server's have none in common",
        "Add the server's method with --auth, or ours to its `ppp authentication`.",
    ),
    RasError(
        930,
        "AUTH_SERVER_TIMEOUT",
        "The authentication server did not respond in a timely fashion.",
        "the server got no answer about your credentials",
        "Look at the server's RADIUS settings: address, ports and shared secret.",
    ),
)

_FINAL = frozenset({631, 633, 646, 647, 648, 649, 691, 709, 741, 742, 756, 778, 919})
TABLE = {entry.number: entry for entry in _ENTRIES}
