from __future__ import annotations

import pytest

from tests.ios.support import loaded, refused, written
from vpdn.net.carriage import Carriage


def test_limits_and_the_switch() -> None:
    config = loaded("vpdn enable\nvpdn session-limit 50").config
    assert (config.vpdn_enable, config.vpdn_session_limit) == (True, 50)
    assert not loaded("vpdn enable\nno vpdn enable").config.vpdn_enable


def test_softshut_is_said_and_taken_back() -> None:
    assert loaded("vpdn softshut").config.vpdn_softshut
    assert not loaded("vpdn softshut\nno vpdn softshut").config.vpdn_softshut


@pytest.mark.parametrize(
    ("lines", "replaces", "kept"),
    [
        ("vpdn user-maxlinks replace", True, ["vpdn user-maxlinks replace"]),
        ("vpdn user-maxlinks deny", False, []),
        ("vpdn user-maxlinks replace\nno vpdn user-maxlinks", False, []),
    ],
)
def test_what_becomes_of_a_call_beyond_a_users_limit(
    lines: str, replaces: bool, kept: list[str]
) -> None:
    assert loaded(lines).config.vpdn_replaces_calls == replaces
    assert written(lines) == kept
    assert not any("user-maxlinks" in note.line for note in loaded(lines).running.notes())


@pytest.mark.parametrize(
    ("lines", "logged"),
    [
        (["no vpdn logging"], set()),
        (["vpdn logging"], {"local"}),
        (["vpdn logging local"], {"local"}),
        (["vpdn logging user"], {"user"}),
        (["vpdn logging", "vpdn logging user"], {"local", "user"}),
    ],
)
def test_what_is_logged_of_calls(lines: list[str], logged: set[str]) -> None:
    text = "\n".join(lines)
    assert loaded(text).config.vpdn_logging == logged
    assert loaded(loaded(text).running.text()).config.vpdn_logging == logged
    assert sorted(written(text)) == sorted(lines)
    assert not any("logging" in note.line for note in loaded(text).running.notes())


@pytest.mark.parametrize(
    "lines",
    [
        ["vpdn search-order dnis domain", "vpdn multihop"],
        ["vpdn history failure table-size 50"],
        ["no vpdn history failure"],
        ["no vpdn logging remote"],
        ["vpdn logging remote", "vpdn logging tunnel-drop"],
        ["vpdn-template T", " session-limit 5"],
    ],
)
def test_what_concerns_other_tunnels_is_kept_and_noted(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert sorted(written(text)) == sorted(lines)
    assert {line.strip() for line in lines} <= {note.line for note in loaded(text).running.notes()}


def test_numbers_out_of_range_are_refused() -> None:
    for line in (
        "vpdn session-limit 0",
        "vpdn session-limit 32768",
        "vpdn history failure table 9",
    ):
        assert "test.cfg:1: % Invalid input" in refused(line)[0]


@pytest.mark.parametrize("carriage", Carriage)
def test_who_carries_packets(carriage: Carriage) -> None:
    line = f"vpdn datapath {carriage.value}"
    assert loaded(line).config.datapath is carriage
    assert written(line) == ([] if carriage is Carriage.AUTO else [line])
    assert loaded(f"{line}\nno vpdn datapath").config.datapath is Carriage.AUTO
    assert len(refused("vpdn datapath warp")) == 1
