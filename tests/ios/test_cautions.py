from __future__ import annotations

import pytest

from tests.ios.support import ANGELA, loaded
from vpdn.ios.cautions import cautions


def found(text: str) -> list[str]:
    return list(cautions(loaded(text).config))


def test_the_documents_configuration_does_what_it_says() -> None:
    assert found(ANGELA.read_text()) == []


@pytest.mark.parametrize(("method", "said"), [("ms-chap", 1), ("chap", 1), ("pap", 0)])
def test_a_secret_is_of_no_use_to_chap(method: str, said: int) -> None:
    text = f"username u secret x\ninterface Virtual-Template1\n ppp authentication {method}"
    told = found(text)
    assert len(told) == said
    assert all(line.startswith("username u: chap and ms-chap need the password") for line in told)


def test_methods_that_never_answer() -> None:
    assert found(
        "aaa group server radius IAS\naaa authentication ppp default group tacacs+ group IAS local"
        "\naaa authentication login ops group ACS\naaa authentication enable default group X"
    ) == [
        'method list "ops": there is no server group ACS, so it never answers',
        'method list "default": there is no TACACS+ client, so group tacacs+ never answers',
        'method list "default": there is no server group X, so it never answers',
    ]


def test_an_access_list_that_is_not_there() -> None:
    text = "access-list 10 deny any\ninterface Virtual-Template1\n ip access-group {} in"
    assert found(text.format(10)) == []
    assert found(text.format(11)) == [
        "Virtual-Template1: there is no access list 11, so everything passes"
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("line vty 0 4\n login local", []),
        ("line vty 0 4\n password x\n access-class 10 in\naccess-list 10 permit any", []),
        (
            "line vty 0 4\n password x\n access-class 10 in",
            ["there is no access list 10, so everybody may call"],
        ),
        ("line vty 0 4", ["it wants a password and has none, so nobody is let in"]),
        (
            "aaa new-model\nline vty 0 4\n login authentication ops",
            ['there is no login list "ops", so the default one is asked'],
        ),
        ("line con 0\n login", []),
    ],
)
def test_a_vty_that_is_not_what_it_seems(text: str, said: list[str]) -> None:
    assert found(text) == [f"line vty 0: {one}" for one in said]


def test_a_source_of_log_messages_without_an_address() -> None:
    text = "interface Loopback0\n ip address 10.0.0.1 255.255.255.0\nlogging source-interface {}"
    assert found(text.format("Loopback0")) == []
    assert found(text.format("Loopback1")) == [
        "logging source-interface: Loopback1 has no address, so the routing table's is used"
    ]


def test_a_level_for_a_command_that_there_is_not() -> None:
    assert found("privilege exec level 5 show clock\nprivilege exec level 5 shwo clock") == [
        "privilege exec: no command begins with 'shwo clock'"
    ]
