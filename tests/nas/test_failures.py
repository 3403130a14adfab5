from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from vpdn.aaa.trace import AuthenFinished
from vpdn.machine import Trace
from vpdn.nas.events import Event
from vpdn.nas.failures import KINDS, Failures
from vpdn.nas.trace import LimitReached, PoolExhausted, RouteInstalled, RouteRefused
from vpdn.ppp.outputs import KeySource
from vpdn.ppp.trace import AuthRefused, EncryptionMissing, KeepaliveLost, KeysMissing
from vpdn.pptp.outputs import ControlChanged, ControlEvent, ControlState, MessageRefused
from vpdn.wire.chap import Algorithm

PC = IPv4Address("192.168.1.47")
REFUSED = AuthRefused(Algorithm.MSCHAP, b"tac", "Authentication failure")
ESTABLISHED = ControlState.ESTABLISHED


def event(trace: Trace, time: float = 1.0, user: str = "tac") -> Event:
    return Event(time, trace, tunnel=29, session=30, interface=1, user=user, address=PC)


@pytest.mark.parametrize(
    ("trace", "kind", "reason"),
    [
        (REFUSED, "Authentication failure", "Authentication failure"),
        (
            AuthRefused(Algorithm.MSCHAP, b"tac", "limit of 1 call", 649),
            "Authorization failure",
            "limit of 1 call",
        ),
        (AuthenFinished(7, "ERROR"), "AAA failure", "No authentication method answered"),
        (PoolExhausted("default"), "Address failure", "No address is left in pool default"),
        (RouteRefused(PC, "no such device"), "Address failure", "no such device"),
        (KeysMissing(KeySource.RADIUS), "Encryption failure", "No keying material"),
        (EncryptionMissing(), "Encryption failure", "Required encryption not negotiated"),
        (KeepaliveLost(5), "The remote side is silent", "5 keepalives missed"),
        (LimitReached("sessions", PC), "Resources exhausted", "Limit reached: sessions"),
        (MessageRefused("bad cookie"), "Tunnel failure", "bad cookie"),
        (
            ControlChanged(ControlEvent.ECHO_LOST, ESTABLISHED, ControlState.CLOSED),
            "Tunnel failure",
            "The peer did not answer Echo-Requests",
        ),
    ],
)
def test_what_counts_as_a_failure(trace: Trace, kind: str, reason: str) -> None:
    failures = Failures()
    failures.listen(event(trace))
    [failure] = failures.table
    assert (failure.kind, failure.reason) == (kind, reason)
    assert (failure.user, failure.address, failure.session) == ("tac", PC, 30)
    assert type(trace) in KINDS


def test_a_login_that_nobody_can_judge_is_no_call_that_failed() -> None:
    failures = Failures()
    failures.listen(Event(1.0, AuthenFinished(7, "ERROR")))
    assert failures.table == ()


def test_what_goes_well_is_no_failure() -> None:
    failures = Failures()
    failures.listen(event(RouteInstalled(PC)))
    failures.listen(event(AuthenFinished(7, "ERROR", last=False)))
    failures.listen(event(AuthenFinished(7, "PASS")))
    failures.listen(event(ControlChanged(ControlEvent.TIMEOUT, ESTABLISHED, ESTABLISHED)))
    assert failures.table == ()


def test_the_same_failure_again_is_counted_and_comes_first() -> None:
    failures = Failures()
    failures.listen(event(REFUSED, 1.0))
    failures.listen(event(REFUSED, 2.0, "other"))
    failures.listen(event(REFUSED, 3.0))
    assert [(one.user, one.count, one.time) for one in failures.table] == [
        ("tac", 2, 3.0),
        ("other", 1, 2.0),
    ]


def test_the_table_is_bounded_and_can_be_cleared() -> None:
    failures = Failures(size=3)
    for number in range(5):
        failures.listen(event(REFUSED, user=str(number)))
    assert [one.user for one in failures.table] == ["4", "3", "2"]
    failures.clear()
    assert failures.table == ()
