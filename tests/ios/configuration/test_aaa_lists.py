from __future__ import annotations

import pytest

from tests.ios.support import loaded, refused, written
from vpdn.aaa.settings import AaaSettings, MethodList


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


def test_who_may_enable() -> None:
    line = "aaa authentication enable default group radius enable"
    assert written(line) == [line]
    assert loaded(line).config.aaa.authentication_enable == MethodList(
        "default", ("group radius", "enable")
    )


@pytest.mark.parametrize(
    "line",
    [
        "aaa authentication login default group radius local-case enable line",
        "aaa authentication login console none",
        "aaa authentication ppp vpn if-needed group IAS krb5 local",
        "aaa authentication ppp default passwd-expiry group radius local",
        "aaa authentication enable default group tacacs+ enable none",
        "aaa authorization network default group radius if-authenticated",
        "aaa authorization exec default local none",
        "aaa authentication arap default local",
        "aaa authorization commands 15 default group tacacs+ none",
        "aaa authorization config-commands",
    ],
)
def test_lists_come_back_as_they_were_typed(line: str) -> None:
    assert written(line) == [line]


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("aaa authentication ppp default enable", "enable"),
        ("aaa authentication ppp default line", "line"),
        ("aaa authentication enable default local", "local"),
        ("aaa authentication enable vty enable", "vty"),
        ("aaa authorization network default enable", "enable"),
        ("aaa authorization exec default local-case", "local-case"),
        ("aaa authorization commands 16 default none", "16"),
    ],
)
def test_a_method_that_a_service_cannot_use_is_no_word_of_it(line: str, word: str) -> None:
    [problem] = refused(line)
    caret, start = problem.splitlines()[2].index("^"), line.rindex(word)
    assert "Invalid input" in problem
    assert start <= caret < start + len(word)


def test_a_list_has_four_methods_at_most() -> None:
    four = "aaa authentication ppp default group radius group A local none"
    assert written(four) == [four]
    [problem] = refused(f"{four} if-needed")
    assert "4 methods at most" in problem


def test_the_lists_of_commands_are_told_apart_by_level() -> None:
    lines = [
        "aaa authorization commands 1 default none",
        "aaa authorization commands 15 default none",
    ]
    assert written("\n".join(lines[::-1])) == lines
    assert written("\n".join([*lines, "no aaa authorization commands 1 default"])) == lines[1:]


def test_what_is_authorized() -> None:
    lines = [
        "aaa authorization console",
        "aaa authorization config-commands",
        "aaa authorization exec default local",
        "aaa authorization commands 15 default group radius local",
        "aaa authorization commands 15 ops if-authenticated",
        "aaa authorization network default group radius",
    ]
    assert written("\n".join(lines[::-1])) == lines
    aaa = loaded("\n".join(lines)).config.aaa
    assert (aaa.authorization_console, aaa.authorization_config_commands) == (True, True)
    assert aaa.authorization_commands == {
        (15, "default"): MethodList("default", ("group radius", "local")),
        (15, "ops"): MethodList("ops", ("if-authenticated",)),
    }
    undone = "\n".join(f"no {line}" for line in lines)
    assert loaded("\n".join(lines) + f"\n{undone}").config.aaa == AaaSettings()
