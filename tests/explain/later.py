"""Logs of later IOS, composed by us: whole calls in the formats of 12.4 and 15.x, since no such log
of PPTP is ours to keep. `logs/README.md` says what they are made of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

LOGS = Path(__file__).parent / "logs"
ERAS = ("12.4", "15")
STAMP = re.compile(r"\*Nov 27 06:00:(\d\d\.\d{3}): ")


@dataclass(frozen=True, slots=True)
class Expected:
    """What `vpdn explain` must find: the rule, the PC's error (0 for none), a line of the cure, and
    the rungs that a reader looks for, in their order."""

    rule: str
    error: int
    cure: str
    ladder: tuple[str, ...]


_ASKED = ("TCP 1723, Start-Control-Conn.", "MS-CHAP-V2 from tac", "Access-Request")
CASES = {
    "up": Expected("up", 0, "", (*_ASKED, "Access-Accept", "MPPE 128 bit stateless", "IPCP open")),
    "691": Expected(
        "wrong user name or password", 691, "", (*_ASKED, "Access-Reject", "FAILURE 691")
    ),
    "734": Expected(
        "no keys from RADIUS", 734, "", (*_ASKED, "Access-Accept", "no MPPE keys", "PPP down")
    ),
    "742": Expected(
        "MPPE is not configured",
        742,
        " ppp encrypt mppe auto",
        (*_ASKED, "Access-Accept", "LCP PROTREJ CCP", "LCP TERMREQ says 742"),
    ),
    "unreachable": Expected(
        "RADIUS unreachable",
        691,
        "radius-server host 10.99.1.2 auth-port 1645 acct-port 1646",
        (*_ASKED, "Access-Request again", "no RADIUS answer", "FAILURE 691", "tunnel is gone"),
    ),
}


def rows(era: str, case: str) -> list[str]:
    return (LOGS / f"{era}-{case}.log").read_text().splitlines()


def renamed(log: Iterable[str], number: int, interface: bool = True) -> list[str]:
    """The same call as another router's numbers have it: tunnel, ppp name, AAA's and RADIUS'
    identifiers, user and, unless it is to be the same one, interface."""
    names = {
        r"\bppp61\b": f"ppp{100 + number}",
        r"\b0{6}27\b": f"{0x1000 + number:08X}",
        r"\b1645/124\b": f"1645/{number % 256}",
        r"\bTnl(/Cl)? 29(/29)?\b": rf"Tnl\1 {200 + number}",
        r'"tac"': f'"tac{number}"',
    }
    if interface:
        names |= {r"\b(Vi|Virtual-Access)(2\.1|3)\b": rf"\g<1>{10 + number}"}
    text = "\n".join(log)
    for old, new in names.items():
        text = re.sub(old, new, text)
    return text.splitlines()


def seconds(row: str) -> float:
    found = STAMP.match(row)
    assert found is not None, row
    return float(found[1])


def mixed(*logs: list[str]) -> list[str]:
    """By their times, as one router would have written them."""
    return sorted((row for log in logs for row in log), key=seconds)


def delayed(log: Iterable[str], milliseconds: int) -> Iterator[str]:
    for row in log:
        later = seconds(row) + milliseconds / 1000
        yield STAMP.sub(f"*Nov 27 06:00:{later:06.3f}: ", row)
