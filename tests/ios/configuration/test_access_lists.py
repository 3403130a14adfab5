from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from tests.ios.support import loaded, refused, template_text, written
from vpdn.datapath.filters import ANYWHERE, Place, Ranges, Rule
from vpdn.nas.config import AccessList

NET = Place(IPv4Address("10.0.0.0"), IPv4Address("0.255.255.255"))
HOST = Place(IPv4Address("10.1.1.80"), IPv4Address(0))


def anywhere(ports: Ranges) -> Place:
    return Place(ports=ports)


def only(line: str) -> Rule:
    [known] = loaded(line).config.access_lists.values()
    [rule] = known.rules
    return rule


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("permit any", Rule(True)),
        ("deny host 10.1.1.80", Rule(False, HOST)),
        ("permit 10.1.1.80", Rule(True, HOST)),
        ("permit 10.1.2.3 0.255.255.255 log", Rule(True, NET)),
    ],
)
def test_standard_lines(line: str, rule: Rule) -> None:
    assert only(f"access-list 10 {line}") == rule
    assert only(f"ip access-list standard OPS\n {line}") == rule


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("permit ip any any", Rule(True)),
        ("deny 47 any host 10.1.1.80", Rule(False, ANYWHERE, HOST, 47)),
        ("permit tcp any any eq www", Rule(True, ANYWHERE, anywhere(((80, 80),)), 6)),
        ("permit tcp any any eq 81", Rule(True, ANYWHERE, anywhere(((81, 81),)), 6)),
        ("permit tcp any neq 1 any", Rule(True, anywhere(((0, 0), (2, 65535))), ANYWHERE, 6)),
        ("permit udp any gt 1023 any", Rule(True, anywhere(((1024, 65535),)), ANYWHERE, 17)),
        ("permit udp any lt 53 any", Rule(True, anywhere(((0, 52),)), ANYWHERE, 17)),
        (
            "permit udp any any range domain 60",
            Rule(True, ANYWHERE, anywhere(((53, 60),)), 17),
        ),
        ("permit tcp any any established", Rule(True, protocol=6, established=True)),
        ("permit icmp any any echo-reply", Rule(True, protocol=1, icmp=(0, None))),
        ("permit icmp any any port-unreachable log", Rule(True, protocol=1, icmp=(3, 3))),
    ],
)
def test_extended_lines(line: str, rule: Rule) -> None:
    assert only(f"access-list 101 {line}") == rule
    assert only(f"ip access-list extended OPS\n {line}") == rule
    assert written(f"access-list 101 {line}") == [f"access-list 101 {line}"]


def test_lines_stay_in_the_order_they_came_lists_go_by_number() -> None:
    lines = [
        "access-list 10 remark who may",
        "access-list 10 permit 10.0.0.0 0.255.255.255",
        "access-list 10 deny any",
        "access-list 101 deny udp any any",
        "access-list 101 permit ip any any",
    ]
    assert written("\n".join([*lines[3:], *lines[:3]])) == lines
    lists = loaded("\n".join(lines)).config.access_lists
    assert lists["10"] == AccessList("10", "standard", (Rule(True, NET), Rule(False)))
    assert [rule.permit for rule in lists["101"].rules] == [False, True]


def test_a_list_goes_as_a_whole_or_a_line_of_it() -> None:
    lines = "access-list 10 permit 10.1.1.80\naccess-list 10 deny any\n"
    assert loaded(f"{lines}no access-list 10").config.access_lists == {}
    left = loaded(f"{lines}no access-list 10 deny any").config.access_lists["10"]
    assert left.rules == (Rule(True, HOST),)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("access-list 101 permit ip any any eq 80", "Ports can be told of tcp and udp only"),
        ("access-list 101 permit udp any any established", "Only tcp"),
        ("access-list 101 permit tcp any any echo", "Only icmp"),
        ("access-list 101 permit tcp any any gt 65535", "There is no port gt 65535"),
        ("access-list 10 permit tcp any any", "Invalid input"),
        ("access-list 200 permit any", "Invalid input"),
    ],
)
def test_what_is_refused(line: str, reason: str) -> None:
    assert reason in refused(line)[0]


def test_a_name_is_of_one_kind() -> None:
    assert "already exists" in refused("ip access-list standard A\nip access-list extended A")[0]


def test_a_template_filters_both_ways() -> None:
    lines = ("ip access-group 101 in", "ip access-group OPS out")
    template = loaded(template_text(*lines)).config.templates[1]
    assert (template.access_in, template.access_out) == ("101", "OPS")
    assert written(template_text(*lines)) == template_text(*lines).splitlines()
    less = loaded(template_text(*lines, "no ip access-group 101 in")).config.templates[1]
    assert (less.access_in, less.access_out) == (None, "OPS")
