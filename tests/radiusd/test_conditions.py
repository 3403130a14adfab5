"""Conditions: one value is enough; each kind of attribute in its own way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from tests.radiusd.support import ANGELA
from vpdn.radius.packet import Attributes, Code, decode, request
from vpdn.radiusd.conditions import Facts, compile_condition

ASKED: Attributes = [
    ("NAS-IP-Address", "10.200.20.2"),
    ("NAS-Port-Type", "Virtual"),
    ("Service-Type", "Framed"),
    ("Calling-Station-Id", "192.168.1.47"),
]
MONDAY_NOON = datetime(2001, 3, 5, 12, 0, tzinfo=UTC)


def holds(name: str, *values: str, attributes: Attributes = ASKED) -> bool:
    asked = decode(request(Code.ACCESS_REQUEST, 1, bytes(16), b"cisco", attributes))
    facts = Facts(asked, "angela", ANGELA, frozenset({"vpn users"}), MONDAY_NOON)
    return compile_condition(name, values)(facts)


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("Service-Type", ["Framed"], True),
        ("Service-Type", ["Login", "Framed"], True),
        ("Service-Type", ["Login"], False),
        ("Service-Type", ["2"], True),
        ("Framed-Protocol", ["PPP"], False),
        ("NAS-Port-Type", ["Virtual"], True),
        ("NAS-IP-Address", ["10.200.20.0/24"], True),
        ("NAS-IP-Address", ["10.200.20.3", "10.200.20.2"], True),
        ("NAS-IP-Address", ["10.200.21.0/24"], False),
        ("Framed-IP-Address", ["0.0.0.0/0"], False),
        ("Calling-Station-Id", [r"^192\.168\."], True),
        ("Calling-Station-Id", [r"^10\."], False),
        ("Called-Station-Id", [".*"], False),
        ("Client-IP-Address", ["10.200.20.2"], True),
        ("Client-IP-Address", ["192.168.0.0/16"], False),
        ("Client-Friendly-Name", ["ANGELA"], True),
        ("Windows-Groups", ["Domain Users", "VPN USERS"], True),
        ("Windows-Groups", ["Domain Users"], False),
        ("Day-And-Time-Restrictions", ["Sat-Sun", "Mon 08:00-18:00"], True),
        ("Day-And-Time-Restrictions", ["Mon 13:00-18:00"], False),
    ],
)
def test_a_condition_holds_when_one_of_its_values_does(
    name: str, values: Sequence[str], expected: bool
) -> None:
    assert holds(name, *values) is expected


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("No-Such-Thing", "1", "neither an attribute nor a condition"),
        ("Class", "1", "cannot be a condition"),
        ("Service-Type", "Dancing", "is no value of Service-Type"),
        ("NAS-IP-Address", "nowhere", "nowhere"),
        ("Calling-Station-Id", "(", "is no pattern"),
        ("Day-And-Time-Restrictions", "sometimes", "is not like"),
        ("Client-IP-Address", "10.0.0.0/33", "10.0.0.0/33"),
    ],
)
def test_what_cannot_be_a_condition_is_named(name: str, value: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        compile_condition(name, [value])


def test_text_that_is_not_utf_8_is_still_judged() -> None:
    attributes: Attributes = [("Calling-Station-Id", b"\xff\xfe1")]
    assert holds("Calling-Station-Id", "1$", attributes=attributes)
