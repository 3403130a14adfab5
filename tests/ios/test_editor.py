from __future__ import annotations

import pytest

from vpdn.errors import ConfigError
from vpdn.ios.config import RunningConfig, factory
from vpdn.ios.editor import Editor
from vpdn.ios.modes import ACCEPT_DIALIN, GLOBAL, LINE, TEMPLATE, VPDN_GROUP, Mode
from vpdn.ios.setting import Setting


def after(*lines: str) -> Editor:
    editor = Editor(factory())
    for line in lines:
        editor.enter(line)
    return editor


@pytest.mark.parametrize(
    ("lines", "mode"),
    [
        ((), GLOBAL),
        (("int virtual-template 1",), TEMPLATE),
        (("vpdn-group X", "accept-dialin"), ACCEPT_DIALIN),
        (("vpdn-group X", "accept-dialin", "exit"), VPDN_GROUP),
        (("vpdn-group X", "accept-dialin", "local name y"), VPDN_GROUP),
        (("vpdn-group X", "accept-dialin", "line con 0"), LINE),
        (("vpdn-group X", "hostname y"), GLOBAL),
        (("vpdn-group X", "no vpdn-group X"), GLOBAL),
    ],
)
def test_the_mode_after_lines(lines: tuple[str, ...], mode: Mode[Setting]) -> None:
    assert after(*lines).mode is mode


def test_a_host_is_looked_up_when_its_line_is_typed_in_whatever_mode() -> None:
    before, server = "ip host ias 10.0.0.5", ("radius server x", "address ipv4 ias")
    editor = after(
        before, *server, f"no {before}", "ip host ias 10.0.0.6", "radius-server host ias"
    )
    config = RunningConfig(editor.tree).config
    assert [str(one.address) for one in config.radius.servers] == ["10.0.0.6", "10.0.0.5"]
    with pytest.raises(ConfigError, match="Unrecognized host"):
        after(*server)
    editor.reset("radius-server host ias", factory())
    assert [one.name for one in RunningConfig(editor.tree).config.radius.servers] == ["x"]


def test_end_leaves_from_anywhere_and_exit_from_global_mode() -> None:
    assert after("vpdn-group X", "accept-dialin", "end").closed
    assert after("exit").closed
    assert not after("vpdn-group X", "exit").closed


def test_a_bad_line_changes_neither_place_nor_tree() -> None:
    editor = after("vpdn-group X", "accept-dialin")
    with pytest.raises(ConfigError):
        editor.enter("protocol foo")
    assert editor.mode is ACCEPT_DIALIN


@pytest.mark.parametrize(
    ("line", "column"), [("protocol foo", 9), ("ip route 1.1.1.1 x", 17), ("xyz", 0)]
)
def test_the_error_is_of_the_mode_that_understood_most(line: str, column: int) -> None:
    editor = after("vpdn-group X", "accept-dialin")
    with pytest.raises(ConfigError) as caught:
        editor.enter(line)
    assert caught.value.column == column


def test_a_word_in_full_goes_before_a_shorter_form_of_another() -> None:
    editor = after("interface Virtual-Template1", "ip route 0.0.0.0 0.0.0.0 10.0.0.1")
    assert editor.mode is GLOBAL
    assert editor.tree.find("ip route") is not None


def test_a_place_that_somebody_removed_falls_back_to_what_is_left() -> None:
    editor = after("vpdn-group X", "accept-dialin")
    editor.edit(factory())
    editor.enter("hostname y")
    assert editor.mode is GLOBAL


def test_a_section_is_entered_again_with_what_was_in_it() -> None:
    editor = after("vpdn-group X", "local name a", "exit", "vpdn-group X", "session-limit 5")
    group = editor.tree.find("vpdn-group")
    assert group is not None
    assert [entry.text for entry in group.children] == ["local name a", "session-limit 5"]


def test_the_tree_that_an_editor_was_given_stays_as_it_was() -> None:
    old = after("vpdn-group X", "local name a").tree
    editor = Editor(old)
    for line in ("vpdn-group X", "local name b", "session-limit 5", "hostname y"):
        editor.enter(line)
    group = old.find("vpdn-group")
    assert group is not None
    assert [entry.text for entry in group.children] == ["local name a"]
    assert old.find("hostname") is not None
    assert "hostname y" in [entry.text for entry in editor.tree]
    assert "hostname y" not in [entry.text for entry in old]


def test_the_last_line_may_have_something_to_say_to_whoever_typed_it() -> None:
    editor = after("vpdn datapath python")
    said = editor.notice
    assert "until the next reload" in said
    editor.enter("vpdn enable")
    assert editor.notice == ""
    editor.enter("no vpdn datapath")
    assert editor.notice == said
    editor.enter("vpdn enable")
    editor.reset("vpdn datapath", factory())
    assert editor.notice == said
