from __future__ import annotations

import pytest

from vpdn.explain.naming import Kind, read


@pytest.mark.parametrize(
    ("words", "keys", "rest"),
    [
        ("Vi1 LCP: State is Open", {(Kind.INTERFACE, "1")}, "LCP: State is Open"),
        ("Virtual-Access2.1 PPP: x", {(Kind.INTERFACE, "2.1")}, "PPP: x"),
        ("ppp61 AUTH: Timeout 1", {(Kind.EARLY, "ppp61")}, "AUTH: Timeout 1"),
        (
            "Vi1 Tnl/Cl 29/30 PPTP: vacc-ok",
            {(Kind.INTERFACE, "1"), (Kind.TUNNEL, "29")},
            "PPTP: vacc-ok",
        ),
        ("Tnl 29 PPTP: EchoRQ", {(Kind.TUNNEL, "29")}, "PPTP: EchoRQ"),
        (
            "%LINK-3-UPDOWN: Interface Virtual-Access1, changed state to up",
            {(Kind.INTERFACE, "1")},
            "%LINK-3-UPDOWN: Interface Virtual-Access1, changed state to up",
        ),
    ],
)
def test_who_a_line_is_about(words: str, keys: set[tuple[Kind, str]], rest: str) -> None:
    named = read(words)
    assert (set(named.keys), named.rest) == (keys, rest)


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("AAA/AUTHEN (374484072): status = ERROR", {(Kind.AAA, "374484072")}),
        (
            "AAA/AUTHEN/START (17): port='Virtual-Access1' list=''",
            {(Kind.AAA, "17"), (Kind.INTERFACE, "1")},
        ),
        ("AAA/AUTHEN/PPP (00000027): Pick method list 'default'", {(Kind.AAA, "00000027")}),
        ("RADIUS/ENCODE(00000027):Orig. component type = VPDN", {(Kind.AAA, "00000027")}),
        ("RADIUS: Retransmit id 141", {(Kind.RADIUS, "141")}),
        (
            "RADIUS(00000027): Received from id 1645/124",
            {(Kind.AAA, "00000027"), (Kind.RADIUS, "1645/124")},
        ),
    ],
)
def test_transactions_and_identifiers(words: str, keys: set[tuple[Kind, str]]) -> None:
    assert set(read(words).keys) == keys


@pytest.mark.parametrize(
    "words",
    [
        "AAA/BIND(00000027): Bind i/f Virtual-Template1",
        "RADIUS(00000000): Send Access-Request to 10.99.1.2:1812",
        'RADIUS:  User-Name           [1]   5   "tac"',
        "LCP: State is Open",
        "",
    ],
)
def test_what_names_nobody(words: str) -> None:
    assert read(words).keys == []
