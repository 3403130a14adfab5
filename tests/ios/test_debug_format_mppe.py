from __future__ import annotations

import pytest

from vpdn.datapath.trace import MppePassed, MppeRefused
from vpdn.ios.debug import Debug
from vpdn.ios.debug_format import lines
from vpdn.machine import Trace
from vpdn.nas.events import Event
from vpdn.ppp.outputs import KeySource
from vpdn.ppp.trace import (
    EncryptionMissing,
    KeysGenerated,
    KeysMissing,
    MppeInitialized,
    MppeOptionsUnknown,
)

EVENTS, PACKETS, DETAILED = Debug.MPPE_EVENTS, Debug.MPPE_PACKETS, Debug.MPPE_DETAILED


def texts(trace: Trace, enabled: Debug) -> list[str]:
    return [line.text for line in lines(Event(0.0, trace, interface=1), enabled)]


@pytest.mark.parametrize(
    ("trace", "line"),
    [
        (MppeOptionsUnknown(), "Vi1 MPPE: don't understand all options, NAK"),
        (KeysGenerated(KeySource.RADIUS), "Vi1 MPPE: Generate keys using RADIUS data"),
        (KeysGenerated(KeySource.LOCAL), "Vi1 MPPE: Generate keys using local database"),
        (KeysMissing(KeySource.RADIUS), "Vi1 MPPE: RADIUS keying material missing"),
        (EncryptionMissing(), "Vi1 MPPE: Required encryption not negotiated"),
    ],
)
def test_events_of_one_line(trace: Trace, line: str) -> None:
    assert texts(trace, EVENTS) == [line]
    assert texts(trace, PACKETS | DETAILED) == []


def test_stateful_encryption_is_told() -> None:
    assert texts(MppeInitialized(128, stateful=True), EVENTS) == [
        "Vi1 MPPE: Initialize keys",
        "Vi1 MPPE: [128 bit encryption] [stateful mode]",
    ]


def test_a_packet_is_a_line_and_in_detail_two() -> None:
    encrypted = MppePassed(True, 40, 5, flushed=True, key_changes=6)
    line = "Vi1 MPPE: Encrypt 40 bytes, coherency count 5"
    assert texts(encrypted, EVENTS) == []
    assert texts(encrypted, PACKETS) == [line]
    assert texts(encrypted, DETAILED) == [line, "Vi1 MPPE: tx tables flushed, tx key changes 6"]
    decrypted = MppePassed(False, 40, 4095, flushed=False, key_changes=0)
    assert texts(decrypted, DETAILED) == [
        "Vi1 MPPE: Decrypt 40 bytes, coherency count 4095",
        "Vi1 MPPE: rx tables kept, rx key changes 0",
    ]


def test_a_packet_that_is_dropped_tells_why() -> None:
    refused = MppeRefused(42, 7, "no keys")
    assert texts(refused, PACKETS) == ["Vi1 MPPE: Drop 42 bytes, coherency count 7: no keys"]
