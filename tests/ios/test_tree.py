from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from vpdn.errors import ConfigError
from vpdn.ios.grammar import match
from vpdn.ios.modes import Mode
from vpdn.ios.setting import Setting, Shown, setting
from vpdn.ios.tree import Block, Entry, Refused, key_of

MODE: Mode[Setting] = Mode("#", "")


@dataclass(frozen=True)
class Value:
    mtu: int = 0
    up: bool = True
    hosts: tuple[str, ...] = ()
    level: int = 0
    secret: str = ""


@setting(MODE, "[no] mtu / (1-9)$octets", "mtu  x\noctets  x", default="mtu 1")
def mtu(value: Value, octets: int) -> Value:
    return replace(value, mtu=octets)


@setting(MODE, "[no] up", "up  x", shown=Shown.OFF)
def up(value: Value, no: bool = False) -> Value:
    return replace(value, up=not no)


@setting(MODE, "[no] both", "both  x", shown=Shown.BOTH)
def both(value: Value, no: bool = False) -> Value:
    return value


@setting(MODE, "[no] host WORD$name / (1-9)$n", "name  x\nn  x", key=("name",))
def host(value: Value, name: str, n: int) -> Value:
    if name == "bad":
        raise ConfigError("% bad host")
    return replace(value, hosts=(*value.hosts, f"{name}{n}"))


@setting(
    MODE,
    "[no] user / {level (1-9)$level|secret WORD$secret}",
    "user  x\nlevel  x\nsecret  x",
    merge=True,
)
def user(value: Value, level: int = 1, secret: str = "") -> Value:
    return replace(value, level=level, secret=secret)


@user.writer
def _user(level: int, secret: str) -> str:
    return f"user level {level} secret {secret}"


@setting(MODE, "[no] level (1-9)$n", "level  x\nn  x", part="level")
def level(old: int, n: int) -> int:
    return n


INSIDE: Mode[Setting] = Mode("#", "", MODE)
COUNTED: list[str] = []


@setting(MODE, "[no] box WORD$name", "box  x\nname  x", key=("name",), child=INSIDE)
def box(value: Value, fold: Callable[[Value], Value], name: str) -> Value:
    return replace(value, hosts=fold(Value()).hosts)


@setting(INSIDE, "[no] host WORD$name (1-9)$n", "host  x\nname  x\nn  x", key=("name",))
def inner_host(value: Value, name: str, n: int) -> Value:
    COUNTED.append(name)
    if name == "bad":
        raise ConfigError("% bad host")
    return replace(value, hosts=(*value.hosts, f"{name}{n}"))


def block(*lines: str) -> Block:
    made = Block()
    for line in lines:
        made.enter(match(MODE.declarations, line), 0)
    return made


def texts(*lines: str) -> list[str]:
    return [entry.text for entry in block(*lines)]


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        (["mtu 2", "mtu 3"], ["mtu 3"]),
        (["mtu 2", "no mtu"], []),
        (["mtu 2", "mtu 1"], []),
        (["no up"], ["no up"]),
        (["no up", "up"], []),
        (["both", "no both"], ["no both"]),
        (["no both", "both"], ["both"]),
        (["host a 1", "host b 2", "host a 3"], ["host a 3", "host b 2"]),
        (["host a 1", "host b 2", "no host a"], ["host b 2"]),
        (["no host a"], []),
        (["host a 1", "mtu 2"], ["mtu 2", "host a 1"]),
        (["user level 5", "user secret s"], ["user level 5 secret s"]),
    ],
    ids=" | ".join,
)
def test_what_is_left_of_lines(lines: list[str], left: list[str]) -> None:
    assert texts(*lines) == left


def test_fold_applies_every_line() -> None:
    refused: list[Refused] = []
    value = block("host a 1", "mtu 5", "no up", "host b 2").fold(Value(), refused)
    assert value == Value(mtu=5, up=False, hosts=("a1", "b2"))
    assert refused == []


def test_a_line_that_refuses_is_listed_and_passed_over() -> None:
    refused: list[Refused] = []
    tree = block("host bad 1", "host b 2")
    assert tree.fold(Value(), refused).hosts == ("b2",)
    assert [one.error.reason for one in refused] == ["% bad host"]
    kept = tree.changed(lambda entry: None if entry is refused[0].entry else entry)
    assert [entry.text for entry in kept] == ["host b 2"]
    assert [entry.text for entry in tree] == ["host bad 1", "host b 2"]


def test_editing_a_copy_leaves_the_original_alone() -> None:
    tree = block("mtu 5")
    twin = tree.copy()
    twin.enter(match(MODE.declarations, "no mtu"), 0)
    assert tree
    assert not twin


def opened(tree: Block, name: str) -> Block:
    entry = tree.enter(match(MODE.declarations, f"box {name}"), 0)
    assert entry is not None
    inside = tree.open(key_of(entry.setting, entry.arguments))
    assert inside is not None
    return inside


def test_what_stands_inside_a_line_of_a_copy_is_edited_apart_from_the_original() -> None:
    tree = Block()
    opened(tree, "a").enter(match(INSIDE.declarations, "host x 1"), 0)
    twin = tree.copy()
    opened(twin, "a").enter(match(INSIDE.declarations, "host y 2"), 0)
    assert [entry.text for entry in inside(tree)] == ["host x 1"]
    assert [entry.text for entry in inside(twin)] == ["host x 1", "host y 2"]


def inside(tree: Block) -> list[Entry]:
    box = tree.find("box")
    assert box is not None
    return list(box.children)


def test_what_was_folded_once_is_not_folded_again_until_a_line_changes() -> None:
    tree = Block()
    COUNTED.clear()
    opened(tree, "a").enter(match(INSIDE.declarations, "host x 1"), 0)
    assert tree.fold(Value(), []).hosts == ("x1",)
    twin = tree.copy()
    twin.enter(match(MODE.declarations, "mtu 7"), 0)
    assert twin.fold(Value(), []) == Value(mtu=7, hosts=("x1",))
    counted = list(COUNTED)
    opened(twin, "a").enter(match(INSIDE.declarations, "host y 2"), 0)
    assert twin.fold(Value(), []).hosts == ("x1", "y2")
    assert counted == ["x"]
    assert COUNTED == ["x", "x", "y"]


def test_a_line_inside_another_that_refuses_refuses_every_time() -> None:
    tree = Block()
    opened(tree, "a").enter(match(INSIDE.declarations, "host bad 1"), 0)
    for _ in range(2):
        refused: list[Refused] = []
        tree.fold(Value(), refused)
        assert [one.entry.text for one in refused] == ["host bad 1"]


def test_a_setting_of_a_part_sees_that_part_alone() -> None:
    assert block("level 4", "mtu 2", "level 5").fold(Value(), []) == Value(mtu=2, level=5)
