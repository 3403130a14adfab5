"""What the router counts is what was on the wire: a capture of the GRE beside its counters."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.interop import router
from tests.interop.network import Wire
from tests.interop.router import ADDRESS, LOOPBACK, Router
from tests.ios.consoles import printed
from tests.labs.exchange import Exchange
from tests.labs.gre_capture import Capture, Frames
from vpdn.ios.console_client import documents

PC = "10.200.20.50"
MODES = pytest.mark.parametrize("part", ["v2-128", "v2-128-stateful", "clear"])
PINGS = 40
PING_OCTETS = 328
CONSOLE_PINGS = 5
CONSOLE_OCTETS = 100
MPPE_OVERHEAD = 4
PASSED = ("Pkts-In", "Pkts-Out", "Bytes-In", "Bytes-Out")
PATIENCE = 10

COMMANDS = (
    "show interfaces virtual-access 1",
    "show vpdn tunnel pptp packets",
    "show vpdn session pptp packets",
    "show vpdn session pptp window",
    "show vpdn session pptp sequence",
    "show ppp mppe virtual-access 1",
)


@pytest.fixture
def wire() -> Iterator[Wire]:
    made = Wire(f"{ADDRESS}/24")
    try:
        yield made
    finally:
        made.close()


@MODES
def test_every_counter_of_a_session_agrees_with_a_capture(
    part: str, wire: Wire, tmp_path: Path
) -> None:
    pcs = wire.add_host(f"{PC}/24")
    angela = router.serve(wire, tmp_path / "angela", configuration(part))
    encrypted = part != "clear"
    with (
        Capture(pcs) as capture,
        Exchange(
            pcs,
            ADDRESS,
            "admin",
            encryption="required" if encrypted else "none",
            stateful="stateful" in part,
        ) as exchange,
    ):
        (call,) = exchange.dial(1).calls
        assert call.error == 0, call.line
        ping = ("ping", "-c", str(PINGS), "-i", "0.02", "-s", str(PING_OCTETS - 28), "-q")
        assert f"{PINGS} received" in pcs.run(*ping, "-I", call.address, LOOPBACK)
        assert "(5/5)" in angela.console(f"ping {call.address}")
        shown, received, sent, data = at_rest(angela, capture)
    interface, tunnel, session, window, sequence, mppe = shown
    counted = (received.packets, sent.packets, received.octets, sent.octets)
    assert of_interface(interface) == counted
    assert columns(tunnel, *PASSED) == counted
    assert columns(session, *PASSED) == counted
    assert of_data(data) == counted
    alone = (sent.acknowledgments, received.acknowledgments)
    assert columns(window, "ZLB-tx", "ZLB-rx") == alone
    assert columns(sequence, "Ss", "Sr") == (sent.packets, received.packets)
    if encrypted:
        assert_mppe(mppe, received, sent)
    else:
        assert mppe == ""
        assert not received.encrypted
        assert not sent.encrypted


def configuration(part: str) -> str:
    if part != "clear":
        return router.configuration(part)
    return router.configuration("v2-128").replace(" ppp encrypt mppe 128 required\n", "")


def at_rest(angela: Router, capture: Capture) -> tuple[list[str], Frames, Frames, Any]:
    """What the commands show while nothing passes, what had passed by then, and the first
    command's JSON. Keepalives may fall between two looks, and then we look again."""
    deadline = time.monotonic() + PATIENCE
    while True:
        before = capture.sent_by(PC), capture.sent_by(ADDRESS)
        shown = [printed(angela.control, command) for command in COMMANDS]
        (document,) = documents(angela.control, COMMANDS[:1])
        received, sent = capture.sent_by(PC), capture.sent_by(ADDRESS)
        if before == (received, sent):
            return shown, received, sent, json.loads(document.text)["data"]
        assert time.monotonic() < deadline


def of_interface(text: str) -> tuple[int, ...]:
    """Packets in and out, octets in and out."""
    found = re.search(r"(\d+) packets input, (\d+) bytes", text)
    other = re.search(r"(\d+) packets output, (\d+) bytes", text)
    assert found, text
    assert other, text
    assert " 0 input errors" in text
    return int(found[1]), int(other[1]), int(found[2]), int(other[2])


def of_data(data: Any) -> tuple[int, ...]:
    traffic = data[0]["traffic"]
    assert data[0]["session"]["traffic"] == traffic
    return tuple(traffic[key] for key in ("packets_in", "packets_out", "bytes_in", "bytes_out"))


def columns(table: str, *names: str) -> tuple[int, ...]:
    """These columns of a table's only row."""
    header, row = table.splitlines()[-2:]
    values = dict(zip(header.split(), row.split(), strict=True))
    return tuple(int(values[name]) for name in names)


def assert_mppe(text: str, received: Frames, sent: Frames) -> None:
    """Every ping went through the cipher, and nothing else did."""
    counters = {name: int(count) for name, count in re.findall(r"(\w[\w ]*?) *= (\d+)", text)}
    pings = PINGS + CONSOLE_PINGS
    octets = PINGS * PING_OCTETS + CONSOLE_PINGS * CONSOLE_OCTETS + pings * MPPE_OVERHEAD
    for way in (received, sent):
        assert len(way.encrypted) == pings
        assert sum(map(len, way.encrypted)) == octets
    assert counters["packets decrypted"] == pings
    assert counters["packets encrypted"] == pings
    assert counters["next tx coherency"] == sent.coherency + 1
    assert counters["next rx coherency"] == received.coherency + 1
    assert counters["rx out of order pkt"] == 0
    assert counters["rx pkt dropped"] == counters["rx missed packets"] == 0
