"""The messages that mean something, as a table: how IOS words them, what fact each is, and what
arrow it draws. A message cut at the edge of a terminal is still known by its beginning.

A fact is a few words; `rules` and `weaknesses` are written in them. Packets of PPP's protocols are
not in the table, since they all look alike: their facts are IOS' own words (`LCP I CONFREQ`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum


class Way(Enum):
    """Who speaks to whom."""

    IN = "PC to router"
    OUT = "router to PC"
    ASK = "router to RADIUS"
    ANSWER = "RADIUS to router"
    NOTE = "the router, to itself"
    SILENT = "not drawn"


@dataclass(frozen=True, slots=True)
class Meaning:
    """`values` are what the message names: user, address …"""

    fact: str
    way: Way
    label: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Message:
    pattern: re.Pattern[str]
    fact: str
    way: Way
    label: str

    def read(self, words: str) -> Meaning:
        """Of words that it matches."""
        found = self.pattern.match(words)
        assert found is not None
        values = {name: value for name, value in found.groupdict().items() if value}
        named = {name: value or "" for name, value in found.groupdict().items()}
        return Meaning(self.fact, self.way, self.label.format(**named).strip(), values)


@dataclass(frozen=True, slots=True)
class _Index:
    """Messages that begin alike. `any` matches the first of them that does, by its number: one
    search instead of one for each, since a log has millions of lines."""

    any: re.Pattern[str]
    messages: tuple[_Message, ...]

    @classmethod
    def of(cls, messages: list[_Message]) -> _Index:
        nameless = (re.sub(r"\(\?P<\w+>", "(?:", one.pattern.pattern) for one in messages)
        return cls(re.compile("|".join(f"({one})" for one in nameless)), tuple(messages))


_NAME = r"(?:MS-CHAP-V2|MS-CHAP|CHAP|PAP)"
_FORGED = "reply fails the check"
_ERROR = r"(?:E=(?P<code>[0-9]{1,9})(?![0-9]))"
_FAILURE = rf'{_NAME}: O (?:FAILURE|AUTH-NAK)(?:.*?msg is "{_ERROR}?(?P<text>[^"]*)?)?'
_IN, _OUT, _ASK, _ANSWER, _NOTE, _SILENT = Way
TABLE: tuple[tuple[str, str, Way, str], ...] = (
    # tunnel and call
    (r"PPTP: Tunnel created; peer", "tunnel created", _IN, "TCP 1723, Start-Control-Conn."),
    (r"PPTP: SCCRQ-ok", "tunnel up", _OUT, "Start-Control-Connection-Reply"),
    (r"PPTP: VAccess created", "call", _NOTE, "call connected"),
    (r"VPDN: Virtual interface created", "call", _SILENT, ""),
    (r"PPTP: ClearReq ", "PC cleared the call", _IN, "Call-Clear-Request"),
    (r"PPTP: StopCCRQ ", "PC stopped", _IN, "Stop-Control-Connection-Req."),
    (r"PPTP: Destroy tunnel", "tunnel gone", _NOTE, "tunnel is gone"),
    (r"PPTP: timeout -> state change estabd to (?!estabd)\w", "tunnel silent", _NOTE, "no echo"),
    (r"PPTP: Destroying session", "call gone", _NOTE, "call is gone"),
    (
        r"VPDN: user (?P<user>.+) refused: (?P<most>limit of \d+)",
        "user limit",
        _NOTE,
        "{user}: {most}",
    ),
    (r"VPDN: replaced by (?P<by>Vi\d+)", "replaced", _NOTE, "replaced by {by}"),
    (r"VPDN: (?P<caller>\S+) refused: limit of (?P<limit>\S+)", "limit", _NOTE, "limit of {limit}"),
    (
        r"%VPDN-6-RESERR:.*limit of (?P<limit>\d+)|.*[Ss]ession limit exceeded",
        "limit",
        _NOTE,
        "session limit reached",
    ),
    (r"%VPDN-6-RESERR:.*no address left", "pool empty", _NOTE, "no address left"),
    (r"%LINK-\d-UPDOWN:.*to up", "interface up", _SILENT, ""),
    (r"%LINK-\d-(?:UPDOWN|CHANGED):.*to (?:administratively )?down", "interface down", _SILENT, ""),
    # phases and states of PPP
    (r"PPP: Phase is ESTABLISHING", "PPP ESTABLISHING", _SILENT, ""),
    (r"PPP: Phase is AUTHENTICATING, Authenticated", "PPP handed over", _SILENT, ""),
    (r"PPP: Phase is AUTHENTICATING", "PPP AUTHENTICATING", _SILENT, ""),
    (r"PPP: Phase is UP", "PPP UP", _SILENT, ""),
    (r"PPP: Phase is TERMINATING", "PPP TERMINATING", _NOTE, "PPP terminating"),
    (r"PPP: Phase is DOWN, Setup", "PPP setup", _SILENT, ""),
    (r"PPP: Phase is DOWN", "PPP DOWN", _NOTE, "PPP down"),
    (r"LCP: State is Open", "LCP Open", _NOTE, "LCP open"),
    (r"CCP: State is Open", "CCP Open", _NOTE, "CCP open"),
    (r"IPCP: State is Open", "IPCP Open", _NOTE, "IPCP open"),
    (r"LCP: State is Closed", "LCP Closed", _SILENT, ""),
    (r"LCP: TIMEout: State", "LCP TIMEout", _NOTE, "LCP timeout"),
    (
        r"(?:PPP|LCP|PPP DISC): Missed (?:\d+|too many) keepalives",
        "keepalive lost",
        _NOTE,
        "keepalives unanswered",
    ),
    (r"LCP: Loopback detected", "loopback", _NOTE, "loopback"),
    (r"LCP: Failed to negotiate", "LCP failed", _NOTE, "LCP failed"),
    # encryption
    (r"MPPE: (?:RADIUS|Local) keying material missing", "keys missing", _NOTE, "no MPPE keys"),
    (r"MPPE: Required encryption not", "encryption missing", _NOTE, "encryption required"),
    (
        r"MPPE: \[(?P<bits>\d+) bit encryption\](?: \[(?P<mode>\w+))?",
        "encrypted",
        _NOTE,
        "MPPE {bits} bit {mode}",
    ),
    # authentication
    (rf"(?P<method>{_NAME}): O CHALLENGE", "challenge", _OUT, "{method} CHALLENGE"),
    (
        rf'(?P<method>{_NAME}): I (?:RESPONSE|AUTH-REQ)(?:.*from "(?P<user>[^"]*)")?',
        "response",
        _IN,
        "{method} from {user}",
    ),
    (rf"(?P<method>{_NAME}): O (?:SUCCESS|AUTH-ACK)", "success", _OUT, "{method} SUCCESS"),
    (_FAILURE, "failure", _OUT, "FAILURE {code}"),
    (rf"{_NAME}: Unable to validate Response.*: limit of \d", "user limit", _SILENT, ""),
    (rf"{_NAME}: Unable to validate Response", "refused", _SILENT, ""),
    (r"AUTH: Timeout", "authentication timeout", _NOTE, "authentication timeout"),
    (r"PPP: Received LOGIN Response FAIL", "AAA FAIL", _NOTE, "AAA: FAIL"),
    (r"PPP: Received LOGIN Response PASS", "AAA PASS", _NOTE, "AAA: PASS"),
    (r"PPP: Sent \w+ LOGIN Request", "AAA asked", _SILENT, ""),
    # AAA; somebody at a line of the router's is nobody's call
    (r"AAA/AUTHEN/(?:LOGIN|ENABLE)|AAA/AUTHOR/(?:EXEC|CMD)", "login", _SILENT, ""),
    (r"AAA/AUTHEN/START .*port='(?:tty|con|aux)", "login", _SILENT, ""),
    (r"AAA/AUTHEN/START .*Method=(?:radius|SERVER_GROUP)", "method radius", _SILENT, ""),
    (r"AAA/AUTHEN/START .*Method=tacacs", "method tacacs", _NOTE, "AAA: TACACS+"),
    (r"AAA/AUTHEN/START .*Method=LOCAL", "method local", _NOTE, "AAA: local users"),
    (r"AAA/AUTHEN ?\(\w+\): status = PASS", "AAA PASS", _NOTE, "AAA: PASS"),
    (r"AAA/AUTHEN ?\(\w+\): status = FAIL", "AAA FAIL", _NOTE, "AAA: FAIL"),
    (r"AAA/AUTHEN ?\(\w+\): status = ERROR", "AAA ERROR", _NOTE, "AAA: ERROR"),
    (r"AAA/AUTHOR/\w+: (?:Denied|We cannot start)", "not authorized", _NOTE, "not authorized"),
    (r"%VPDN-6-AUTHORFAIL:.*; limit of \d", "user limit", _NOTE, "too many calls"),
    (r"%VPDN-6-AUTHORFAIL", "not authorized", _NOTE, "not authorized"),
    (r"AAA/MEMORY: create_user .*?user='(?P<user>[^']*)'", "user", _SILENT, ""),
    (r"AAA/MEMORY: free_user .*?user='(?P<user>[^']*)'", "user freed", _SILENT, ""),
    # RADIUS, of 12.0 and of 12.2(11)T
    (
        r"RADIUS: Initial Transmit \S+ id \d+(?: (?P<server>[\d.]+))?",
        "RADIUS asked",
        _ASK,
        "Access-Request",
    ),
    (
        r"RADIUS(?:\(\w+\))?: Send Access-Req\w*(?: to (?P<server>[\d.]+))?",
        "RADIUS asked",
        _ASK,
        "Access-Request",
    ),
    (
        r"RADIUS: Received from id \S+ (?P<server>[\d.]+).*Access-A(?:ccept, len (?P<length>\d+))?",
        "RADIUS accepts",
        _ANSWER,
        "Access-Accept",
    ),
    (
        r"RADIUS: Received from id \S+ (?P<server>[\d.]+).*Access-R",
        "RADIUS rejects",
        _ANSWER,
        "Access-Reject",
    ),
    (r"RADIUS: Retransmit", "RADIUS retransmits", _ASK, "Access-Request again"),
    (r"RADIUS: Fail-over", "RADIUS fails over", _ASK, "next server"),
    (
        r"RADIUS: (?:No response|Tried all)|Radius: No response",
        "RADIUS silent",
        _NOTE,
        "no RADIUS answer",
    ),
    (
        r"%RADIUS-\d-RADIUS_DEAD:.*?server (?P<server>[\d.]+)",
        "RADIUS dead",
        _NOTE,
        "server is dead",
    ),
    (r"RADIUS: response-authenticator decrypt", "RADIUS reply forged", _ANSWER, _FORGED),
    (r"RADIUS: Response \(\d+\) failed", "RADIUS reply forged", _ANSWER, _FORGED),
    (r"RADIUS: Reply from \S+ refused", "RADIUS reply forged", _ANSWER, _FORGED),
    (r'(?:RADIUS: *)?Reply-Message .*"(?P<text>[^"]*)"?', "reply message", _NOTE, "“{text}”"),
    (r"Attribute 26 \d+ 00000137(?:0C|10|11)", "keys given", _SILENT, ""),
    (r"(?:RADIUS: )?MS-(?:CHAP-MPPE-Keys|MPPE-(?:Send|Recv)-Key)", "keys given", _SILENT, ""),
    (r"AAA/AUTHOR/\w+: Processing AV mschap_mppe_keys", "keys given", _SILENT, ""),
    (r"Attribute \d+ |RADIUS: [A-Z][\w, -]*\[\d+\]", "attribute", _SILENT, ""),
    (r"%VPDN-6-AUTHENERR", "AAA ERROR", _NOTE, "no AAA server"),
    (r"%VPDN-6-AUTHENFAIL", "AAA FAIL", _NOTE, "AAA: FAIL"),
    # addresses
    (
        r"IPCP: Cannot satisfy pool|.*[Nn]o (?:free )?addresses? (?:left|available)",
        "pool empty",
        _NOTE,
        "no address left",
    ),
    (r"IPCP: Pool returned (?P<address>\S+)", "address", _NOTE, "address {address}"),
    (
        r"IPCP: Install route to (?P<address>\S+)|%VPDN-6-UP:.*address (?P<up>\S+)",
        "up",
        _NOTE,
        "route to {address}{up}",
    ),
)
_FIRST_WORD = re.compile(r"%?[A-Za-z]+(?:-CHAP)?")
_PACKET = re.compile(r"(?P<fact>(?:LCP|CCP|IPCP|IPV6CP) [IO] [A-Z]+)")
_PROTREJ = re.compile(r"LCP: [IO] PROTREJ .*protocol (\w+)")
_TERMREQ = re.compile(r"LCP: I TERMREQ .*\(0x[0-9A-F]{8}003CCD74(?P<number>[0-9A-F]{8})\)")


def read(words: str) -> Meaning | None:
    """What a message means; `words` begin behind the interface and tunnel it is about."""
    index = _INDEX.get(_first(words))
    if index is not None and (found := index.any.match(words)):
        assert found.lastindex is not None
        return index.messages[found.lastindex - 1].read(words)
    return _packet(words)


def _packet(words: str) -> Meaning | None:
    found = _PACKET.match(words.replace(": ", " ", 1))
    if not found:
        return None
    fact, values = found["fact"], {}
    way = Way.IN if " I " in fact else Way.OUT
    if rejected := _PROTREJ.match(words):
        fact = f"{fact} {rejected[1]}"
    if told := _TERMREQ.match(words):
        values["told"] = str(int(told["number"], 16))
    label = " ".join(word for word in fact.split() if word not in "IO")
    return Meaning(fact, way, f"{label} says {values['told']}" if values else label, values)


def _first(words: str) -> str:
    found = _FIRST_WORD.match(words)
    return found[0].upper() if found else ""


def _index() -> dict[str, _Index]:
    """The table by the first words of its messages."""
    index: dict[str, list[_Message]] = {}
    for pattern, fact, way, label in TABLE:
        message = _Message(re.compile(pattern), fact, way, label)
        for first in _first_words(pattern):
            index.setdefault(first, []).append(message)
    return {first: _Index.of(messages) for first, messages in index.items()}


def _first_words(pattern: str) -> Iterator[str]:
    """Those that a pattern may begin with; more than it does costs time only."""
    return (word for word in _FIRST_WORDS if word in pattern.upper())


_FIRST_WORDS = (
    *("PPTP", "VPDN", "%VPDN", "%LINK", "PPP", "LCP", "CCP", "IPCP", "MPPE", "AUTH", "AAA"),
    *("RADIUS", "%RADIUS", "ATTRIBUTE", "REPLY", "MS", "MS-CHAP", "CHAP", "PAP"),
)
_INDEX = _index()
