from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from vpdn.errors import ConfigError
from vpdn.ios.configuration.numbers import number
from vpdn.ios.grammar import match
from vpdn.ios.modes import Mode
from vpdn.ios.setting import Setting
from vpdn.ios.tree import Block

HELP = "size  x\ndepth  x\nnumber  x"


@dataclass(frozen=True)
class Inner:
    depth: int = 3


@dataclass(frozen=True)
class Value:
    size: int = 7
    inner: Inner = field(default_factory=Inner)


MODE: Mode[Setting] = Mode("#", "")
number(MODE, "size", 1, 9, "size", HELP, default=7)
number(MODE, "depth", 0, 5, "depth", HELP, part="inner", reason="nobody looks")


def block(*lines: str) -> Block:
    made = Block()
    for line in lines:
        made.enter(match(MODE.declarations, line), 0)
    return made


def test_the_number_is_kept_as_the_attribute_of_the_value_or_of_its_part() -> None:
    assert block("size 4", "depth 0").fold(Value(), []) == Value(4, Inner(0))


def test_no_takes_it_back_with_and_without_the_number() -> None:
    for line in ("no size", "no size 4", "no size 5"):
        assert block("size 4", line).fold(Value(), []) == Value()


def test_a_default_is_left_out_and_without_one_every_value_stands() -> None:
    assert [entry.text for entry in block("size 4", "size 7", "depth 3")] == ["depth 3"]


@pytest.mark.parametrize("line", ["size 0", "size 10", "depth 6", "depth x"])
def test_what_is_out_of_range_is_not_read(line: str) -> None:
    with pytest.raises(ConfigError) as caught:
        match(MODE.declarations, line)
    assert caught.value.column == line.index(" ") + 1


def test_a_number_without_effect_says_why() -> None:
    [entry] = block("depth 1")
    assert entry.setting.idle(entry.arguments) == "nobody looks"
