"""What is insecure about a call, by what its log shows: all rules that hold."""

from __future__ import annotations

from vpdn.explain.rule import Rule

_AGREED = ("up", "IPCP Open")
_TEMPLATE = "interface Virtual-Template1"

WEAKNESSES: tuple[Rule, ...] = (
    Rule(
        "PAP",
        ("used PAP",),
        "PAP: the password crosses the network in the clear",
        "Use MS-CHAPv2.",
        lines=(_TEMPLATE, " ppp authentication ms-chap-v2"),
    ),
    Rule(
        "CHAP",
        ("used CHAP",),
        "CHAP: allows no encryption, and its exchange can be searched for the password",
        "Use MS-CHAPv2.",
        lines=(_TEMPLATE, " ppp authentication ms-chap-v2"),
    ),
    Rule(
        "MS-CHAPv1",
        (),
        "MS-CHAPv1: the server proves nothing, the password's hash falls to a search for DES keys,"
        " and both directions have the same key",
        "Use MS-CHAPv2.",
        any_of=("used MS-CHAP", "LCP O CONFREQ AuthProto MS-CHAP"),
        unseen=("used MS-CHAP-V2",),
        lines=(_TEMPLATE, " ppp authentication ms-chap-v2"),
    ),
    Rule(
        "MS-CHAPv2",
        ("used MS-CHAP-V2",),
        "MS-CHAPv2: whoever recorded it finds the password's hash by one search for a DES key",
        "",
    ),
    Rule(
        "40 bit",
        (),
        "40-bit MPPE: the key is searched in seconds",
        "Use 128 bit.",
        any_of=("encrypted 40", "encrypted 56"),
        lines=(_TEMPLATE, " ppp encrypt mppe 128 required"),
    ),
    Rule(
        "no encryption",
        (),
        "no encryption: all packets cross the network in the clear",
        "Require MPPE.",
        any_of=_AGREED,
        unseen=("encrypted", "CCP Open"),
        lines=(_TEMPLATE, " ppp encrypt mppe 128 required"),
    ),
    Rule(
        "PPTP",
        (),
        "PPTP: protects no packet's integrity, and whoever records a session can read it",
        "",
    ),
)
