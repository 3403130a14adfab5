"""`make soak`: what it complains about, and a short one of real programs."""

from __future__ import annotations

import copy
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scripts import soak
from scripts.soak import Sample, Soaked, complaints, words

SESSIONS, SECONDS = 100, 100
RATES = {f"{kind}@{rate:g}/s": rate for kind, rate in soak.TRAFFIC.items()}


def sampled(at: int, **changes: int) -> Sample:
    return replace(Sample(at, at / 4, 50 << 20, 120, 6), **changes)


def traffic(name: str, rate: float) -> dict[str, Any]:
    sent = int(rate * SESSIONS * SECONDS)
    return {"traffic": name, "sent": sent, "lost": 0, "damaged": 0, "misled": 0}


CALLS = {"failed": 0, "lost": 0, "cut_off": 0, "doubled_addresses": 0, "most_at_once": SESSIONS}
TRAFFIC = [traffic(name, rate) for name, rate in RATES.items()]
LOAD = {"calls": CALLS, "traffic": TRAFFIC}
SENT = sum(int(rate * SESSIONS * SECONDS) for rate in RATES.values())
GOOD = Soaked(LOAD, [sampled(at) for at in range(SECONDS)], "angela is ready\n", SENT, 0, "")


def complained(**changes: Any) -> list[str]:
    return complaints(replace(GOOD, **changes), SESSIONS, SECONDS)


def of_load(part: str, name: str, value: int) -> list[str]:
    """With another figure in the report of the load."""
    load: Any = copy.deepcopy(LOAD)
    (load[part] if part == "calls" else load[part][0])[name] = value
    return complained(load=load)


def test_nothing_is_said_when_all_is_well() -> None:
    assert complained() == []
    assert words(GOOD, SESSIONS, SECONDS).startswith("The router took 25% of a core. At 14 s and ")


@pytest.mark.parametrize("name", ["failed", "lost", "cut_off", "doubled_addresses"])
def test_one_call_that_went_wrong_is_enough(name: str) -> None:
    assert of_load("calls", name, 1) == [f"calls {name.replace('_', ' ')}: 1"]


def test_calls_that_were_never_up_together_are_no_soak() -> None:
    assert of_load("calls", "most_at_once", 99) == ["only 99 calls were up at once"]
    assert complained(load={}) == ["no report of the load"]


def test_one_packet_in_a_thousand_may_be_lost() -> None:
    sent = TRAFFIC[0]["sent"]
    allowed = int(sent * soak.LOST)
    assert of_load("traffic", "lost", allowed) == []
    assert of_load("traffic", "lost", allowed + 1) == [f"echo:64@2/s: {allowed + 1} of {sent} lost"]
    few = int(SENT * 0.998)
    assert complained(arrived=few) == [f"{few} of {SENT} packets came out of the tunnel"]


def test_no_packet_may_come_back_changed_or_to_another_call() -> None:
    assert of_load("traffic", "damaged", 1) == ["echo:64@2/s: 1 damaged, 0 misled"]
    assert of_load("traffic", "misled", 1) == ["echo:64@2/s: 0 damaged, 1 misled"]


def test_less_traffic_than_was_asked_for_is_no_load() -> None:
    assert of_load("traffic", "sent", 9_000) == ["echo:64@2/s: 9000 sent, which is no load"]


@pytest.mark.parametrize(
    ("what", "more"), [("memory", soak.GROWTH), ("files", soak.MORE_FILES), ("threads", 0)]
)
def test_what_grows_beyond_its_bound_is_told(what: str, more: int) -> None:
    before = getattr(GOOD.samples[0], what)

    def with_last(value: int) -> list[str]:
        end = [sampled(at, **{what: value}) for at in range(90, 100)]
        return complained(samples=[*GOOD.samples[:90], *end])

    assert with_last(before + more) == []
    [complaint] = with_last(before + more + 1)
    assert complaint == f"the router's {what} grew from {before:,} to {before + more + 1:,}"


def test_a_router_that_dies_complains_or_leaves_something_is_told() -> None:
    assert complained(samples=GOOD.samples[:40]) == ["the router ended too soon"]
    assert complained(code=-11) == ["the router ended with -11"]
    assert complained(code=None) == ["the router did not end within 15 s"]
    assert complained(log="ok\nValueError: no\n") == ["the router said: ValueError: no"]
    left = "vpdn0  UP\n172.16.12.1 dev vpdn0\n"
    assert complained(left=left) == ["the router left behind: vpdn0  UP"]


def test_a_process_is_sampled() -> None:
    found = soak.sample(os.getpid(), 1.23)
    assert found.at == 1.2
    assert found.processor > 0
    assert found.memory > 1 << 20
    assert found.files >= 3
    assert found.threads >= 1


def test_a_short_one_with_real_programs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(soak, "REPORT", tmp_path / "cache" / "soak.json")
    assert soak.main(["--sessions", "10", "--seconds", "10"]) == 0, capsys.readouterr().err
    assert "10 at once" in capsys.readouterr().out
    report = json.loads(soak.REPORT.read_text())
    assert report["complaints"] == []
    assert report["load"]["calls"]["most_at_once"] == 10
    assert report["code"] == 0
    assert len(report["samples"]) >= 8
