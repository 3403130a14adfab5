from __future__ import annotations

from ipaddress import IPv4Address

from tests.ios.support import loaded, written
from vpdn.aaa.settings import MethodList, ServerGroup


def test_the_older_spelling_of_a_group_is_rewritten() -> None:
    line = "aaa authentication ppp default radius if-needed local none"
    assert written(line) == ["aaa authentication ppp default group radius if-needed local none"]
    assert loaded(line).config.aaa.authentication_ppp == {
        "default": MethodList("default", ("group radius", "if-needed", "local", "none"))
    }


def test_lists_of_one_service_are_told_apart_by_name() -> None:
    aaa = loaded(
        "aaa new-model\naaa authentication ppp vpn group radius\n"
        "aaa authentication ppp default local\nno aaa authentication ppp default\n"
        "aaa authorization network vpn if-authenticated\naaa authentication login default local"
    ).config.aaa
    assert aaa.new_model
    assert list(aaa.authentication_ppp) == ["vpn"]
    assert aaa.authorization_network["vpn"].methods == ("if-authenticated",)
    assert aaa.authentication_login["default"].methods == ("local",)


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


def test_who_may_enable() -> None:
    line = "aaa authentication enable default group radius enable"
    assert written(line) == [line]
    assert loaded(line).config.aaa.authentication_enable == MethodList(
        "default", ("group radius", "enable")
    )


def test_tacacs_is_kept_and_noted() -> None:
    lines = [
        "aaa group server tacacs+ ACS",
        " server 10.0.0.7 auth-port 1645 acct-port 1646",
        "ip tacacs source-interface Loopback0",
        "tacacs-server host 10.0.0.7 key x",
    ]
    assert written("\n".join(lines)) == lines
    noted = {note.line for note in loaded("\n".join(lines)).running.notes()}
    assert {line.strip() for line in lines} <= noted
