from __future__ import annotations

import pytest

from tests.ios.support import loaded
from vpdn.ios.dhcp_cautions import dhcp_cautions

LOCAL = "ip local pool default 172.16.10.1 172.16.10.60\n"


def said(text: str) -> list[str]:
    return list(dhcp_cautions(loaded(text).config))


def pool(*lines: str) -> str:
    return "\n".join(("ip dhcp pool P", *(f" {line}" for line in lines)))


def test_a_pool_of_callers_is_fine() -> None:
    assert said(LOCAL + pool("network 172.16.10.0 /24", "vpdn route 10.0.0.0 /8")) == []
    template = "interface Virtual-Template1\n peer default ip address 10.0.0.9\n"
    assert said(template + pool("network 10.0.0.0 /8")) == []


def test_a_pool_that_answers_nobody() -> None:
    assert said(LOCAL + pool()) == [
        "ip dhcp pool P: it has no network, so nobody is answered by it"
    ]
    elsewhere = LOCAL + pool("network 192.168.0.0 /24")
    assert said(elsewhere) == [
        "ip dhcp pool P: no ip local pool gives addresses of its network; only AAA could"
    ]
    off = f"no service dhcp\n{LOCAL}{pool('network 172.16.10.0 /24')}"
    assert said(off) == ["ip dhcp pool P: there is `no service dhcp`, so nobody is answered"]


def test_routes_that_are_none_or_said_twice() -> None:
    lines = ("network 172.16.10.0 /24", "option 249 hex 21", "vpdn route 10.0.0.0 /8")
    twice, none = said(LOCAL + pool(*lines))
    assert twice == "ip dhcp pool P: option 249 goes before `vpdn route`"
    assert none.startswith("ip dhcp pool P: option 249 is no list of routes: prefix of 33 bits")


TEMPLATE = """\
interface Loopback0
 ip address 172.16.10.100 255.255.255.0
interface Virtual-Template1
 ip unnumbered Loopback0
 peer default ip address pool default
"""
ANSWERED = f"{LOCAL}{TEMPLATE}%s\n{pool('network 172.16.10.0 /24')}\n"


@pytest.mark.parametrize(
    "rules",
    [
        "permit ip any any",
        "permit udp any eq bootpc host 255.255.255.255 eq bootps",
        "deny tcp any any\naccess-list 100 permit udp 172.16.10.0 0.0.0.255 any",
    ],
)
def test_an_access_list_that_lets_the_question_in_is_fine(rules: str) -> None:
    assert said(ANSWERED % " ip access-group 100 in" + f"access-list 100 {rules}\n") == []


def test_an_access_list_that_is_not_there_lets_everything_pass() -> None:
    assert said(ANSWERED % " ip access-group 100 in\n ip access-group 101 out") == []


@pytest.mark.parametrize(
    ("list_", "group", "what"),
    [
        (
            "access-list 100 permit ip any 10.0.0.0 0.255.255.255",
            "100 in",
            "what callers ask (UDP from port 68 to port 67 of 255.255.255.255)",
        ),
        ("access-list 7 permit 10.0.0.0", "7 in", "what callers ask"),
        (
            "access-list 100 permit tcp any any",
            "100 out",
            "the answer (UDP from port 67 to port 68)",
        ),
    ],
)
def test_an_access_list_of_the_template_that_lets_nobody_ask(
    list_: str, group: str, what: str
) -> None:
    [caution] = said(ANSWERED % f" ip access-group {group}" + f"{list_}\n")
    name = group.partition(" ")[0]
    start = f"ip dhcp pool P: access list {name} of Virtual-Template1 refuses {what}"
    assert caution.startswith(start)


def test_a_template_that_gives_other_addresses_is_none_of_a_pool_s_business() -> None:
    other = TEMPLATE.replace("pool default", "pool others").replace("Template1", "Template2")
    text = f"{ANSWERED % ''}ip local pool others 10.1.1.1 10.1.1.9\naccess-list 7 deny any\n"
    assert said(f"{text}{other} ip access-group 7 in\n") == []
    fixed = f"{TEMPLATE} peer default ip address 172.16.10.9\n ip access-group 7 in\n"
    assert len(said(f"{text}{fixed}")) == 1
