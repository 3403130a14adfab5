from __future__ import annotations

from ipaddress import IPv4Address

from tests.ios.support import loaded, refused, written
from vpdn.nas.config import VpdnGroup

GROUP = """vpdn-group G
 accept-dialin
  protocol pptp
  virtual-template 3
 local name lns
 source-ip 10.0.0.1
 session-limit 7
 pptp flow-control receive-window 32
 pptp tunnel echo 0"""


def test_a_group_with_everything() -> None:
    expected = VpdnGroup("G", "pptp", 3, "lns", IPv4Address("10.0.0.1"), 7, echo=0, window=32)
    assert loaded(GROUP).config.groups == {"G": expected}


def test_a_group_is_written_as_it_was_read() -> None:
    remark = "! Default PPTP VPDN group"
    assert [line for line in written(GROUP) if line != remark] == GROUP.splitlines()


def test_no_forms_bring_the_defaults_back() -> None:
    text = GROUP + "\n no pptp tunnel echo\n no session-limit\n no accept-dialin"
    expected = VpdnGroup("G", None, None, "lns", IPv4Address("10.0.0.1"), window=32)
    assert loaded(text).config.groups == {"G": expected}


def test_defaults_are_not_written() -> None:
    text = "vpdn-group G\n pptp tunnel echo 60\n pptp flow-control receive-window 16"
    assert written(text) == ["vpdn-group G"]


def test_limits_and_the_switch() -> None:
    config = loaded("vpdn enable\nvpdn session-limit 50").config
    assert (config.vpdn_enable, config.vpdn_session_limit) == (True, 50)
    assert not loaded("vpdn enable\nno vpdn enable").config.vpdn_enable


def test_numbers_out_of_range_are_refused() -> None:
    for line in ("pptp tunnel echo 1001", "pptp flow-control receive-window 65"):
        [problem] = refused(f"vpdn-group G\n {line}")
        assert "test.cfg:2: % Invalid input" in problem
