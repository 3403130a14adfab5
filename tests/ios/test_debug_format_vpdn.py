from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from vpdn.ios.debug import Debug
from vpdn.ios.debug_format_vpdn import TABLE
from vpdn.machine import Trace
from vpdn.nas.events import Event
from vpdn.nas.trace import (
    ConnectionAccepted,
    DatapathReplaced,
    DeviceDown,
    DeviceRefused,
    DeviceUp,
    InterfaceLineRefused,
    LimitReached,
    LineProtocolChanged,
    RouteRefused,
    TranslationRefused,
    UserLimitReached,
)
from vpdn.pptp.outputs import (
    ControlChanged,
    ControlEvent,
    ControlMessage,
    ControlState,
    EchoChanged,
    EchoState,
    MessageRefused,
    TunnelCreated,
)
from vpdn.wire.pptp import EchoRequest

PC = IPv4Address("192.168.1.47")
UP = ControlState.ESTABLISHED


@pytest.mark.parametrize(
    ("trace", "flags", "line"),
    [
        (ConnectionAccepted(PC, 2000), Debug.L2X_EVENTS, "L2X: TCP connect reqd from 0.0.0.0:2000"),
        (
            TunnelCreated(peer_initiated=False),
            Debug.L2X_EVENTS,
            "Tnl 29 PPTP: Tunnel created; locally initiated",
        ),
        (
            ControlChanged(ControlEvent.TIMEOUT, UP, UP),
            Debug.L2X_EVENTS,
            "Tnl 29 PPTP: timeout -> state change estabd to estabd",
        ),
        (
            EchoChanged(ControlEvent.ECHO_RQ, EchoState.IDLE, EchoState.IDLE),
            Debug.L2X_EVENTS,
            "Tnl 29 PPTP: EchoRQ -> echo state change Idle to Idle",
        ),
        (
            MessageRefused("bad cookie"),
            Debug.L2X_ERRORS,
            "Tnl 29 PPTP: Message refused: bad cookie",
        ),
        (
            LimitReached("half-open connections", PC),
            Debug.VPDN_ERRORS,
            "Vi1 VPDN: 192.168.1.47 refused: limit of half-open connections",
        ),
        (
            ControlMessage(True, EchoRequest(1)),
            Debug.L2X_PACKETS | Debug.VPDN_PACKETS,
            "Tnl 29 PPTP: O EchoRequest len 16 id 1",
        ),
        (
            RouteRefused(PC, "another route to it exists"),
            Debug.LOG,
            "%VPDN-3-ROUTE: Virtual-Access1, 192.168.1.47: another route to it exists",
        ),
        (
            InterfaceLineRefused("mtu x", "% Incomplete command."),
            Debug.LOG,
            "%VPDN-4-INTERFACE: Virtual-Access1, user tac: % Incomplete command.: mtu x",
        ),
        (
            DatapathReplaced("packet", "AF_XDP: Operation not permitted"),
            Debug.LOG,
            "%VPDN-4-DATAPATH: AF_XDP: Operation not permitted; data path packet serves",
        ),
        (
            DeviceDown("vpdn0"),
            Debug.LOG,
            "%VPDN-3-DEVICE: vpdn0 was taken down; nothing passes until it is up",
        ),
        (
            DeviceUp("vpdn0", 3),
            Debug.LOG,
            "%VPDN-4-DEVICE: vpdn0 is up again, routes: 3",
        ),
        (
            DeviceUp("vpdn0", 3, anew=True),
            Debug.LOG,
            "%VPDN-4-DEVICE: vpdn0 was deleted and is made anew, routes: 3",
        ),
        (
            DeviceRefused("vpdn0", "another program is using it"),
            Debug.LOG,
            "%VPDN-3-DEVICE: vpdn0: another program is using it",
        ),
        (
            TranslationRefused("there is no program"),
            Debug.LOG,
            "%IPNAT-3-REFUSED: Addresses are not translated: there is no program",
        ),
        (
            LineProtocolChanged(up=False),
            Debug.LOG,
            (
                "%LINEPROTO-5-UPDOWN: Line protocol on Interface Virtual-Access1,"
                " changed state to down"
            ),
        ),
    ],
)
def test_records_of_one_line(trace: Trace, flags: Debug, line: str) -> None:
    formatter = TABLE.entries[type(trace)]
    [shown] = formatter.words(trace, Event(0.0, trace, tunnel=29, interface=1, user="tac"))
    assert (shown.text, shown.flags) == (line, flags)


def test_no_line_has_a_flag_that_its_record_does_not_announce() -> None:
    """The announcement is what is tested before a line is worded."""
    for trace in (ConnectionAccepted(PC, 1), LineProtocolChanged(up=True)):
        formatter = TABLE.entries[type(trace)]
        for line in formatter.words(trace, Event(0.0, trace)):
            assert line.flags in formatter.flags


def test_a_user_with_too_many_calls_is_denied_as_one_who_is_not_authorized() -> None:
    assert lines(UserLimitReached("1 call")) == [
        (Debug.VPDN_ERRORS, "Vi1 VPDN: user tac refused: limit of 1 call"),
        (Debug.AAA_AUTHORIZATION, "Vi1 AAA/AUTHOR/LCP: Denied"),
    ]


def test_a_call_that_takes_the_place_of_another_is_said_of_the_other() -> None:
    assert lines(UserLimitReached("2 calls", replaced=7)) == [
        (Debug.VPDN_ERRORS, "Vi7 VPDN: replaced by Vi1 of user tac: limit of 2 calls")
    ]


def lines(trace: UserLimitReached) -> list[tuple[Debug, str]]:
    event = Event(0.0, trace, tunnel=29, session=30, interface=1, user="tac")
    formatter = TABLE.entries[UserLimitReached]
    found = [(line.flags, line.text) for line in formatter.words(trace, event)]
    assert all(flags in formatter.flags for flags, _ in found)
    return found
