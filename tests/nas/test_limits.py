"""What a stranger may cost."""

from __future__ import annotations

from ipaddress import IPv4Address

from vpdn.nas import limits
from vpdn.nas.limits import Limits

ONE = IPv4Address("192.0.2.1")
OTHER = IPv4Address("192.0.2.2")


def test_half_open_connections_are_limited_per_source() -> None:
    guard = Limits()
    for _ in range(limits.HALF_OPEN_PER_SOURCE):
        assert guard.connect(ONE) is None
    assert guard.connect(ONE) == "half-open connections per source"
    assert guard.connect(OTHER) is None
    guard.opened(ONE)
    assert guard.connect(ONE) is None


def test_connections_are_limited_per_source_even_when_authenticated() -> None:
    guard = Limits()
    for _ in range(limits.CONNECTIONS_PER_SOURCE):
        assert guard.connect(ONE) is None
        guard.opened(ONE)
    assert guard.connect(ONE) == "connections per source"
    guard.disconnect(ONE, half_open=False)
    assert guard.connect(ONE) is None


def test_half_open_connections_are_limited_over_all_sources() -> None:
    guard = Limits()
    for number in range(limits.HALF_OPEN_IN_ALL):
        assert guard.connect(IPv4Address(number)) is None
    assert guard.connect(ONE) == "half-open connections"
    guard.disconnect(IPv4Address(0), half_open=True)
    assert guard.connect(ONE) is None


def test_refused_passwords_are_limited_per_user_and_forgotten_after_a_minute() -> None:
    guard = Limits()
    for second in range(limits.REFUSALS_PER_USER):
        assert guard.may_try(ONE, b"tac", second) is None
        guard.refused(ONE, (b"tac", b"TAC", b"Tac")[second % 3], second)
    now = float(limits.REFUSALS_PER_USER)
    for name in (b"tac", b"tAC"):
        assert guard.may_try(ONE, name, now) == "refused passwords per user"
    assert guard.may_try(ONE, b"other", now) is None
    assert guard.may_try(OTHER, b"tac", now) is None
    assert guard.may_try(ONE, b"tac", limits.REFUSAL_WINDOW) is None


def test_refused_passwords_are_limited_per_source_over_all_users() -> None:
    guard = Limits()
    for number in range(limits.REFUSALS_PER_SOURCE):
        guard.refused(ONE, b"user%d" % number, 0.0)
    assert guard.may_try(ONE, b"new", 1.0) == "refused passwords per source"
    assert guard.may_try(OTHER, b"new", 1.0) is None


def test_connections_are_limited_in_all_and_a_refused_one_costs_nothing() -> None:
    guard = Limits(connections=2)
    assert guard.connect(ONE) is None
    assert guard.connect(OTHER) is None
    assert guard.connect(IPv4Address("192.0.2.3")) == "connections"
    guard.disconnect(ONE, half_open=True)
    assert guard.connect(OTHER) is None
