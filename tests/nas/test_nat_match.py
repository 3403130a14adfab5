"""Access lists in nftables' words, from the lines as they are typed."""

from __future__ import annotations

import pytest

from tests.ios.support import loaded
from tests.net.conftest import NamespaceMaker, namespace
from vpdn.datapath.filters import Rule
from vpdn.nas.nat_match import matching
from vpdn.net import namespaces, nft

__all__ = ["namespace"]

LINES = {
    "1 permit any": "",
    "1 permit 10.0.0.5": "ip saddr 10.0.0.5",
    "1 deny 10.0.0.0 0.0.0.255": "ip saddr 10.0.0.0/24",
    "1 permit 10.0.5.77 0.255.0.255": "ip saddr & 255.0.255.0 == 10.0.5.0",
    "1 permit 0.0.0.1 255.255.255.254": "ip saddr & 0.0.0.1 == 0.0.0.1",
    "1 permit 128.0.0.0 127.255.255.255": "ip saddr 128.0.0.0/1",
    "100 permit ip any any": "",
    "100 permit ip host 10.0.0.1 192.0.2.0 0.0.0.255": "ip saddr 10.0.0.1 ip daddr 192.0.2.0/24",
    "100 permit gre any any": "ip protocol 47",
    "100 permit tcp any any eq www": "ip protocol 6 tcp dport { 80-80 }",
    "100 deny udp any range 1000 2000 any": "ip protocol 17 udp sport { 1000-2000 }",
    "100 permit tcp any any neq 25": "ip protocol 6 tcp dport { 0-24, 26-65535 }",
    "100 permit tcp any gt 1023 any lt 1024": (
        "ip protocol 6 tcp sport { 1024-65535 } tcp dport { 0-1023 }"
    ),
    "100 permit tcp any any established": "ip protocol 6 tcp flags & (ack | rst) != 0",
    "100 permit icmp any any echo": "ip protocol 1 icmp type 8",
    "100 permit icmp any any port-unreachable": "ip protocol 1 icmp type 3 icmp code 3",
}


def rule(line: str) -> Rule:
    [known] = loaded(f"access-list {line}").config.access_lists.values()
    return known.rules[0]


@pytest.mark.parametrize("line", LINES)
def test_a_line_of_an_access_list(line: str) -> None:
    assert matching(rule(line)) == LINES[line]


def test_the_program_takes_every_one_of_them(namespace: NamespaceMaker) -> None:
    body = "".join(f"{matching(rule(line))} accept\n" for line in LINES)
    with namespaces.inside(namespace("rules")):
        nft.run(f"table ip vpdn {{\nchain lines {{\n{body}}}\n}}\n")
