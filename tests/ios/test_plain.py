from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Interface, IPv4Network

import pytest

from tests.ios.support import ANGELA
from vpdn.ios.plain import fields_of, lines_of, plain, without_secrets
from vpdn.pptp.outputs import CallState
from vpdn.radius.settings import RadiusServer
from vpdn.wire.ppp import Protocol


@dataclass(frozen=True)
class Pair:
    left: object
    secret: str


@pytest.mark.parametrize(
    ("value", "made"),
    [
        (None, None),
        (True, True),
        (7, 7),
        (31.00049, 31.0),
        ("tac", "tac"),
        (IPv4Address("10.0.0.1"), "10.0.0.1"),
        (IPv4Interface("10.0.0.1/24"), "10.0.0.1/24"),
        (IPv4Network("10.0.0.0/24"), "10.0.0.0/24"),
        (CallState.WAIT_ANSWER, "wait_answer"),
        (Protocol.LCP, "lcp"),
        ((1, "a"), [1, "a"]),
        (deque([1]), [1]),
        ({1: CallState.IDLE}, {"1": "idle"}),
        (Pair(Pair(1, "hush"), "hush"), {"left": {"left": 1}}),
    ],
)
def test_a_value_becomes_what_json_has(value: object, made: object) -> None:
    assert plain(value) == made


def test_a_boolean_stays_one() -> None:
    assert plain([True, 1]) == [True, 1]
    assert isinstance(plain(True), bool)


@pytest.mark.parametrize("value", [object(), 1j, len])
def test_what_json_has_no_form_of_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="no JSON for"):
        plain(value)


def test_the_key_of_a_server_is_no_field_of_it() -> None:
    server = RadiusServer(IPv4Address("10.0.0.1"), key="cisco")
    assert "key" not in fields_of(server)
    assert "cisco" not in str(plain(server))
    assert "name" not in fields_of(server, "name")


def test_a_configuration_comes_without_its_secrets() -> None:
    text = without_secrets(ANGELA.read_text())
    assert "username tac password 0 <removed>\n" in text
    assert "radius-server key <removed>\n" in text
    assert "hostname angela\n" in text
    assert without_secrets("snmp-server community public RO") == "snmp-server community <removed>"
    assert lines_of("a\nenable secret 5 $1$x\n") == {"lines": ["a", "enable secret 5 <removed>"]}
