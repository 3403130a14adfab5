"""`vpdn load` against Debian's pptpd in a guest: a few sessions with traffic, and a refused one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.interop import pppd
from tests.interop.conftest import GuestMaker, WireMaker
from tests.interop.guest import Guest
from tests.interop.network import Wire
from tests.interop.router import VPDN

SERVER = "10.99.0.1"
INSIDE = "172.16.10.100"
DEMANDS = "name angela\nrequire-mschap-v2\nrequire-mppe-128"
USERS = "tac,admin\njoe,secret\n"
SECRETS = "tac * admin *\njoe * secret *"
SECONDS = 90


@pytest.fixture(scope="module")
def segment(shared_wire: WireMaker) -> Wire:
    return shared_wire("10.99.0.3/24", "10.99.0.4/24")


@pytest.fixture(scope="module")
def booted(shared_guest: GuestMaker, segment: Wire) -> Guest:
    made = shared_guest(segment, f"{SERVER}/24")
    pppd.serve_pptpd(made, INSIDE, "172.16.10.1-10", SECRETS, DEMANDS)
    return made


@pytest.fixture
def server(booted: Guest) -> Guest:
    """With a log of the test's own."""
    pppd.change_pptpd(booted, SECRETS, DEMANDS)
    return booted


def load(segment: Wire, folder: Path, users: str, *options: str) -> tuple[int, Any]:
    """The exit code and the report."""
    file, report, log = folder / "users.csv", folder / "report.json", folder / "load.log"
    file.write_text(users)
    fixed = ("--users", str(file), "--json", str(report), "--timeout", "20")
    process = segment.spawn(*VPDN, "load", SERVER, *fixed, *options, log=log)
    code = process.wait(SECONDS)
    assert report.read_text(), log.read_text()
    return code, json.loads(report.read_text())


@pytest.mark.timeout(240)
def test_sessions_come_up_carry_echoes_and_end_in_good_order(
    segment: Wire, server: Guest, tmp_path: Path
) -> None:
    plan = ("--sessions", "6", "--rate", "2/s", "--hold", "10")
    traffic = ("--traffic", "echo:64@5/s", "--traffic", "echo:1400@2/s")
    turns = ("--personality", "linux,windows10", "--local", "10.99.0.3-10.99.0.4")
    code, report = load(segment, tmp_path, USERS, *plan, *traffic, *turns)
    calls = report["calls"]
    assert code == 0, report["failures"]
    assert calls["connected"] == calls["hung_up"] == calls["most_at_once"] == 6
    assert calls["doubled_addresses"] == 0
    assert {each["count"] for each in report["phases"].values()} == {6}
    for echoes in report["traffic"]:
        assert echoes["received"] + echoes["early"] == echoes["sent"]
        assert echoes["received"] > echoes["early"]
        assert (echoes["lost"], echoes["damaged"], echoes["misled"]) == (0, 0, 0)
    said = server.run(f"cat {pppd.LOG}").output
    assert said.count("MPPE 128-bit stateless compression enabled") == 6
    assert said.count("LCP terminated by peer") == 6


def test_wrong_passwords_are_counted_by_their_number(
    segment: Wire, server: Guest, tmp_path: Path
) -> None:
    plan = ("--sessions", "4", "--rate", "2/s", "--hold", "3")
    code, report = load(segment, tmp_path, "tac,admin\njoe,guess\n", *plan)
    failures = {(each["error"], each["phase"]): each["count"] for each in report["failures"]}
    assert code == 1
    assert report["calls"]["connected"] == 2
    assert failures == {(691, "authentication"): 2}
