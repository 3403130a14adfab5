from __future__ import annotations

from ipaddress import IPv4Address, IPv4Interface
from typing import Any

import pytest

from tests.ios.support import loaded, refused, template_text, written
from vpdn.datapath.policer import Limit
from vpdn.nas.config import VirtualTemplate

ACTIONS = "conform-action transmit exceed-action drop"


@pytest.mark.parametrize(
    ("line", "changes"),
    [
        ("ip unnumbered loopback 0", {"unnumbered": "Loopback0"}),
        ("ip address 10.0.0.1 255.0.0.0", {"address": IPv4Interface("10.0.0.1/8")}),
        ("peer default ip address 10.0.0.5", {"peer_address": IPv4Address("10.0.0.5")}),
        ("peer default ip address pool", {"peer_pool": ("default",)}),
        ("peer default ip address pool a b", {"peer_pool": ("a", "b")}),
        ("keepalive 30", {"keepalive": 30}),
        ("keepalive 30 3", {"keepalive": 30, "keepalive_retries": 3}),
        ("no keepalive", {"keepalive": 0}),
        ("no keepalive 30 3", {"keepalive": 0, "keepalive_retries": 5}),
        ("mtu 1400", {"mtu": 1400}),
        ("ip mtu 1400", {"ip_mtu": 1400}),
        ("ip tcp adjust-mss 1360", {"adjust_mss": 1360}),
        (f"rate-limit input 64000 8000 8000 {ACTIONS}", {"police_in": Limit(64_000, 8000)}),
        (f"rate-limit input 64000 8000 4000 {ACTIONS}", {"police_in": Limit(64_000, 8000)}),
        (
            f"rate-limit output 8000 1000 2000 {ACTIONS}",
            {"police_out": Limit(8000, 1000, 2000)},
        ),
    ],
)
def test_commands(line: str, changes: dict[str, Any]) -> None:
    template = loaded(template_text(line)).config.templates[1]
    assert template == VirtualTemplate(1, **changes)


def test_unnumbered_and_an_address_replace_each_other() -> None:
    text = template_text("ip unnumbered Loopback0", "ip address 10.0.0.1 255.0.0.0")
    assert written(text)[1:] == [" ip address 10.0.0.1 255.0.0.0"]
    assert loaded(f"{text}\n ip unnumbered Loopback0").config.templates[1].address is None


@pytest.mark.parametrize(
    ("line", "canonical"),
    [
        ("keepalive", []),
        ("keepalive 10 5", []),
        ("keepalive 10 3", [" keepalive 10 3"]),
        ("mtu 1500", []),
        ("peer default ip address pool", [" peer default ip address pool"]),
        ("no peer default ip address", [" no peer default ip address"]),
        ("no peer neighbor-route", [" no peer neighbor-route"]),
        ("no ip route-cache cef", [" no ip route-cache cef"]),
    ],
)
def test_how_lines_are_written(line: str, canonical: list[str]) -> None:
    assert written(template_text(line))[1:] == canonical


def test_no_interface_removes_it() -> None:
    text = template_text("mtu 1400") + "\nno interface Virtual-Template1"
    assert loaded(text).config.templates == {}


@pytest.mark.parametrize("unit", ["0", "1001", "1/0", "99999999999"])
def test_templates_are_numbered_from_1_to_1000(unit: str) -> None:
    [problem] = refused(f"interface Virtual-Template{unit}")
    assert "Invalid input" in problem
    assert set(loaded("interface Virtual-Template 1000").config.templates) == {1000}


def test_each_way_has_one_rate_limit_and_no_takes_it_away() -> None:
    first, second = (f"rate-limit input {rate} 8000 16000 {ACTIONS}" for rate in (8000, 64000))
    output = f"rate-limit output 8000 1000 2000 {ACTIONS}"
    assert written(template_text(first, output, second))[1:] == [f" {second}", f" {output}"]
    text = template_text(first, output, "no rate-limit input", f"no {output}")
    assert loaded(text).config.templates[1] == VirtualTemplate(1)


@pytest.mark.parametrize(
    "line",
    [
        f"rate-limit input 7999 8000 8000 {ACTIONS}",
        f"rate-limit input 2000000001 8000 8000 {ACTIONS}",
        f"rate-limit input 8000 999 8000 {ACTIONS}",
        f"rate-limit input 8000 1000 1999 {ACTIONS}",
        "rate-limit input 8000 8000 8000 conform-action set-prec-transmit 5 exceed-action drop",
        "rate-limit input 8000 8000 8000 conform-action transmit exceed-action transmit",
        f"rate-limit input access-group 1 8000 8000 8000 {ACTIONS}",
    ],
)
def test_other_numbers_and_what_is_not_done_are_refused(line: str) -> None:
    assert len(refused(template_text(line))) == 1
