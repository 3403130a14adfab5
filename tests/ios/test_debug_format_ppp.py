from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from vpdn.datapath.trace import FramePassed
from vpdn.ios.debug_format_ppp import TABLE
from vpdn.machine import Trace
from vpdn.nas.events import Event
from vpdn.nas.trace import PoolExhausted, RouteRemoved
from vpdn.ppp.outputs import Phase, PhaseChanged
from vpdn.ppp.trace import (
    AddressChecked,
    AuthRefused,
    AuthTimedOut,
    EchoAnswered,
    Establishing,
    FrameMalformed,
    KeepaliveLost,
    LoopDetected,
)
from vpdn.wire.chap import Algorithm

HER = IPv4Address("172.16.10.1")


def texts(trace: Trace) -> list[str]:
    formatter = TABLE.entries[type(trace)]
    lines = list(formatter.words(trace, Event(0.0, trace, interface=1)))
    assert all(line.flags in formatter.flags for line in lines)
    return [line.text for line in lines]


@pytest.mark.parametrize(
    ("trace", "line"),
    [
        (PhaseChanged(Phase.NETWORK), "Vi1 PPP: Phase is UP [0 sess, 0 load]"),
        (PhaseChanged(Phase.DEAD), "Vi1 PPP: Phase is DOWN [0 sess, 0 load]"),
        (EchoAnswered(3, 4), "Vi1 LCP: Received id 3, sent id 4, line up"),
        (KeepaliveLost(5), "Vi1 PPP: Missed 5 keepalives, taking LCP down"),
        (LoopDetected(0xAB), "Vi1 LCP: Loopback detected, magic 0x000000AB"),
        (AuthTimedOut(1), "Vi1 AUTH: Timeout 1"),
        (
            AuthRefused(Algorithm.MSCHAP_V2, b"tac", "Authentication failure"),
            "Vi1 CHAP: Unable to validate Response.  Username tac: Authentication failure",
        ),
        (
            FrameMalformed(0xC021, "too short", 3),
            "Vi1 LCP: Discarding malformed packet: too short at octet 3",
        ),
        (
            FrameMalformed(None, "too short", 0),
            "Vi1 PPP: Discarding malformed packet: too short at octet 0",
        ),
        (FramePassed(True, 0x21, 104), "Vi1 PPP: O pkt type 0x0021, datagramsize 104"),
        (FramePassed(False, 0xC021, 12), "Vi1 PPP: I pkt type 0xC021, datagramsize 12"),
        (PoolExhausted("default"), "Vi1 IPCP: Cannot satisfy pool request"),
        (RouteRemoved(HER), "Vi1 IPCP: Remove route to 172.16.10.1"),
    ],
)
def test_records_of_one_line(trace: Trace, line: str) -> None:
    assert texts(trace) == [line]


def test_a_refused_password_of_pap_has_no_line_but_its_packets() -> None:
    assert texts(AuthRefused(None, b"tac", "Authentication failure")) == []


def test_the_first_phase_is_told_by_the_way_the_link_opens() -> None:
    assert texts(PhaseChanged(Phase.ESTABLISH)) == []
    assert texts(Establishing(passive=False))[-1] == (
        "Vi1 PPP: Phase is ESTABLISHING, Active Open [0 sess, 0 load]"
    )


def test_a_pending_check_of_an_address_is_told_in_two_parts() -> None:
    pending = AddressChecked(HER, HER, ("service=ppp",), pending=True)
    resumed = AddressChecked(HER, HER, ("service=ppp",), resumed=True)
    prefix = "Vi1 AAA/AUTHOR/IPCP:"
    assert texts(pending) == [f"{prefix} Start.  Her address {HER}, we want {HER}"]
    assert texts(resumed) == [
        f"{prefix} Reject {HER}, using {HER}",
        f"{prefix} Processing AV service=ppp",
        f"{prefix} Authorization succeeded",
        f"{prefix} Done.  Her address {HER}, we want {HER}",
    ]
