"""What `vpdn check` finds broken about a configuration."""

from __future__ import annotations

import pytest

from tests.ios.support import ANGELA
from vpdn.ios.config import load
from vpdn.ios.weaknesses import weaknesses

PPTP = "PPTP proves nobody's identity on its control channel and protects no packet's integrity"


def found(*template: str, more: str = "") -> list[str]:
    lines = "\n ".join(("interface Virtual-Template1", *template))
    loaded = load(f"vpdn enable\n{lines}\n{more}")
    assert loaded.problems == ()
    return [text.removeprefix("Virtual-Template1: ") for text in weaknesses(loaded.config)]


def test_a_router_without_vpdn_has_none_of_pptps() -> None:
    assert list(weaknesses(load("hostname angela").config)) == []


def test_pptp_itself_is_the_first_of_them() -> None:
    strongest = ("ppp authentication ms-chap-v2", "ppp encrypt mppe 128 required")
    assert found(*strongest) == [
        PPTP,
        "ms-chap-v2 falls to one search for a 56-bit DES key, whatever the password",
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("ppp authentication pap", "pap sends the password in the clear"),
        ("ppp authentication chap", "chap allows no encryption"),
        ("ppp authentication ms-chap", "ms-chap does not prove the server's identity"),
        ("ppp encrypt mppe 40", "a 40-bit key is searched in seconds"),
        ("ppp encrypt mppe auto", "a 40-bit key is searched in seconds"),
        ("ppp encrypt mppe 128", "a peer that refuses encryption is served in the clear"),
        ("no ip address", "anybody may connect: there is no ppp authentication"),
        ("no ip address", "packets travel in the clear: there is no ppp encrypt mppe"),
    ],
)
def test_each_weak_choice_is_named(line: str, said: str) -> None:
    assert any(text.startswith(said) for text in found(line))


HOST = "radius-server host 10.0.0.1"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (f"{HOST} key cisco", "replies without Message-Authenticator are taken (CVE-2024-3596)"),
        (f"{HOST}\nradius-server key cisco", "replies without Message-Authenticator are taken"),
        (HOST, "it has no key, so it is never asked"),
    ],
)
def test_a_radius_server_that_is_trusted_too_much_or_never_is_named(lines: str, said: str) -> None:
    [told] = [text for text in found(more=lines) if text.startswith(HOST)]
    assert told.startswith(f"{HOST}: {said}")


def test_a_server_that_must_sign_its_replies_is_not_named() -> None:
    signed = f"{HOST} message-authenticator require key cisco"
    assert not any("CVE" in text for text in found(more=signed))


def test_the_documents_configuration_is_told_plainly() -> None:
    text = "\n".join(weaknesses(load(ANGELA.read_text()).config))
    for word in ("PPTP", "40-bit", "CVE-2024-3596"):
        assert word in text


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (" login local", ["telnet sends everything in the clear, passwords too"]),
        (" login local\n transport input ssh", []),
        (" no login\n transport input none", []),
        (
            " no login\n transport input ssh",
            ["anybody who can reach the router is let in without a question"],
        ),
    ],
)
def test_what_is_weak_about_a_vty(lines: str, said: list[str]) -> None:
    told = weaknesses(load(f"line con 0\n no login\nline vty 0 4\n{lines}").config)
    assert [text.removeprefix("line vty 0: ") for text in told] == said
