from __future__ import annotations

import pytest

from tests.ios.support import ANGELA, loaded
from vpdn.ios.cautions import cautions

TEMPLATE = "interface Virtual-Template1\n ip address 10.0.0.1 255.255.255.0"
GROUP = f"{TEMPLATE}\nvpdn-group G\n accept-dialin\n  "


def found(text: str) -> list[str]:
    return list(cautions(loaded(text).config))


def test_the_documents_configuration_does_what_it_says() -> None:
    assert found(ANGELA.read_text()) == []


@pytest.mark.parametrize(("method", "said"), [("ms-chap", 1), ("chap", 1), ("pap", 0)])
def test_a_secret_is_of_no_use_to_chap(method: str, said: int) -> None:
    text = f"username u secret x\n{TEMPLATE}\n ppp authentication {method}"
    told = found(text)
    assert len(told) == said
    assert all(line.startswith("username u: chap and ms-chap need the password") for line in told)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("username u password p", 1),
        ("aaa new-model\naaa authentication ppp default if-needed local", 1),
        ("username u user-maxlinks 1 password p", 0),
        ("aaa new-model\naaa authentication ppp default group radius local", 0),
    ],
)
def test_calls_are_replaced_only_where_some_user_has_a_limit(lines: str, said: int) -> None:
    sentence = "vpdn user-maxlinks: no user has a limit (`username NAME user-maxlinks`)"
    assert found(f"{lines}\nvpdn user-maxlinks replace") == [sentence] * said
    assert found(lines) == []


def test_methods_that_never_answer() -> None:
    assert found(
        "aaa new-model\naaa group server radius IAS\n"
        "aaa authentication ppp default group tacacs+ group IAS local"
        "\naaa authentication login ops group ACS krb5\naaa authentication enable default group X"
    ) == [
        'method list "ops": there is no server group ACS, so it never answers',
        'method list "ops": there is no Kerberos client, so krb5 never answers',
        'method list "default": there is no TACACS+ client, so group tacacs+ never answers',
        'method list "default": there is no server group X, so it never answers',
    ]


@pytest.mark.parametrize(
    "line",
    [
        "authentication login default local",
        "authentication enable default enable",
        "authentication ppp default local",
        "authorization exec default local",
        "authorization commands 15 default local",
        "authorization network default local",
    ],
)
def test_lists_that_nobody_asks(line: str) -> None:
    assert found(f"aaa {line}") == ["aaa: there is no `aaa new-model`, so no method list is asked"]
    assert found(f"aaa new-model\naaa {line}") == []
    assert found("aaa group server radius IAS") == []


def test_an_access_list_that_is_not_there() -> None:
    text = f"access-list 10 deny any\n{TEMPLATE}\n ip access-group {{}} in"
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


@pytest.mark.parametrize("words", ["ip radius", "logging"])
def test_a_source_without_an_address(words: str) -> None:
    text = (
        "interface Loopback0\n ip address 10.0.0.1 255.255.255.0\n"
        "interface Loopback2\n ip address 10.0.2.1 255.255.255.0\n shutdown\n"
        f"{words} source-interface "
    )
    assert found(text + "Loopback0") == []
    for name in ("Loopback1", "Loopback2"):
        why = f"{name} has no address, or is shut down"
        assert found(text + name) == [
            f"{words} source-interface: {why}, so the routing table's is used"
        ]


def test_a_level_for_a_command_that_there_is_not() -> None:
    assert found("privilege exec level 5 show clock\nprivilege exec level 5 shwo clock") == [
        "privilege exec: no command begins with 'shwo clock'"
    ]


@pytest.mark.parametrize("service", ["exec", "network"])
def test_a_group_that_is_not_there_authorizes_nothing(service: str) -> None:
    text = f"aaa new-model\naaa authorization {service} ops group ACS group radius local"
    told = 'method list "ops": there is no server group ACS, so it never answers'
    assert found(text) == [told]


def test_a_group_of_tacacs_servers_never_answers_either() -> None:
    text = (
        "aaa new-model\naaa group server tacacs+ ACS\n"
        "aaa authentication login default group ACS local"
    )
    assert found(text) == [
        'method list "default": there is no TACACS+ client, so group ACS never answers'
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{GROUP}protocol pptp\n  virtual-template 1", None),
        (f"{GROUP}protocol l2tp\n  virtual-template 1", "PPTP is not its protocol"),
        (f"{GROUP}protocol any", "it has no virtual-template"),
        (f"{GROUP}protocol any\n  virtual-template 2", "there is no Virtual-Template2"),
    ],
)
def test_a_group_that_takes_no_calls(text: str, said: str | None) -> None:
    assert found(text) == ([] if said is None else [f"vpdn-group G: it takes no calls: {said}"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("interface Virtual-Template1", "the router has no address on its calls"),
        (
            "interface Virtual-Template1\n ip unnumbered Loopback0",
            "the router has no address on its calls",
        ),
        (f"{TEMPLATE}\n peer default ip address pool p", "there is no ip local pool p"),
        (
            f"aaa new-model\n{TEMPLATE}\n ppp authentication chap vpn",
            "there is no `aaa authentication ppp vpn`",
        ),
    ],
)
def test_a_template_that_names_what_is_not_there(text: str, said: str) -> None:
    [told] = found(text)
    assert told.startswith(f"Virtual-Template1: {said}")


def test_routes_that_are_not_used() -> None:
    text = "ip route 10.0.0.0 255.0.0.0 10.1.1.1\nip route 10.0.0.0 255.0.0.0 10.1.1.2 200"
    assert found(text) == ["ip route 10.0.0.0/8: another route there goes before it, and stays"]
    assert found("ip route 10.0.0.0 255.0.0.0 Null0") == [
        "ip route 10.0.0.0/8: there is no Null0, so it leads nowhere"
    ]


def test_command_lists_that_cannot_be_asked() -> None:
    text = (
        "aaa new-model\naaa group server radius IAS\n"
        "aaa authorization commands 15 default group radius group IAS group tacacs+ local"
    )
    why = "aaa authorization commands 15 default: RADIUS has no such question, so"
    assert found(text) == [
        'method list "default": there is no TACACS+ client, so group tacacs+ never answers',
        f"{why} group radius never answers",
        f"{why} group IAS never answers",
    ]


def test_a_line_that_is_authorized_by_lists_that_are_not_there() -> None:
    text = (
        "aaa new-model\naaa authorization exec ops local\naaa authorization commands 1 ops local\n"
        "line vty 0 4\n authorization commands 1 ops\n authorization commands 15 ops\n"
        " authorization exec {}"
    )
    told = "line vty 0: there is no list {} for authorization {}, so the default one is asked"
    assert found(text.format("ops")) == [told.format('"ops"', "commands 15")]
    assert found(text.format("old")) == [
        told.format('"old"', "exec"),
        told.format('"ops"', "commands 15"),
    ]
