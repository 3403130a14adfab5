from __future__ import annotations

from vpdn.ios.datapath_messages import datapath_message
from vpdn.nas.snapshot import DatapathSnapshot


def test_packets_that_go_their_wanted_way_are_no_message() -> None:
    assert datapath_message(DatapathSnapshot("native", "The engine in C")) == ""
    asked = DatapathSnapshot("python", "The engine in Python", asked="--datapath python")
    assert datapath_message(asked) == ""


def test_what_the_machine_lacks_is_logged() -> None:
    lacking = DatapathSnapshot("python", "The engine in Python", lacking="nothing was built")
    assert datapath_message(lacking) == (
        "%DATAPATH-5-PYTHON: The engine in Python carries packets: nothing was built"
    )
