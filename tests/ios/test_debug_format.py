from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from vpdn.aaa.trace import AuthenFinished
from vpdn.ios.debug import ALL, Debug
from vpdn.ios.debug_format import lines
from vpdn.machine import Trace
from vpdn.nas.events import Event
from vpdn.nas.trace import InterfaceChanged, SessionDestroyed, VaccessBound
from vpdn.ppp.fsm import State
from vpdn.ppp.trace import ControlPacket, Direction
from vpdn.pptp.outputs import CallChanged, CallEvent, CallState
from vpdn.wire import lcp
from vpdn.wire.ppp import Protocol


def texts(trace: Trace, enabled: Debug) -> list[str]:
    return [line.text for line in lines(Event(0.0, trace, tunnel=29, interface=1), enabled)]


def test_only_lines_of_enabled_debugs_are_shown() -> None:
    trace = VaccessBound(29, 29)
    assert texts(trace, Debug.LOG) == []
    assert texts(trace, Debug.VPDN_EVENTS) == ["Vi1 VPDN: Bind interface direction=2"]
    assert texts(trace, Debug.L2X_EVENTS) == [
        "Tnl/Cl 29/29 PPTP: VAccess created",
        "Vi1 Tnl/Cl 29/29 PPTP: vacc-ok -> #state change wt-vacc to estabd",
    ]


def test_log_messages_need_no_debug() -> None:
    assert texts(InterfaceChanged(up=True), Debug.LOG) == [
        "%LINK-3-UPDOWN: Interface Virtual-Access1, changed state to up"
    ]


def test_our_keepalives_are_packets_but_no_negotiation() -> None:
    echo = lcp.EchoRequest(1, 0xAB, bytes(4))
    trace = ControlPacket(Direction.OUT, Protocol.LCP, State.OPENED, echo)
    assert texts(trace, Debug.PPP_NEGOTIATION) == []
    assert texts(trace, Debug.PPP_PACKET) == [
        "Vi1 LCP: O ECHOREQ [Open] id 1 len 12 magic 0x000000AB"
    ]


@pytest.mark.parametrize(
    "trace", [CallChanged(1, CallEvent.CLOSE, CallState.ESTABLISHED, CallState.CLOSED)]
)
def test_what_other_lines_tell_already_is_not_told_again(trace: Trace) -> None:
    assert texts(trace, ALL) == []


def test_a_session_that_we_end_is_cleaned_up_before_it_is_destroyed() -> None:
    assert texts(SessionDestroyed(33, 33, by_peer=False), Debug.VPDN_EVENTS) == [
        "Vi1 VPDN: Cleanup",
        "Vi1 VPDN: Reset",
        "Vi1 VPDN: Reset",
    ]


def test_events_are_worded_whatever_they_are_about() -> None:
    event = Event(0.0, AuthenFinished(7, "PASS"), address=IPv4Address("10.0.0.1"))
    assert [line.text for line in lines(event, ALL)] == ["AAA/AUTHEN (7): status = PASS"]
