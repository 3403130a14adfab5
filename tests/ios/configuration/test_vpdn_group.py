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


def test_numbers_out_of_range_are_refused() -> None:
    for line in ("pptp tunnel echo 1001", "pptp flow-control receive-window 65"):
        [problem] = refused(f"vpdn-group G\n {line}")
        assert "test.cfg:2: % Invalid input" in problem


def test_who_a_group_takes_calls_from() -> None:
    text = "vpdn-group G\n accept-dialin\n  protocol any\n terminate-from hostname branch"
    assert loaded(text).config.groups["G"].terminate_from == "branch"
    assert loaded(f"{text}\n no terminate-from hostname").config.groups["G"].terminate_from is None


def test_a_group_that_takes_whoever_calls_is_remarked() -> None:
    remark = "! Default PPTP VPDN group"
    text = "vpdn-group G\n accept-dialin\n  protocol any"
    assert written(text)[1] == remark
    assert remark not in written(f"{text}\n terminate-from hostname branch")
    assert remark not in written("vpdn-group G\n local name x")


def test_calls_that_this_router_would_make_are_kept_and_noted() -> None:
    text = """vpdn-group OUT
 request-dialin
  protocol l2tp
  domain example.com
  domain example.org
 request-dialout
  protocol l2tp
  pool-member 1
 initiate-to ip 10.0.0.1 limit 5 priority 2
 lcp renegotiation always"""
    lines = [line.strip() for line in text.splitlines()]
    assert sorted(line.strip() for line in written(text)) == sorted(lines)
    noted = {note.line for note in loaded(text).running.notes()}
    assert set(lines[1:]) <= noted
