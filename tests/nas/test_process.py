from __future__ import annotations

import os
from pathlib import Path

import pytest

from vpdn.nas.process import Process
from vpdn.nas.resources import Load

TICKS = os.sysconf("SC_CLK_TCK")


def thread(proc: Path, number: int, user: float, kernel: float = 0.0, invoked: int = 0) -> None:
    """A thread as proc(5) shows it, seconds in user space and in the kernel."""
    task = proc / "task" / str(number)
    task.mkdir(parents=True, exist_ok=True)
    fields = ["S", *["0"] * 10, str(round(user * TICKS)), str(round(kernel * TICKS)), *["0"] * 30]
    (task / "stat").write_text(f"{number} (odd) name) {' '.join(fields)}\n")
    (task / "status").write_text(
        f"voluntary_ctxt_switches:\t{invoked}\nnonvoluntary_ctxt_switches:\t1\n"
    )


@pytest.fixture
def proc(tmp_path: Path) -> Path:
    (tmp_path / "statm").write_text("1000 250 0 0 0 0 0\n")
    thread(tmp_path, 7, 10.0)
    return tmp_path


def test_processor_time_is_measured_between_two_looks(proc: Path) -> None:
    process = Process(0.0, proc)
    assert process.snapshot().load == Load()
    thread(proc, 7, 11.0, 1.0, invoked=9)
    process.measure(5.0)
    shown = process.snapshot()
    assert shown.load.five_seconds == pytest.approx(40.0)
    assert shown.kernel == pytest.approx(20.0)
    [only] = shown.threads
    assert (only.number, only.name) == (7, "odd) name")
    assert (only.milliseconds, only.invoked) == (12_000, 10)
    assert only.load == shown.load


def test_the_averages_follow_a_steady_load(proc: Path) -> None:
    process = Process(0.0, proc)
    for step in range(1, 13):
        thread(proc, 7, 10.0 + step * 2.5)
        process.measure(step * 5.0)
    load = process.snapshot().load
    assert load.five_seconds == pytest.approx(50.0)
    assert load.one_minute == pytest.approx(50 * 0.632, abs=0.1)
    assert load.five_minutes == pytest.approx(50 * 0.181, abs=0.1)


def test_threads_come_and_go(proc: Path) -> None:
    process = Process(0.0, proc)
    thread(proc, 8, 1.0)
    process.measure(5.0)
    assert [one.number for one in process.snapshot().threads] == [7, 8]
    assert process.snapshot().load.five_seconds == pytest.approx(20.0)
    (proc / "task/8/stat").unlink()
    process.measure(10.0)
    assert [one.number for one in process.snapshot().threads] == [7]


def test_memory_is_in_octets(proc: Path) -> None:
    page = os.sysconf("SC_PAGE_SIZE")
    shown = Process(0.0, proc).snapshot()
    assert (shown.size, shown.resident) == (1000 * page, 250 * page)


def test_this_process_runs() -> None:
    shown = Process(0.0).snapshot()
    assert shown.resident > 1_000_000
    assert os.getpid() in [one.number for one in shown.threads]
