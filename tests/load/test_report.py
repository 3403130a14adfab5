"""The document of a run and its words."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.virtual_loop import run as play
from vpdn.client import errors
from vpdn.client.errors import DialError
from vpdn.client.settings import DialSettings
from vpdn.load import report
from vpdn.load.run import Run
from vpdn.load.settings import Kind, LoadSettings, Plan, Traffic
from vpdn.load.stopwatch import Phase

TRAFFIC = (Traffic(Kind.ECHO, 64, 10), Traffic(Kind.UDP, 1400, 5))
SETTINGS = LoadSettings(
    DialSettings("10.200.20.2", "tac", "secret"), Plan(3, 2, hold=5), traffic=TRAFFIC
)


@pytest.fixture
def run() -> Run:
    """Three calls: one hung up, one lost, one refused."""

    async def make() -> Run:
        made = Run(SETTINGS)
        tally = made.tally
        for _ in range(3):
            tally.place(0.001)
        tally.note(Phase.WHOLE, 0.01)
        tally.note(Phase.WHOLE, 0.03)
        tally.connect()
        tally.connect()
        tally.fail(DialError(errors.AUTHENTICATION_FAILURE), Phase.AUTHENTICATION)
        tally.lose(DialError(errors.VPN_DISCONNECT, "the server no longer answers"))
        tally.hang_up()
        tally.hung_up += 1
        tally.traffic[0].sent, tally.traffic[0].received = 204, 198
        tally.traffic[0].early = 4
        for _ in range(198):
            tally.traffic[0].round_trip.add(0.002)
        tally.traffic[1].sent = 100
        made.seconds, made.processor = 7.25, 1.5
        return made

    return play(make())


def test_the_document_has_every_input_but_no_password(run: Run) -> None:
    found = report.document(run, interrupted=False)
    assert found["schema"] == "vpdn-load/1"
    assert found["inputs"] == {
        "server": "10.200.20.2",
        "port": 1723,
        "users": 1,
        "sessions": 3,
        "rate": 2,
        "hold": 5,
        "duration": None,
        "churn": 0.0,
        "dialling": None,
        "traffic": ["echo:64@10/s", "udp:1400@5/s"],
        "target": None,
        "personalities": ["linux"],
        "sources": [],
        "authentication": ["ms-chap-v2", "ms-chap"],
        "encryption": "required",
        "stateful": False,
        "mtu": 1400,
        "timeout": 60.0,
        "datapath": "auto",
    }
    assert "secret" not in json.dumps(found)


def test_every_call_is_in_the_document_once(run: Run) -> None:
    calls = report.document(run, interrupted=False)["calls"]
    ends = [calls[end] for end in ("failed", "lost", "hung_up", "given_up", "cut_off")]
    assert (calls["placed"], ends) == (3, [1, 1, 1, 0, 0])
    assert calls["connected"] == calls["most_at_once"] == 2


def test_calls_that_a_second_ctrl_c_left_behind_are_cut_off(run: Run) -> None:
    for _ in range(3):
        run.tally.place(0.0)
    run.tally.connect()
    found = report.document(run, interrupted=True)
    assert (found["calls"]["placed"], found["calls"]["cut_off"]) == (6, 3)
    assert "3 connected (0/s), 1 failed, 1 lost, 3 cut off." in report.text(found)


def test_phases_are_in_milliseconds_and_all_there(run: Run) -> None:
    phases = report.document(run, interrupted=False)["phases"]
    assert set(phases) == {phase.value for phase in Phase} - {"held"}
    assert phases["whole"] == {
        "count": 2,
        "mean_ms": 20.0,
        "p50_ms": 10.0,
        "p90_ms": 30.0,
        "p99_ms": 30.0,
        "max_ms": 30.0,
    }
    assert phases["tcp"]["count"] == 0


def test_what_goes_one_way_is_not_known_to_be_lost(run: Run) -> None:
    echo, udp = report.document(run, interrupted=False)["traffic"]
    assert (echo["sent"], echo["received"], echo["early"], echo["lost"]) == (204, 198, 4, 2)
    assert (udp["sent"], udp["received"], udp["lost"]) == (100, 0, None)


def test_failures_have_number_phase_text_cause_and_cure(run: Run) -> None:
    refused, lost = report.document(run, interrupted=False)["failures"]
    assert refused == {
        "error": 691,
        "phase": "authentication",
        "count": 1,
        "text": errors.lookup(691).text,
        "cause": errors.lookup(691).cause,
        "cure": errors.lookup(691).cure,
    }
    assert (lost["error"], lost["phase"]) == (807, "held")
    assert lost["cause"] == "the server no longer answers"


def test_the_words_say_what_the_document_does(run: Run) -> None:
    lines = report.text(report.document(run, interrupted=False)).splitlines()
    first = "3 calls placed at 2/s, at most 2 at once, 7.2 s in all, 1.5 s of this machine's"
    assert lines[:2] == [f"{first} processor.", "2 connected (0/s), 1 failed, 1 lost."]
    assert "whole set-up              10.0      30.0      30.0      30.0        2" in lines
    assert not any(line.startswith("TCP connect") for line in lines)
    assert (
        "1 x Error 807 (while connected): The network connection between your computer and the"
        " VPN server was interrupted." in lines
    )
    echo = "echo:64@10/s a call: 204 packets sent, 198 back, 2 lost (0.98%)"
    assert lines[-3] == f"{echo}, round trip p50 2.0 ms, p99 2.0 ms, 4 early"
    assert lines[-1] == "udp:1400@5/s a call: 100 packets sent"


def test_a_run_without_failures_is_ok_and_lost_packets_are_none(run: Run) -> None:
    assert not report.ok(report.document(run, interrupted=False))
    run.tally.failed = 0
    assert not report.ok(report.document(run, interrupted=True))
    run.tally.lost = 0
    assert report.ok(report.document(run, interrupted=True))


def test_a_schedule_that_this_machine_could_not_keep_is_told(run: Run) -> None:
    said = "This machine was the limit: calls were begun up to 400 ms behind the schedule."
    assert said not in report.text(report.document(run, interrupted=False))
    run.tally.place(0.4)
    run.tally.doubled_addresses = 2
    run.tally.traffic[0].damaged = 3
    text = report.text(report.document(run, interrupted=False))
    assert said in text
    assert "2 calls got an address that was in use." in text
    assert "p99 2.0 ms, 4 early, 3 damaged" in text


def test_a_run_of_no_calls_has_a_report_too() -> None:
    async def make() -> Run:
        return Run(replace(SETTINGS, traffic=()))

    empty = report.document(play(make()), interrupted=True)
    assert report.ok(empty)
    assert report.text(empty).startswith("0 calls placed at 2/s")
