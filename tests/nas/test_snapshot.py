"""The read model's own arithmetic."""

from __future__ import annotations

from dataclasses import replace

from tests.ios.support import session
from vpdn.datapath.engine import Counters
from vpdn.nas.snapshot import InterfaceSnapshot
from vpdn.nas.traffic import Marks, Traffic


def test_a_session_counts_from_the_marks_of_its_interface_and_of_vpdn() -> None:
    counters = Counters(frames_in=9, packets_in=8)
    marks = Marks(interface=Counters(frames_in=2), vpdn=Counters(frames_in=5, packets_in=5))
    call = replace(session(), counters=counters, marks=marks)
    assert (call.traffic.packets_in, call.counted.packets_in) == (9, 7)
    assert (call.vpdn_counters.frames_in, call.vpdn_counters.packets_in) == (4, 3)


def test_an_interface_counts_from_its_mark() -> None:
    passed = InterfaceSnapshot("Ethernet0/0", None, traffic=Traffic(5, 500), mark=Traffic(2, 90))
    assert passed.counted == Traffic(3, 410)


def test_a_session_is_the_port_of_its_interface() -> None:
    assert session(interface=3).port == "Virtual-Access3"
