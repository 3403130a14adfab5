from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

import pytest

from vpdn.ios.debug import Debug
from vpdn.ios.debug_format import lines
from vpdn.machine import Trace
from vpdn.nas.dhcp_trace import DhcpAnswered, DhcpDropped, DhcpReceived, DhcpRefused
from vpdn.nas.events import Event
from vpdn.wire.dhcp import Message

PC = IPv4Address("172.16.10.1")
HARDWARE = bytes.fromhex("005345000000")
INFORM = Message(1, 1, ((53, b"\x08"), (61, b"\x08" + HARDWARE)), PC, hardware=HARDWARE)
ACK = Message(2, 1, ((53, b"\x05"),), PC, hardware=HARDWARE)
EVENTS, PACKET = Debug.DHCP_EVENTS, Debug.DHCP_PACKET


def texts(trace: Trace, enabled: Debug) -> list[str]:
    return [line.text for line in lines(Event(0.0, trace, interface=1), enabled)]


@pytest.mark.parametrize(
    ("options", "name"),
    [(INFORM.options, "DHCPINFORM"), (((53, b"\x63"),), "BOOTREQUEST"), ((), "BOOTREQUEST")],
)
def test_what_comes_is_named(options: tuple[tuple[int, bytes], ...], name: str) -> None:
    [line] = texts(DhcpReceived(PC, Message(1, 1, options, hardware=HARDWARE)), PACKET)
    assert line.startswith(f"DHCPD: {name} received from client 0")
    assert line.endswith("(172.16.10.1).")


def test_a_client_is_named_by_its_identifier_or_its_hardware() -> None:
    assert "client 0800.5345.0000.00 " in texts(DhcpReceived(PC, INFORM), PACKET)[0]
    assert texts(DhcpAnswered(PC, ACK, "P", INFORM), PACKET) == [
        "DHCPD: Sending DHCPACK to client 0800.5345.0000.00 (172.16.10.1).",
        "DHCPD: unicasting BOOTREPLY to client 0800.5345.0000.00 (172.16.10.1).",
    ]
    nameless = replace(INFORM, options=((53, b"\x08"),))
    assert "client 0053.4500.0000 " in texts(DhcpReceived(PC, nameless), PACKET)[0]


def test_events_tell_the_pool_and_why_not() -> None:
    answered = DhcpAnswered(PC, ACK, "P", INFORM)
    assert texts(answered, EVENTS) == ["DHCPD: 172.16.10.1 is told by pool P."]
    dropped = DhcpDropped(PC, "too many")
    assert texts(dropped, EVENTS) == ["DHCPD: dropped a datagram from 172.16.10.1: too many."]
    assert texts(dropped, PACKET) == []


def test_a_machine_that_refuses_is_logged() -> None:
    assert texts(DhcpRefused("taken"), Debug.LOG) == [
        "%DHCPD-3-REFUSED: Callers are not answered: taken"
    ]
