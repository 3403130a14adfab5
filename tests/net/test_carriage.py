"""Which engine carries packets."""

from __future__ import annotations

import pytest

from vpdn.datapath import _native
from vpdn.datapath.native import NativeEngine
from vpdn.datapath.reference import ReferenceEngine
from vpdn.errors import ConfigError
from vpdn.net import carriage
from vpdn.net.carriage import Carriage, make_engine, processor, resolve


def test_the_fastest_is_taken_where_nothing_is_said() -> None:
    assert resolve(Carriage.AUTO) is Carriage.NATIVE
    assert isinstance(make_engine(), NativeEngine)


def test_python_is_taken_where_it_is_wanted() -> None:
    assert resolve(Carriage.PYTHON) is Carriage.PYTHON
    assert isinstance(make_engine(Carriage.PYTHON), ReferenceEngine)


def test_without_the_extension_python_serves_and_native_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(carriage, "AVAILABLE", False)
    assert resolve(Carriage.AUTO) is Carriage.PYTHON
    assert isinstance(make_engine(), ReferenceEngine)
    with pytest.raises(ConfigError, match="has not been built"):
        resolve(Carriage.NATIVE)


def test_every_word_has_a_sentence_and_c_says_what_it_uses_of_the_processor() -> None:
    assert all(each.sentence for each in Carriage)
    assert processor(Carriage.NATIVE) == _native.features()
    assert processor(Carriage.PYTHON) == ""
