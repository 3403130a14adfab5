"""What the two ends of a captured call settled on, whether a password fits, and what is broken
about it; in short sentences."""

from __future__ import annotations

from collections.abc import Iterator

from vpdn.explain.capture_auth import Attempt, Match
from vpdn.explain.capture_call import Call
from vpdn.explain.capture_story import Side
from vpdn.wire import ipcp, lcp
from vpdn.wire.ppp import Protocol

_WHO = {Side.PC: "PC", Side.SERVER: "server"}


def agreed(call: Call) -> Iterator[tuple[str, str]]:
    """A name and its value each."""
    for side, who in _WHO.items():
        mru = call.agreed_option(lcp.Mru, Protocol.LCP, side)
        if isinstance(mru, lcp.Mru):
            yield f"MRU of {who}", str(mru.value)
    for attempt in call.authentication.attempts[-1:]:
        verdict = {True: "accepted", False: "refused", None: "not answered"}[attempt.accepted]
        new = " with a new password" if attempt.changes else ""
        yield "authentication", f'{attempt.method}{new}, user "{attempt.user}": {verdict}'
    ways = {side: str(one) for side, one in call.ciphers.agreed.items()}
    if len(set(ways.values())) == 1 and len(ways) == len(Side):
        yield "encryption", next(iter(ways.values()))
    else:
        for side, said in ways.items():
            yield f"encryption {side.value}", said
    for side, who in _WHO.items():
        address = call.agreed_option(ipcp.IpAddress, Protocol.IPCP, side)
        if isinstance(address, ipcp.IpAddress):
            yield f"address of {who}", str(address.address)
    names = [_address(call, kind) for kind in (ipcp.PrimaryDns, ipcp.SecondaryDns)]
    if any(names):
        yield "DNS", ", ".join(filter(None, names))
    for side, who in _WHO.items():
        lost = call.lanes[side].lost
        carried = f"{call.packets[side]} packets" + (f", {lost} not seen" if lost else "")
        yield f"GRE from {who}", carried


def _address(call: Call, kind: type) -> str:
    option = call.agreed_option(kind, Protocol.IPCP, Side.PC)
    return str(getattr(option, "address", ""))


def password_words(call: Call) -> list[str]:
    """Of every response that a password was tried on."""
    return [
        f"packet {one.place.number}: {_match(one)}"
        for one in call.authentication.attempts
        if one.match is not Match.UNTRIED
    ]


def _match(attempt: Attempt) -> str:
    proof = {
        True: ", and the server proves that it knows it",
        False: "; the server's proof is wrong",
        None: "",
    }[attempt.proof]
    if attempt.changed_to is not None:
        return f'right: it opens the change of "{attempt.user}" to "{attempt.changed_to}"{proof}'
    if attempt.match is Match.RIGHT:
        return f'right: it makes the response of "{attempt.user}"{proof}'
    if attempt.match is Match.WRONG:
        return f'wrong: it does not make the response of "{attempt.user}"'
    if attempt.match is Match.OTHER_USER:
        return f'not tried: the response is of "{attempt.user}"'
    return f"cannot be tried: {attempt.match.value}"


def insecure(call: Call) -> Iterator[str]:
    """What an attacker is glad of."""
    methods = {one.method for one in call.authentication.attempts if one.accepted}
    if "PAP" in methods:
        yield "PAP: the password stands in the capture for everybody to read"
    if "CHAP (MD5)" in methods:
        yield "CHAP: the password can be searched for, and there are no keys for encryption"
    if "MS-CHAP" in methods:
        yield "MS-CHAPv1: falls to a DES key search, and keys both directions alike"
    if "MS-CHAPv2" in methods:
        yield "MS-CHAPv2: falls to one search for a 56-bit DES key, whatever the password"
    if any(one.bits < 128 for one in call.ciphers.agreed.values()):
        yield "MPPE with so short a key: it is searched in seconds"
    if call.inside.clear:
        yield "packets travel in the clear"


def undeciphered(call: Call) -> Iterator[str]:
    """Why encrypted packets stay so."""
    encrypted = sum(call.encrypted.values())
    if not encrypted:
        return
    attempts = call.authentication.attempts
    if not attempts:
        yield f"{encrypted} encrypted packets: the capture lacks the authentication"
    elif call.authentication.keys is None:
        yield f"{encrypted} encrypted packets: there are no keys without the right password"
    elif not call.ciphers.agreed:
        yield f"{encrypted} encrypted packets: the capture lacks CCP, which says the strength"
    for failure, count in call.ciphers.failed.items():
        yield f"{count} encrypted packets: {failure.value}"
    if call.malformed:
        yield f"{call.malformed} frames that are no PPP"
