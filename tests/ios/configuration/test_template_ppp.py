from __future__ import annotations

from ipaddress import IPv4Address
from typing import Any

import pytest

from tests.ios.support import loaded, refused, template_text, written
from vpdn.nas.config import MppeSettings, PppSettings

ONE, TWO = IPv4Address("10.0.0.1"), IPv4Address("10.0.0.2")


@pytest.mark.parametrize(
    ("line", "changes"),
    [
        ("ppp encrypt mppe 40", {"mppe": MppeSettings(40)}),
        ("ppp encrypt mppe 56", {"mppe": MppeSettings(56)}),
        ("ppp encrypt mppe 128 passive", {"mppe": MppeSettings(128, passive=True)}),
        (
            "ppp encrypt mppe auto required stateful",
            {"mppe": MppeSettings(None, required=True, stateful=True)},
        ),
        ("ppp authentication pap", {"authentication": ("pap",)}),
        (
            "ppp authentication ms-chap-v2 ms-chap chap vpn callin",
            {"authentication": ("ms-chap-v2", "ms-chap", "chap"), "authentication_list": "vpn"},
        ),
        ("ppp authorization vpn", {"authorization_list": "vpn"}),
        ("ppp chap hostname lns", {"chap_hostname": "lns"}),
        ("ppp ipcp dns 10.0.0.1 10.0.0.2", {"dns": (ONE, TWO)}),
        ("ppp ipcp wins 10.0.0.1", {"nbns": (ONE,)}),
        ("ppp lcp delay 0", {"lcp_delay": 0}),
        ("ppp accounting vpn", {"accounting_list": "vpn"}),
    ],
)
def test_commands_and_their_no_forms(line: str, changes: dict[str, Any]) -> None:
    text = template_text(line)
    assert loaded(text).config.templates[1].ppp == PppSettings(**changes)
    assert written(text)[1:] == [f" {line}"]
    assert loaded(f"{text}\n no {line}").config.templates[1].ppp == PppSettings()


def test_no_needs_no_argument() -> None:
    text = template_text("ppp encrypt mppe 40", "no ppp encrypt mppe")
    assert loaded(text).config.templates[1].ppp.mppe is None


def test_the_default_delay_of_lcp_is_not_written() -> None:
    assert written(template_text("ppp lcp delay 2"))[1:] == []


@pytest.mark.parametrize("line", ["ppp encrypt mppe 64", "ppp authentication eap", "ppp x"])
def test_what_is_not_known_is_refused(line: str) -> None:
    [problem] = refused(template_text(line))
    assert "Invalid input" in problem


def test_lines_of_ppp_follow_those_of_the_interface() -> None:
    assert written(template_text("ppp authentication chap", "ppp encrypt mppe 40", "mtu 1400"))[
        1:
    ] == [" mtu 1400", " ppp encrypt mppe 40", " ppp authentication chap"]


@pytest.mark.parametrize(
    "line",
    [
        "ppp chap refuse",
        "ppp chap password 7 02050D480809",
        "ppp pap sent-username x password 0 y",
        "ppp ms-chap hostname x",
        "ppp lcp echo mru verify",
        "ppp multilink",
        "ppp accounting default",
        "ppp authentication chap one-time",
        "ppp ipcp dns 10.0.0.1 accept",
    ],
)
def test_what_has_no_effect_is_kept_and_noted(line: str) -> None:
    text = template_text(line)
    assert written(text)[1:] == [f" {line}"]
    [note] = [note for note in loaded(text).running.notes() if note.number]
    assert note.line == line
