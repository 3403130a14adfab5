"""A configuration's address translation as text for `nft`."""

from __future__ import annotations

import pytest

from tests.ios.support import loaded
from vpdn.nas.config import RouterConfig
from vpdn.nas.nat_rules import REMOVAL, answered, interfaces, rules, script, side

DEVICES = {"Virtual-Template1": "vpdn0", "Ethernet0/0": "eth0", "Ethernet0/1": "eth1"}
INTERFACES = """\
interface Ethernet0/0
 ip address 10.0.0.1 255.255.255.0
 ip nat inside
interface Ethernet0/1
 ip address 192.0.2.2 255.255.255.0
 ip nat outside
interface Virtual-Template1
 ip nat inside
access-list 1 deny 10.0.0.9
access-list 1 permit 10.0.0.0 0.0.0.255
ip access-list extended WEB
 permit tcp any any eq 80
ip nat pool P 192.0.2.20 192.0.2.23 netmask 255.255.255.0
"""
SHARED = "ip nat inside source list 1 interface Ethernet0/1 overload"
NOTE = "ct label set 113 counter name misses"
HOOKS = """\
chain nat_postrouting {
type nat hook postrouting priority 100; policy accept;
iifname { "eth0", "vpdn0" } oifname { "eth1" } jump outward
}
chain nat_prerouting {
type nat hook prerouting priority -100; policy accept;
iifname { "eth1" } jump inward
}
chain filter_postrouting {
type filter hook postrouting priority 101; policy accept;
ct label 113 counter name hits
}""".splitlines()


def config(*lines: str) -> RouterConfig:
    return loaded(INTERFACES + "\n".join(lines)).config


def chain(name: str, *lines: str) -> list[str]:
    """What a chain says, of a router with these lines."""
    said = list(rules(config(*lines), DEVICES))
    first = said.index(f"chain {name} {{") + 1
    return said[first : said.index("}", first)]


def test_an_access_list_decides_line_by_line_who_is_translated() -> None:
    assert list(rules(config(SHARED), DEVICES)) == [
        "chain list0 {",
        "ip saddr 10.0.0.9 return",
        f"ip saddr 10.0.0.0/24 {NOTE} snat to 192.0.2.2",
        "}",
        "chain outward {",
        "jump list0",
        "}",
        "chain inward {",
        "}",
        *HOOKS,
    ]


def test_what_one_list_leaves_is_for_the_next() -> None:
    both = (SHARED, "ip nat inside source list WEB pool P overload")
    assert chain("outward", *both) == ["jump list0", "jump list1"]
    assert chain("list1", *both) == [
        f"ip protocol 6 tcp dport {{ 80-80 }} {NOTE} snat to 192.0.2.20-192.0.2.23 persistent"
    ]


def test_a_pool_of_one_address_is_that_address() -> None:
    one = "ip nat pool Q 192.0.2.30 192.0.2.30 prefix-length 24"
    assert chain("list0", one, "ip nat inside source list WEB pool Q") == [
        f"ip protocol 6 tcp dport {{ 80-80 }} {NOTE} snat to 192.0.2.30"
    ]


def test_the_kernel_looks_up_the_address_that_the_configuration_does_not_tell() -> None:
    bare = ("interface Ethernet0/1", " no ip address")
    [_, line] = chain("list0", *bare, SHARED)
    assert line == f'ip saddr 10.0.0.0/24 oifname "eth1" {NOTE} masquerade'


@pytest.mark.parametrize(
    "line",
    [
        "ip nat inside source list 2 interface Ethernet0/1 overload",
        "ip nat inside source list 1 interface Ethernet0/7 overload",
        "ip nat inside source list 1 pool X overload",
    ],
)
def test_a_line_that_names_what_is_not_there_translates_nothing(line: str) -> None:
    assert chain("outward", line) == []


def test_static_entries_are_for_both_ways_and_go_before_the_lists() -> None:
    lines = (
        SHARED,
        "ip nat inside source static 10.0.0.7 192.0.2.7",
        "ip nat inside source static tcp 10.0.0.8 8080 interface Ethernet0/1 80",
        "ip nat inside source static udp 10.0.0.8 53 192.0.2.8 5353",
        "ip nat inside source static udp 10.0.0.8 54 interface Ethernet0/7 54",
    )
    assert chain("outward", *lines) == [
        f"ip saddr 10.0.0.7 {NOTE} snat to 192.0.2.7",
        f"ip saddr 10.0.0.8 tcp sport 8080 {NOTE} snat to 192.0.2.2:80",
        f"ip saddr 10.0.0.8 udp sport 53 {NOTE} snat to 192.0.2.8:5353",
        "jump list0",
    ]
    assert chain("inward", *lines) == [
        f"ip daddr 192.0.2.7 {NOTE} dnat to 10.0.0.7",
        f"ip daddr 192.0.2.2 tcp dport 80 {NOTE} dnat to 10.0.0.8:8080",
        f"ip daddr 192.0.2.8 udp dport 5353 {NOTE} dnat to 10.0.0.8:53",
    ]


@pytest.mark.parametrize(
    "lines",
    [
        (),
        (SHARED, "interface Ethernet0/1", " no ip nat outside"),
        (SHARED, "interface Ethernet0/1", " ip nat inside"),
        (SHARED, "no interface Ethernet0/0", "interface Virtual-Template1", " no ip nat inside"),
    ],
)
def test_without_both_sides_or_anything_to_translate_there_is_no_table(
    lines: tuple[str, ...],
) -> None:
    assert rules(config(*lines), DEVICES) == ()


def test_a_router_that_may_not_touch_its_machine_translates_nothing() -> None:
    assert rules(config(SHARED), {}) == ()


def test_calls_of_all_templates_come_through_one_device() -> None:
    two = config("interface Virtual-Template2", " ip nat inside")
    devices = {**DEVICES, "Virtual-Template2": "vpdn0"}
    assert side(two, devices, "inside") == ("eth0", "vpdn0")
    assert interfaces(two, "inside") == ("Ethernet0/0", "Virtual-Template1", "Virtual-Template2")


def test_global_addresses_on_the_outside_network_are_answered_for() -> None:
    lines = (
        SHARED,
        "ip nat inside source list WEB pool P overload",
        "ip nat inside source static 10.0.0.7 192.0.2.7",
        "ip nat inside source static 10.0.0.6 198.51.100.6",
        "ip nat inside source static tcp 10.0.0.7 80 192.0.2.7 80",
    )
    found = list(answered(config(*lines)))
    assert {name for name, _ in found} == {"Ethernet0/1"}
    assert [str(address) for _, address in found] == [
        "192.0.2.7",
        *(f"192.0.2.{last}" for last in range(20, 24)),
    ]


def test_the_table_is_replaced_whole_and_goes_on_counting() -> None:
    assert script(("chain x {", "}"), hits=7, misses=2) == (
        f"{REMOVAL}table ip vpdn {{\n"
        "counter hits { packets 7 bytes 0 }\n"
        "counter misses { packets 2 bytes 0 }\n"
        "chain x {\n}\n}\n"
    )
