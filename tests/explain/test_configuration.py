from __future__ import annotations

from ipaddress import IPv4Interface
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.explain.configs import GOOD, reading
from vpdn.explain.configuration import every, numbered, read
from vpdn.explain.configuration_report import all_findings

DATA = Path(__file__).parent / "data"


def test_what_stands_inside_an_unknown_line_is_not_taken_for_the_interfaces_before() -> None:
    found = read(
        "interface Ethernet0/0\n ip address 10.0.0.1 255.255.255.0\n"
        "interface Cellular0\n ip address 10.9.9.9 255.255.255.0\n shutdown\n"
        "crypto map CM 10 ipsec-isakmp\n !--- which one\n\n shutdown\nvpdn enable\n"
    )
    interface = found.config.interfaces["Ethernet0/0"]
    assert interface.address == IPv4Interface("10.0.0.1/24")
    assert not interface.shutdown
    assert found.config.vpdn_enable
    assert [one.line for one in found.unknown] == [
        "interface Cellular0",
        "crypto map CM 10 ipsec-isakmp",
    ]


def test_single_unknown_lines_do_no_harm() -> None:
    found = read("ip inspect name FW tcp\ninterface Vlan1\n crypto map CM\n shutdown\n")
    assert found.config.interfaces["Vlan1"].shutdown
    assert len(found.unknown) == 2


def test_a_line_is_found_by_the_lines_that_lead_to_it() -> None:
    found = reading()
    assert found.place("vpdn-group 1", "accept-dialin", "protocol") == "line 9: protocol pptp"
    assert found.place("interface Loopback0", "mtu") == "line 11: interface Loopback0"
    assert found.place("interface Loopback") == ""


def test_rules_that_are_not_understood_are_known_by_their_list() -> None:
    found = read(
        "ip access-list extended IN\n permit object-group SVC any any\n"
        "ip access-list extended OUT\n deny ip any any\n permit object-group SVC any any\n"
        "access-list 101 permit object-group SVC any any\ninterface Vlan1\n foo 101\n"
    )
    numbers = {name: found.unknown_in(name) for name in ("IN", "OUT", "101", "102")}
    assert numbers == {"IN": [2], "OUT": [5], "101": [6], "102": []}


def test_every_line_is_met_with_its_number() -> None:
    lines = [numbered(one) for one in every(reading().tree) if one.number]
    assert "line 10: virtual-template 1" in lines
    assert len(lines) == len(GOOD.splitlines())


def test_a_configuration_of_ios_15_is_understood_in_what_concerns_calls() -> None:
    found = read((DATA / "ios-15.cfg").read_text())
    assert [one.error for one in all_findings(found)] == [809, 806, 720]
    template = found.config.templates[1]
    assert template.ppp.mppe is not None
    assert template.ppp.mppe.required
    assert (template.peer_pool, template.access_in) == (("VPN",), "PC-IN")
    assert [one.line for one in found.unknown][:2] == [
        "vrf definition Mgmt-intf",
        "crypto pki trustpoint TP-self-signed-1234",
    ]
    assert not any("9/9" in name for name in found.config.interfaces), "that is the banner's"


@given(st.text(alphabet=" \n!ainterface vpdn-group 1", max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert read(text).config.hostname
