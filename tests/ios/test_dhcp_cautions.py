from __future__ import annotations

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
