from __future__ import annotations

from ipaddress import IPv4Address

from tests.ios.support import loaded, written
from vpdn.aaa.settings import ServerGroup

GROUP = """\
aaa new-model
aaa group server radius IAS
 server 10.0.0.5 auth-port 1812 acct-port 1813
 server name backup
aaa authentication ppp default group IAS local
aaa authorization exec default group IAS if-authenticated"""


def test_a_group_of_servers_and_its_use() -> None:
    aaa = loaded(GROUP).config.aaa
    assert aaa.groups == {
        "IAS": ServerGroup("IAS", ((IPv4Address("10.0.0.5"), 1812),), ("backup",))
    }
    assert aaa.authentication_ppp["default"].methods == ("group IAS", "local")
    assert aaa.authorization_exec["default"].methods == ("group IAS", "if-authenticated")
    assert written(GROUP) == GROUP.splitlines()


def test_without_new_model_nothing_of_aaa_is_meant() -> None:
    assert not loaded("").config.aaa.new_model
    assert loaded("aaa new-model").config.aaa.new_model
    assert not loaded("aaa new-model\nno aaa new-model").config.aaa.new_model


def test_two_groups_of_servers_are_two() -> None:
    text = "aaa group server radius A\n server name x\naaa group server radius B\n server name y"
    groups = loaded(text).config.aaa.groups
    assert {name: group.names for name, group in groups.items()} == {"A": ("x",), "B": ("y",)}
    assert list(loaded(f"{text}\nno aaa group server radius A").config.aaa.groups) == ["B"]
