"""Who carries packets when the command line, the configuration and the machine have their say."""

from __future__ import annotations

import pytest

from vpdn.errors import ConfigError
from vpdn.nas.tier import Tier, choose
from vpdn.net import carriage
from vpdn.net.carriage import NOT_BUILT, Carriage

AUTO, NATIVE, PYTHON = Carriage.AUTO, Carriage.NATIVE, Carriage.PYTHON


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which the extension was not built."""
    monkeypatch.setattr(carriage, "AVAILABLE", False)


def test_where_nobody_asks_it_is_the_fastest() -> None:
    assert choose(None, AUTO) == choose(AUTO, AUTO) == Tier(NATIVE)


def test_the_command_line_goes_before_the_configuration() -> None:
    assert choose(None, PYTHON) == Tier(PYTHON, "vpdn datapath python")
    assert choose(PYTHON, NATIVE) == Tier(PYTHON, "--datapath python")
    assert choose(NATIVE, PYTHON) == Tier(NATIVE, "--datapath native")
    assert choose(AUTO, PYTHON) == Tier(NATIVE)


@pytest.mark.usefixtures("bare")
def test_python_serves_where_nothing_was_built_and_says_what_is_lacking() -> None:
    assert choose(None, AUTO) == choose(AUTO, NATIVE) == Tier(PYTHON, "", NOT_BUILT)
    assert choose(PYTHON, AUTO) == Tier(PYTHON, "--datapath python")
    assert choose(None, PYTHON) == Tier(PYTHON, "vpdn datapath python")


@pytest.mark.usefixtures("bare")
def test_what_is_not_there_is_refused_to_the_command_line_and_replaced_for_the_configuration() -> (
    None
):
    with pytest.raises(ConfigError, match="has not been built"):
        choose(NATIVE, AUTO)
    fallen = choose(None, NATIVE)
    assert (fallen.carriage, fallen.asked) == (PYTHON, "vpdn datapath native")
    assert fallen.lacking == f"no native data path: {NOT_BUILT}"


def test_workers_are_of_the_engine_in_c() -> None:
    assert choose(None, AUTO, None, 3).workers == choose(None, AUTO, 3, 2).workers == 3
    assert choose(NATIVE, PYTHON, 4).workers == 4
    assert choose(None, AUTO).workers == choose(PYTHON, AUTO, 1).workers == 1
    assert choose(PYTHON, AUTO, None, 2).workers == 1
    for option, configured in ((PYTHON, AUTO), (None, PYTHON)):
        with pytest.raises(ConfigError, match=r"^--workers 2: the data path in Python has one"):
            choose(option, configured, 2)


@pytest.mark.usefixtures("bare")
def test_workers_wait_for_a_machine_that_has_the_engine() -> None:
    assert choose(None, AUTO, None, 2) == Tier(PYTHON, "", NOT_BUILT)
    with pytest.raises(ConfigError, match="has not been built"):
        choose(None, AUTO, 2)
