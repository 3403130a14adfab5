"""`vpdn load` and `vpdn serve` as they are meant to be used: a hundred sessions with traffic, and a
router that dies under them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.interop import router
from tests.interop.network import Host, Wire, run
from tests.interop.router import ADDRESS, VPDN, Router

SESSIONS = 100
PCS = "10.200.20.50/24"
POOL_OF_TEN = "ip local pool default 172.16.10.1 172.16.10.10"
POOL = "ip local pool default 172.16.12.1 172.16.12.254"
SECONDS = 90
LOST = {619, 629, 807}


@dataclass(frozen=True, slots=True)
class Site:
    wire: Wire
    pcs: Host
    angela: Router
    report: Path

    @property
    def log(self) -> Path:
        return self.report.with_suffix(".log")

    def start(self, *options: str) -> subprocess.Popen[bytes]:
        """Keeps the sessions for longer than any test needs."""
        fixed = ("--user", "tac", "--password", "admin", "--json", str(self.report))
        plan = ("--sessions", str(SESSIONS), "--rate", "20/s", "--duration", "600")
        command = (*VPDN, "load", ADDRESS, *fixed, *plan, "--timeout", "60", *options)
        return self.pcs.spawn(*command, log=self.log)

    def reported(self) -> Any:
        return json.loads(self.report.read_text())

    def up(self) -> bool:
        """All sessions are."""
        shown = self.angela.console("show vpdn")
        return f"Total tunnels {SESSIONS} sessions {SESSIONS}" in shown


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    wire = Wire(f"{ADDRESS}/24")
    try:
        text = router.configuration("v2-128").replace(POOL_OF_TEN, POOL)
        angela = router.serve(wire, tmp_path / "angela", text)
        yield Site(wire, wire.add_host(PCS), angela, tmp_path / "report.json")
    finally:
        wire.close()


def until(holds: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + SECONDS
    while not holds():
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.2)


def ended(process: subprocess.Popen[bytes]) -> int:
    """The exit code after Ctrl-C."""
    process.send_signal(signal.SIGINT)
    return process.wait(SECONDS)


def test_a_hundred_sessions_with_traffic_are_all_up_and_all_in_the_report(site: Site) -> None:
    traffic = ("--traffic", "echo:64@2/s", "--traffic", "echo:1400@1/s", "--traffic", "udp:500@1/s")
    mixed = ("--personality", "linux,windows10")
    process = site.start(*traffic, *mixed)
    until(site.up, process)
    told = site.log.read_text().count("\n")
    until(lambda: site.log.read_text().count("\n") >= told + 2, process)
    assert ended(process) == 0, site.log.read_text()
    report = site.reported()
    calls, path = report["calls"], report["data_path"]
    assert calls["connected"] == calls["hung_up"] == calls["most_at_once"] == SESSIONS
    assert calls["doubled_addresses"] == 0
    assert report["failures"] == []
    assert {each["count"] for each in report["phases"].values()} == {SESSIONS}
    small, large, one_way = report["traffic"]
    assert min(large["sent"], one_way["sent"]) > SESSIONS * 5
    assert small["sent"] == pytest.approx(2 * one_way["sent"], rel=0.1)
    for echoes in (small, large):
        assert (echoes["received"], echoes["damaged"], echoes["misled"]) == (echoes["sent"], 0, 0)
    assert path["packets_out"] == sum(each["sent"] for each in report["traffic"])
    assert path["packets_in"] >= small["sent"] + large["sent"]
    assert "%No active PPTP tunnels" in site.angela.console("show vpdn")


def test_a_router_that_is_killed_loses_every_call_and_refuses_those_that_follow(
    site: Site,
) -> None:
    process = site.start("--traffic", "echo:64@2/s")
    until(site.up, process)
    for pid in run("ip", "netns", "pids", site.wire.name).split():
        os.kill(int(pid), signal.SIGKILL)
    until(lambda: ", failed " in site.log.read_text(), process)
    assert ended(process) == 1
    report = site.reported()
    calls, failures = report["calls"], report["failures"]
    assert calls["lost"] == SESSIONS
    assert {each["error"] for each in failures if each["phase"] == "held"} <= LOST
    assert sum(each["count"] for each in failures if each["phase"] == "held") == SESSIONS
    followed = {(each["error"], each["phase"]) for each in failures if each["phase"] != "held"}
    assert (808, "tcp") in followed
    assert followed <= {(808, "tcp"), (808, "control")}
    assert calls["placed"] == SESSIONS + calls["failed"] + calls["given_up"]
