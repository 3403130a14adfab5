from __future__ import annotations

from ipaddress import IPv4Interface

import pytest

from tests.ios.support import loaded, refused, written
from vpdn.nas.config import Interface


def test_addresses_and_shutdown() -> None:
    text = (
        "interface Ethernet0/0\n ip address 10.0.0.1 255.0.0.0\n shutdown\n"
        "interface Loopback0\n ip address 10.9.0.1 255.255.255.255\n no ip address\n"
    )
    assert loaded(text).config.interfaces == {
        "Loopback0": Interface("Loopback0"),
        "Ethernet0/0": Interface("Ethernet0/0", IPv4Interface("10.0.0.1/8"), shutdown=True),
    }


def test_interfaces_are_written_by_kind_and_number() -> None:
    names = ["Ethernet0/10", "Virtual-Template1", "Ethernet0/9", "Serial0/0", "Loopback1"]
    assert written("\n".join(f"interface {name}" for name in names)) == [
        "interface Loopback1",
        "interface Ethernet0/9",
        "interface Ethernet0/10",
        "interface Serial0/0",
        "interface Virtual-Template1",
    ]


def test_a_virtual_access_interface_cannot_be_configured() -> None:
    [problem] = refused("interface Virtual-Access1\nhostname bob")
    assert "is made from its Virtual-Template" in problem


def test_a_bad_mask_is_told_at_its_line() -> None:
    [problem] = refused("interface Loopback0\n ip address 10.0.0.1 255.0.255.0")
    assert problem.startswith("test.cfg:2: Bad mask 0xFF00FF00 for address 10.0.0.1")


@pytest.mark.parametrize("line", ["half-duplex", "no cdp enable", "ip nat outside", "speed auto"])
def test_what_belongs_to_the_machine_is_kept_and_noted(line: str) -> None:
    running = loaded(f"interface Ethernet0/0\n {line}").running
    assert f"\n {line}\n" in running.text()
    assert line in [note.line for note in running.notes()]


def test_an_interface_may_have_more_than_one_address() -> None:
    lines = [
        "interface Ethernet0/0",
        " ip address 10.0.0.1 255.255.255.0",
        " ip address 10.0.1.1 255.255.255.0 secondary",
        " ip address 10.0.2.1 255.255.255.0 secondary",
    ]
    text = "\n".join(lines)
    one = loaded(text).config.interfaces["Ethernet0/0"]
    assert list(map(str, one.addresses)) == ["10.0.0.1/24", "10.0.1.1/24", "10.0.2.1/24"]
    assert written(text) == [lines[0], *lines[2:], lines[1]]
    gone = loaded(f"{text}\n no ip address 10.0.1.1 255.255.255.0 secondary").config
    assert list(map(str, gone.interfaces["Ethernet0/0"].addresses)) == [
        "10.0.0.1/24",
        "10.0.2.1/24",
    ]
    [problem] = refused(f"{text}\n ip address 10.0.0.9 255.255.255.0 secondary")
    assert "% 10.0.0.0 overlaps with Ethernet0/0" in problem
