from __future__ import annotations

from ipaddress import IPv4Address

from tests.ios.support import loaded, refused, written
from vpdn.radius.settings import RadiusServer

IAS = """\
radius server ias
 address ipv4 10.0.0.5 auth-port 1812 acct-port 1813
 timeout 3
 retransmit 1
 message-authenticator require
 key a b"""


def test_a_named_server() -> None:
    assert loaded(IAS).config.radius.servers == (
        RadiusServer(IPv4Address("10.0.0.5"), 1812, 1813, 3, 1, "a b", True, name="ias"),
    )
    assert written(IAS) == IAS.splitlines()


def test_its_name_in_the_network_is_written_as_its_address() -> None:
    text = "ip host ias 10.0.0.5\nradius server one\n address ipv4 ias alias 10.0.0.6 ias\n key a"
    here, there = IPv4Address("10.0.0.5"), IPv4Address("10.0.0.6")
    assert loaded(text).config.radius.servers == (
        RadiusServer(here, key="a", name="one", aliases=(there, here)),
    )
    line = " address ipv4 10.0.0.5 auth-port 1645 acct-port 1646 alias 10.0.0.6 10.0.0.5"
    assert line in written(text)
    unknown = text.replace("alias 10.0.0.6", "alias berta")
    assert "% Unrecognized host or address: there is no `ip host berta`" in refused(unknown)[0]


def test_it_comes_after_the_servers_without_a_name() -> None:
    servers = loaded(f"{IAS}\nradius-server host 10.0.0.6").config.radius.servers
    assert [str(one.address) for one in servers] == ["10.0.0.6", "10.0.0.5"]


def test_without_an_address_it_is_not_asked() -> None:
    assert loaded("radius server ias\n key x").config.radius.servers == ()
    assert loaded(f"{IAS}\nno radius server ias").config.radius.servers == ()


def test_ports_are_ios_unless_they_are_said() -> None:
    assert written("radius server x\n address ipv4 10.0.0.5") == [
        "radius server x",
        " address ipv4 10.0.0.5 auth-port 1645 acct-port 1646",
    ]
