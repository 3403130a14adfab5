"""What a running router needs goes away under a call, and the router under its callers."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.interop import router
from tests.interop.network import Wire, run
from tests.interop.router import ROOT
from tests.labs.hostility import IMPATIENT, PC, Scene, stage, until
from vpdn.net import isolation

pytestmark = [
    pytest.mark.skipif(os.geteuid() != 0, reason="namespaces on one wire need root"),
    pytest.mark.skipif(
        isolation.unavailable() is not None, reason=f"needs namespaces: {isolation.unavailable()}"
    ),
]

IDLE_SECONDS = 0.3
TICKS = os.sysconf("SC_CLK_TCK")
DEVICE = "vpdn0"


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    wire = Wire("10.200.20.2/24")
    try:
        yield stage(wire, tmp_path)
    finally:
        wire.close()


def spent(process: subprocess.Popen[bytes]) -> float:
    """Seconds of the processor's time."""
    fields = Path("/proc", str(process.pid), "stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def is_idle(process: subprocess.Popen[bytes]) -> None:
    """It does not spin."""
    before = spent(process)
    time.sleep(1)
    assert spent(process) - before < IDLE_SECONDS


def logged(scene: Scene, text: str) -> None:
    until(lambda: text in scene.router.log.read_text(), 10, scene.router.log)


def test_calls_outlive_their_device_deleted_and_taken_down(scene: Scene) -> None:
    scene.dial(scene.pc)
    routes = scene.routes_to_peers()
    assert scene.pings()
    for _ in range(2):
        scene.wire.ip("link", "delete", DEVICE)
        logged(scene, f"%VPDN-4-DEVICE: {DEVICE} was deleted and is made anew, routes: 1")
        assert scene.routes_to_peers() == routes
        assert scene.pings()
    scene.wire.ip("link", "set", DEVICE, "down")
    logged(scene, f"%VPDN-3-DEVICE: {DEVICE} was taken down; nothing passes until it is up")
    is_idle(scene.process)
    scene.wire.ip("link", "set", DEVICE, "up")
    logged(scene, f"%VPDN-4-DEVICE: {DEVICE} is up again, routes: 1")
    assert scene.pings()
    assert scene.sessions() == (1, 1)
    assert "Disconnect" not in (scene.folder / "dial1.log").read_text()
    said = scene.router.log.read_text()
    assert said.count(" was deleted and ") == 2
    assert "Traceback" not in said


def test_a_call_whose_network_is_taken_away_ends_and_can_be_made_again(scene: Scene) -> None:
    scene.dial(scene.pc)
    scene.wire.ip("link", "set", "br0", "down")
    scene.wire.ip("address", "flush", "dev", "br0")
    scene.settled(0, 0, 15)
    is_idle(scene.process)
    assert scene.routes_to_peers() == []
    stopped = scene.console("show vpdn history failure")
    assert PC in stopped
    scene.wire.ip("address", "add", "10.200.20.2/24", "dev", "br0")
    scene.wire.ip("link", "set", "br0", "up")
    scene.dial(scene.stranger)
    scene.settled(1, 1, 5)


def test_callers_of_a_router_that_is_killed_hear_of_it_and_its_next_start_minds_nothing(
    scene: Scene,
) -> None:
    process = scene.dial(scene.pc)
    scene.process.send_signal(signal.SIGKILL)
    assert process.wait(5) == 1
    assert "Error 6" in (scene.folder / "dial1.log").read_text()
    assert DEVICE not in run("ip", "-n", scene.wire.name, "-br", "link")
    assert scene.routes_to_peers() == []
    text = (ROOT / "examples" / "angela.cfg").read_text() + IMPATIENT
    control = scene.router.control
    assert control.is_socket()
    again = router.serve(scene.wire, scene.folder / "again", text, "--control", str(control))
    scene.router = replace(again, control=control)
    scene.dial(scene.pc)
    assert scene.pings()
    scene.settled(1, 1, 5)
