"""The extension's numbers and Python's names for them."""

from __future__ import annotations

import re
from ipaddress import IPv4Address

from tests.native.library import SOURCES
from vpdn.datapath.engine import Batch, Captured, EngineEvent
from vpdn.datapath.native_batch import EVENTS, REASONS, batch
from vpdn.datapath.trace import FramePassed, MppePassed, MppeRefused


def names(enum: str) -> list[str]:
    """The names of an enumeration in native/batch.h, in order."""
    found = re.search(rf"enum {enum} {{([^}}]*)}}", (SOURCES / "batch.h").read_text())
    assert found is not None
    return [name.strip() for name in found[1].split(",")]


def test_events_and_reasons_stand_in_the_order_of_the_extension() -> None:
    assert names("event") == [f"EVENT_{event.name}" for event in EVENTS]
    assert names("reason") == ["REASON_NO_KEYS", "REASON_GARBAGE", "REASON_LOST"]
    assert len(REASONS) == 3


def test_everything_gets_its_python_form() -> None:
    records = [
        (7, 0, 1, 0, 0xC021, 0, 0, 12, 0),
        (7, 1, 0, 1, 0, 5, 0, 40, 3),
        (7, 2, 0, 0, 0, 6, 1, 41, 0),
    ]
    raw = ([(1, b"gre")], [b"ip"], [(7, b"lcp")], [(7, 1)], records, [(7, True, False, b"wire")])
    assert batch(raw) == Batch(
        gre=[(IPv4Address("0.0.0.1"), b"gre")],
        tun=[b"ip"],
        frames=[(7, b"lcp")],
        events=[(7, EngineEvent.RENEGOTIATE)],
        records=[
            (7, FramePassed(True, 0xC021, 12)),
            (7, MppePassed(False, 40, 5, True, 3)),
            (7, MppeRefused(41, 6, REASONS[1])),
        ],
        captured=[Captured(7, True, False, b"wire")],
    )


def test_nobody_asked_for_records() -> None:
    assert batch(([], [], [], [], None, [])) == Batch()
