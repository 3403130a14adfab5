"""How real pppd fares in each lab that shows a failure: what it is asked for, and how it tells.

`CASES` is the table; `excerpt` picks pppd's own lines about a refusal out of its log, `page` is
docs/refusals.md made of them, and `summary` what a run of the tests ends with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.interop.pptpd_refusals import REFUSALS
from vpdn.lab.overlay import apply_changes
from vpdn.lab.topology import Topology, find, load

PAGE = Path(__file__).parents[2] / "docs" / "refusals.md"
RUN = "WRITE_DOCS=1 .venv/bin/pytest tests/interop/test_refusals.py"

LOCAL = {
    "aaa authentication ppp default group radius local": "aaa authentication ppp default local"
}
PAP = {" ppp authentication ms-chap": " ppp authentication ms-chap pap"}
TRIES = {" ppp authentication ms-chap": " ppp authentication ms-chap\n ppp max-bad-auth 3"}
REQUIRED = {" ppp encrypt mppe 40": " ppp encrypt mppe 40 required"}
NO_MSCHAP = "refuse-chap refuse-mschap refuse-mschap-v2"
NO_KEYS = ("MPPE: RADIUS keying material missing", "CCP: O TERMREQ [Open]", "LCP: I TERMREQ")
"""pppd is quicker than the router to end a link whose encryption has ended."""
UP = "MPPE 40-bit stateless compression enabled"


def _refused(words: str) -> str:
    return f"MS-CHAP authentication failed: {words}"


def _ping(octets: int) -> str:
    """At the PC, with packets of so many octets in all."""
    return f"ping -c 3 -i 0.2 -W 1 -s {octets - 28} 172.16.10.100"


@dataclass(frozen=True, slots=True)
class Case:
    """One call. `told` is how pppd's last line about it begins; `options` what it is asked for.

    `changes` are more lines of the router's configuration. `freeradius` stands in IAS' stead, with
    `keys` of MPPE in its answers or not. `router` goes before what the lab expects of the router,
    `diagnoses` before what `vpdn explain` finds in the lab. `up`: the call comes up, and the last
    thing that is `asked` at the PC goes wrong. `cured`: with the lab's cure entered at the router
    the call comes up, and all goes well.
    """

    lab: str
    told: str
    options: str = "require-mppe-40"
    changes: Mapping[str, str] = field(default_factory=dict)
    freeradius: bool = False
    keys: bool = True
    router: tuple[str, ...] | None = None
    diagnoses: tuple[str, ...] | None = None
    up: bool = False
    asked: tuple[str, ...] = ()
    cured: bool = False
    title: str = ""
    """In the lab's place."""

    def topology(self) -> Topology:
        """The lab, with our changes."""
        lab = load(find(self.lab))
        given = {"files": dict(lab.files), "changes": {"angela.cfg": dict(self.changes)}}
        parts = [part for part in lab.parts if part.name != "IAS" or not self.freeradius]
        return replace(lab, files=apply_changes(given, lab.directory)["files"], parts=tuple(parts))

    @property
    def shown(self) -> str:
        """What goes wrong, with Windows' error where there is one."""
        return self.title or load(find(self.lab)).title

    @property
    def needs_lm_key(self) -> bool:
        """Whether pppd is to encrypt with 40 bits, which it has no key for by itself."""
        return "require-mppe-40" in self.options and NO_MSCHAP not in self.options


CASES = {
    "wrong-password": Case("wrong-password", _refused("E=691 Authentication failure")),
    "wrong-password, three tries allowed": Case(
        "wrong-password",
        _refused("Authentication failure"),
        changes=TRIES,
        router=("/MS-CHAP: O FAILURE .*E=691 R=1 C=/", "LCP: I TERMREQ"),
    ),
    "policy-denies": Case("policy-denies", _refused("E=649 No dialin permission")),
    "outside-hours": Case("outside-hours", _refused("E=646 Restricted logon hours")),
    "account-disabled": Case("account-disabled", _refused("E=647 Account disabled")),
    "duplicate-login": Case(
        "duplicate-login",
        _refused("E=649 No dialin permission"),
        router=("Vi2 VPDN: user tac refused: limit of 1 call", "/MS-CHAP: O FAILURE .*E=649/"),
        diagnoses=("up", "too many calls of the user"),
        cured=True,
    ),
    "password-expired": Case("password-expired", _refused("E=648 Password expired")),
    "password-changed": Case(
        "password-changed",
        _refused("Password expired"),
        router=("/MS-CHAP: O FAILURE .*E=648 R=1 C=/", "LCP: I TERMREQ"),
        diagnoses=("password expired",),
    ),
    "radius-unreachable": Case(
        "radius-unreachable", _refused("E=691 Authentication failure"), cured=True
    ),
    "radius-fallback": Case("radius-fallback", UP, up=True),
    "wrong-secret": Case("wrong-secret", _refused("E=691 Authentication failure"), cured=True),
    "wrong-secret, FreeRADIUS": Case(
        "wrong-secret", _refused("E=691 Authentication failure"), freeradius=True
    ),
    "radius-no-keys": Case("radius-no-keys", "sent [LCP TermReq", router=NO_KEYS),
    "radius-no-keys, FreeRADIUS": Case(
        "radius-no-keys", "sent [LCP TermReq", router=NO_KEYS, freeradius=True, keys=False
    ),
    "no-encryption-pc": Case(
        "no-encryption-pc", "LCP terminated by peer", options="noccp", cured=True
    ),
    "mppe-not-configured": Case(
        "mppe-not-configured", "MPPE required but peer negotiation failed", cured=True
    ),
    "strength-mismatch": Case(
        "strength-mismatch",
        "MPPE required but peer negotiation failed",
        options="require-mppe-128",
        cured=True,
    ),
    "no-mschap": Case(
        "no-mschap",
        "rcvd [LCP TermReq",
        options=f"require-mppe-40 {NO_MSCHAP}",
        router=("LCP: I CONFNAK", "LCP: I CONFREJ", "LCP: O TERMREQ"),
        diagnoses=("no common authentication",),
    ),
    "no-mschap, the router allows PAP": Case(
        "no-mschap",
        "MPPE required, but MS-CHAP[v2]",
        options=f"require-mppe-40 {NO_MSCHAP}",
        changes=PAP | LOCAL,
        router=("PAP: O AUTH-ACK", "LCP: I TERMREQ"),
        diagnoses=("encryption without MS-CHAP",),
    ),
    "no-mschap, the router allows PAP and requires encryption": Case(
        "no-mschap",
        "LCP terminated by peer",
        options=NO_MSCHAP,
        changes=PAP | LOCAL | REQUIRED,
        router=("PAP: O AUTH-ACK", "MPPE: Required encryption not negotiated", "LCP: O TERMREQ"),
        diagnoses=("encryption without MS-CHAP",),
        title="Error 734: the router requires encryption, and PAP gives it no keys",
    ),
    "pool-exhausted": Case(
        "pool-exhausted",
        "LCP terminated by peer",
        diagnoses=("up", "pool exhausted"),
        cured=True,
    ),
    "gre-blocked": Case(
        "gre-blocked",
        "LCP: timeout sending Config-Requests",
        options="lcp-restart 1 lcp-max-configure 8",
    ),
    "tcp-blocked": Case("tcp-blocked", "anon fatal[callmgr_main"),
    "mtu-black-hole": Case(
        "mtu-black-hole", UP, up=True, asked=(_ping(100), _ping(1200)), cured=True
    ),
    "keepalive-lost": Case("keepalive-lost", "Modem hangup"),
}
"""By the title on the page: a lab, and what differs from it."""

PACKETS = (
    r"(sent|rcvd) \[(CHAP Failure|CCP (ConfReq|ConfRej|TermReq)|LCP (TermReq|ProtRej)|"
    r"LCP Conf(Nak|Rej) .*auth)"
)
"""Not what is on its way while somebody ends the link: it may come in time or not."""
NOISE = (
    r"(sent|rcvd) \[|using channel|Using interface|Connect: |Script |  script |Waiting for |"
    r"Connection terminated|Modem hangup|Connect time|Sent \d|updetach|sending SIGTERM|tcflush|"
    r"Discarded non-LCP|Plugin |LM key set"
)
VARYING = (
    (r" id=0x[0-9a-f]+", ""),
    (r" magic 0x[0-9a-f]+", ""),
    (r"\bC=[0-9A-F]+", "C=…"),
)


def excerpt(log: str, told: str) -> list[str]:
    """pppd's lines about what went wrong, each once and without what differs from call to call: up
    to the one that begins with `told`, which must be there."""
    kept: dict[str, None] = {}
    for line in filter(None, log.splitlines()):
        last = line.startswith(told)
        if last or re.match(PACKETS, line) or not re.match(NOISE, line):
            kept[_masked(line)] = None
        if last:
            return list(kept)
    raise AssertionError(f"pppd did not say {told!r}:\n{log}")


def _masked(line: str) -> str:
    for pattern, replacement in VARYING:
        line = re.sub(pattern, replacement, line)
    return line


HEAD = f"""# The same refusals, by pppd

Written by `{RUN}`; every run of the tests compares it.

Debian's pppd and pptp-linux, in a kernel of their own, take the PC's place in each lab of
[labs.md](labs.md) and dial the lab's own router. Below is what pppd then says, beside the error
that Windows shows: each line once, without identifiers, magic numbers and challenges. The router's
log has the lines that the lab expects, where pppd does as Windows' PC would, and `vpdn explain`
finds the cause in it. pppd 2.4.9 gives up where another try or a new password is allowed (`R=1`).
By itself it has no key of 40 bits: it is given one.
"""


OTHER_WAY = """## The other way: `vpdn dial` calls pptpd

What the server wants, what the PC allows, and the error that `vpdn dial` then shows. Where pppd
gives a reason as it ends the link, it stands there as the cause.

| | error | pppd of the server |
|---|---|---|"""


def page(said: Mapping[str, list[str]]) -> str:
    """The page, from pppd's lines by case."""
    rows = [f"| {name} | {one.error} | `{one.logged}` |" for name, one in REFUSALS.items()]
    sections = [_section(title, lines) for title, lines in said.items()]
    return "\n".join([HEAD, *sections, OTHER_WAY, *rows, ""])


def _section(title: str, lines: list[str]) -> str:
    case = CASES[title]
    drawn = "\n".join(f"    {line}" for line in lines)
    text = f"## {title}\n\n{case.shown}. pppd `{case.options}`:\n\n{drawn}\n"
    if case.up and not case.asked:
        text += "\nThe call is up.\n"
    if case.cured:
        text += "\nWith the lab's cure at the router the call comes up.\n"
    return text


def summary(said: Mapping[str, list[str]]) -> Iterator[str]:
    """A line for each case: Windows' error, and pppd's last line."""
    for title, lines in said.items():
        windows = re.match(r"Error \d+", CASES[title].shown)
        yield f"{title:58} {windows[0] if windows else '':10} {lines[-1]}"
