from __future__ import annotations

from tests.ios.support import loaded, written
from vpdn.aaa.settings import MethodList


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
