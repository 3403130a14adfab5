from __future__ import annotations

from vpdn.ios.datapath_messages import datapath_message, workers_message
from vpdn.nas.snapshot import DatapathSnapshot, WorkerSnapshot


def test_packets_that_go_their_wanted_way_are_no_message() -> None:
    assert datapath_message(DatapathSnapshot("native", "The engine in C")) == ""
    asked = DatapathSnapshot("python", "The engine in Python", asked="--datapath python")
    assert datapath_message(asked) == ""


def test_what_the_machine_lacks_is_logged() -> None:
    lacking = DatapathSnapshot("python", "The engine in Python", lacking="nothing was built")
    assert datapath_message(lacking) == (
        "%DATAPATH-5-PYTHON: The engine in Python carries packets: nothing was built"
    )


def test_more_workers_than_processors_are_told_of() -> None:
    workers = (WorkerSnapshot(0, 0, 0, 0),) * 4
    carriage = DatapathSnapshot("native", "The engine in C", workers=workers)
    assert workers_message(carriage, 4) == ""
    assert workers_message(carriage, 2) == (
        "%DATAPATH-5-WORKERS: 4 workers, more than this machine's 2 processors"
    )
