"""Each bench runs, small, and its report says what it measured; how fast is nobody's business."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import calls, configuration, crypto, datapath, engine, held, through, tiers, workers
from bench.__main__ import PAGE, SECTIONS, machine
from tests.bench.reading import ignore, needs_root, rows
from vpdn.ios.config import load


def test_the_data_path_is_measured_both_ways_with_and_without_mppe() -> None:
    figures = datapath.measure(ignore, rounds=1, packets=64)
    assert {(figure.case.size, figure.case.mppe) for figure in figures} == {
        (size, mppe) for size in (64, 1400) for mppe in (None, "stateless", "stateful")
    }
    table = rows(datapath.report(figures))
    assert len(table["1400 octets, MPPE-128 stateless"]) == 4
    assert min(min(figures) for figures in table.values()) > 0
    assert table["stateless MPPE : clear, 1400 octets"][0] > 1


def test_the_cryptography_is_measured_with_and_without_what_this_processor_has() -> None:
    portable, native = crypto.measure(ignore, rounds=1, milliseconds=0.01)
    assert portable.keys() == native.keys()
    table = rows(crypto.report((portable, native)))
    assert len(table) == len(crypto.LABELS) + len(crypto.RATIOS)
    assert min(min(figures) for figures in table.values()) > 0


def test_the_engine_in_c_is_measured_beside_the_one_in_python() -> None:
    figures = engine.measure(ignore, rounds=1, milliseconds=0.01, packets=64)
    assert [figure.case for figure in figures] == list(engine.CASES)
    table = rows(engine.report(figures))
    assert table["1400 octets, MPPE-128 stateless"][2] > 1
    assert "1400 octets, MPPE-128 stateless, 1000 sessions : one" in table


def test_two_workers_are_measured_beside_one() -> None:
    figures = workers.measure(ignore, rounds=1, milliseconds=0.01)
    assert [figure.case for figure in figures] == list(workers.CASES)
    table = rows(workers.report(figures))
    assert len(table) == len(workers.CASES)
    assert min(min(each) for each in table.values()) > 0


@needs_root
def test_calls_are_held_and_measured_before_during_and_after() -> None:
    case = held.Case(radius=False, rate=20, calls=40)
    [figure] = held.measure(ignore, [case])
    assert figure.p99 >= figure.p50 > 0
    assert figure.setup > figure.hang_up > 0
    assert len(rows(held.report([figure]))[case.name]) == 5


@needs_root
@pytest.mark.parametrize("radius", [False, True])
def test_calls_are_set_up_and_timed(radius: bool) -> None:
    cases = (calls.Case(radius, 1, 2), calls.Case(radius, 4, 8))
    figures = calls.measure(ignore, cases)
    assert [figure.case for figure in figures] == list(cases)
    assert all(figure.p99 >= figure.p50 > 0 for figure in figures)
    assert min(min(figure.rate, figure.router, figure.pcs) for figure in figures) > 0
    assert len(rows(calls.report(figures))) == 3


@needs_root
def test_the_data_paths_take_turns() -> None:
    effort = through.Effort(octets=200_000, seconds=0.2, rounds=1)
    figures = tiers.measure(ignore, tiers.CARRIAGES, effort)
    assert all(figure.tcp > 0 < figure.echoes for figure in figures)
    assert {"python", "native", "native : python"} <= set(rows(tiers.report(figures)))


@needs_root
@pytest.mark.parametrize("case", through.CASES, ids=lambda case: case.name)
def test_tcp_and_small_packets_go_through(case: through.Case) -> None:
    effort = through.Effort(octets=200_000, seconds=0.2, rounds=1)
    (figure,) = through.measure(ignore, [case], effort)
    assert min(figure.sent, figure.received, figure.echoes) > 0
    assert case.name in rows(through.report([figure]))


def test_configurations_of_both_lengths_are_read_printed_and_typed_into() -> None:
    figures = configuration.measure(ignore, lengths=(20, 60), rounds=1)
    assert [figure.lines for figure in figures] == [20, 60]
    assert all(min(one.load, one.show, one.line) > 0 for one in figures)
    table = rows(configuration.report(figures))
    assert set(table) >= {"20 lines", "60 lines", "typing, at 60 : at 20"}


def test_the_configuration_that_is_measured_has_nothing_to_complain_about() -> None:
    loaded = load(configuration.text(300))
    assert loaded.problems == ()
    assert len(configuration.text(300).splitlines()) == 300
    assert len(loaded.config.templates) > 10


def test_the_page_has_every_section_and_names_no_path() -> None:
    page = PAGE.read_text()
    assert [line for line in page.splitlines() if line.startswith("## ")] == [
        f"## {section.title}" for section in SECTIONS
    ]
    assert str(Path.home()) not in page
    assert "/" not in machine()
