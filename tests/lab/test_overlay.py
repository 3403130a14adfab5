from __future__ import annotations

from pathlib import Path

import pytest

from vpdn.lab.overlay import UnknownLineError, apply_changes, laid_over


def test_what_the_upper_lab_does_not_say_stays() -> None:
    base = {"title": "one", "nodes": {"a": {"forwarding": True, "interfaces": {"eth0": []}}}}
    upper = {"title": "two", "nodes": {"a": {"forwarding": False}, "b": {}}}
    assert laid_over(base, upper) == {
        "title": "two",
        "nodes": {"a": {"forwarding": False, "interfaces": {"eth0": []}}, "b": {}},
    }
    assert base["title"] == "one"


def test_parts_are_merged_by_name_in_the_order_of_the_base() -> None:
    base = {"parts": [{"name": "r", "run": ["r"]}, {"name": "pc", "run": ["p"], "show": True}]}
    upper = {"parts": [{"name": "pc 2", "run": ["q"]}, {"name": "pc", "run": ["x"]}]}
    assert laid_over(base, upper)["parts"] == [
        {"name": "r", "run": ["r"]},
        {"name": "pc", "run": ["x"], "show": True},
        {"name": "pc 2", "run": ["q"]},
    ]


def test_an_absent_part_is_left_out() -> None:
    base = {"parts": [{"name": "r"}, {"name": "pc"}]}
    assert laid_over(base, {"parts": [{"name": "r", "absent": True}]})["parts"] == [{"name": "pc"}]


def test_other_lists_are_replaced() -> None:
    assert laid_over({"commands": ["a", "b"]}, {"commands": []}) == {"commands": []}


def test_lines_of_a_file_are_replaced_removed_and_added(tmp_path: Path) -> None:
    (tmp_path / "r.cfg").write_text("one\n two\nthree\n")
    changes = {"r.cfg": {"one": "uno", " two": "", "three": "three\n four"}}
    changed = apply_changes({"changes": changes, "files": {"x": "y"}}, tmp_path)
    assert changed == {"files": {"x": "y", "r.cfg": "uno\nthree\n four\n"}}
    assert (tmp_path / "r.cfg").read_text() == "one\n two\nthree\n"


def test_a_file_the_lab_has_itself_is_changed_too(tmp_path: Path) -> None:
    raw = {"changes": {"x": {"y": "z"}}, "files": {"x": "y\n"}}
    assert apply_changes(raw, tmp_path) == {"files": {"x": "z\n"}}


def test_a_line_that_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "r.cfg").write_text("one\n")
    with pytest.raises(UnknownLineError, match=r"r\.cfg has no line 'ones'"):
        apply_changes({"changes": {"r.cfg": {"ones": ""}}}, tmp_path)


def test_without_changes_nothing_is_added(tmp_path: Path) -> None:
    assert apply_changes({"title": "t"}, tmp_path) == {"title": "t"}
