"""What a person is told of a call: progress as Windows words it, the result, and the warnings.

Text only; who prints it is the caller's business.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Network

from vpdn.client.call import Status
from vpdn.client.diagnosis import Stage
from vpdn.client.inform import Advice
from vpdn.ppp.auth.method import AuthMethod

PROGRESS = {
    Stage.VERIFYING: "Verifying username and password...",
    Stage.REGISTERING: "Registering your computer on the network...",
}


def connecting(server: str) -> str:
    return f"Connecting to {server}..."


def redialing(seconds: float, attempt: int, attempts: int) -> str:
    return f"Redialing in {seconds:.0f} seconds, attempt {attempt} of {attempts}."


def connected(status: Status, device: str) -> str:
    """One line: addresses, name servers, authentication and encryption."""
    parts = [f"{status.local} on {device}", f"server {status.remote}"]
    if status.dns:
        parts.append("DNS " + " ".join(str(server) for server in status.dns))
    parts.append(f"authentication {method(status)}")
    parts.append(f"encryption {encryption(status)}")
    return "Connected. " + ", ".join(parts) + "."


def advised(advice: Advice, taken: Sequence[IPv4Network], left: Sequence[IPv4Network] = ()) -> str:
    """What the server said by DHCP: the networks that were taken, and those that were left."""
    parts = [f"domain {advice.domain}"] if advice.domain else []
    for what, values in (("DNS", advice.dns), ("WINS", advice.netbios), ("routes", taken)):
        if values:
            parts.append(f"{what} {_listed(values)}")
    said = f"The server says: {', '.join(parts) or 'nothing'}."
    if left:
        said += f" Not taken: {_listed(left)}."
    if advice.faults:
        said += f" Not understood: {', '.join(advice.faults)}."
    return said


def _listed(values: Iterable[object]) -> str:
    return " ".join(map(str, values))


def encryption(status: Status) -> str:
    if status.mppe is None:
        return "none"
    bits, stateful = status.mppe
    return f"MPPE {bits}-bit {'stateful' if stateful else 'stateless'}"


def warnings(status: Status) -> list[str]:
    """What is weak about this connection, one plain sentence each."""
    found = [_WEAK_METHODS[status.authentication]] if status.authentication in _WEAK_METHODS else []
    if status.mppe is None:
        found.append("nothing is encrypted: whoever is on the path can read and change it all")
    elif status.mppe[0] < 128:
        found.append(f"{status.mppe[0]}-bit encryption is broken in hours by anyone who records it")
    return [f"Warning: {sentence}." for sentence in found]


def method(status: Status) -> str:
    method = status.authentication
    return _NAMES[method] if method is not None else "none"


_NAMES = {
    AuthMethod.PAP: "PAP",
    AuthMethod.CHAP: "CHAP",
    AuthMethod.MS_CHAP: "MS-CHAP",
    AuthMethod.MS_CHAP_V2: "MS-CHAPv2",
}

_WEAK_METHODS: dict[AuthMethod | None, str] = {
    None: "the server did not ask who you are, and nothing shows that it is the right one",
    AuthMethod.PAP: "PAP sent the password in the clear",
    AuthMethod.CHAP: "CHAP's answer lets a listener try passwords, and the server proved nothing",
    AuthMethod.MS_CHAP: "MS-CHAP version 1 gives a listener the password's hash with little work,"
    " and the server proved nothing",
}
