from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from tests.ios.support import loaded, refused, written
from vpdn.radius.settings import RadiusServer, RadiusSettings

ADDRESS = IPv4Address("10.0.0.5")
HOST = "radius-server host 10.0.0.5 auth-port 1645 acct-port 1646"


@pytest.mark.parametrize(
    ("line", "server", "canonical"),
    [
        ("radius-server host 10.0.0.5", RadiusServer(ADDRESS), HOST),
        (
            "radius-server host 10.0.0.5 acct-port 1813 auth-port 1812",
            RadiusServer(ADDRESS, 1812, 1813),
            "radius-server host 10.0.0.5 auth-port 1812 acct-port 1813",
        ),
        (
            "radius-server host 10.0.0.5 retransmit 2 timeout 4 key a b",
            RadiusServer(ADDRESS, timeout=4, retransmit=2, key="a b"),
            f"{HOST} timeout 4 retransmit 2 key a b",
        ),
        (
            "radius-server host 10.0.0.5 key 7 02050D480809",
            RadiusServer(ADDRESS, key="cisco"),
            f"{HOST} key 7 02050D480809",
        ),
        (
            "radius-server host 10.0.0.5 message-authenticator require",
            RadiusServer(ADDRESS, require_message_authenticator=True),
            f"{HOST} message-authenticator require",
        ),
        (
            "radius-server host 10.0.0.5 message-authenticator optional non-standard",
            RadiusServer(ADDRESS),
            f"{HOST} non-standard",
        ),
        (
            "radius-server host 10.0.0.5 timeout 4 alias 10.0.0.7 10.0.0.6 key a",
            RadiusServer(
                ADDRESS,
                timeout=4,
                key="a",
                aliases=(IPv4Address("10.0.0.7"), IPv4Address("10.0.0.6")),
            ),
            f"{HOST} timeout 4 alias 10.0.0.7 10.0.0.6 key a",
        ),
    ],
)
def test_hosts(line: str, server: RadiusServer, canonical: str) -> None:
    assert loaded(line).config.radius.servers == (server,)
    assert written(line) == [canonical]


def test_a_server_by_its_name_is_written_with_its_address() -> None:
    named = "ip host ias 10.0.0.5\nip host Berta 10.0.0.6\n"
    text = f"{named}radius-server host IAS alias berta key a"
    server = RadiusServer(ADDRESS, key="a", aliases=(IPv4Address("10.0.0.6"),))
    assert loaded(text).config.radius.servers == (server,)
    assert f"{HOST} alias 10.0.0.6 key a" in written(text)
    assert loaded(f"{text}\nno ip host ias").config.radius.servers == (server,)
    assert loaded(f"{text}\nno radius-server host ias").config.radius.servers == ()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("radius-server host ias", "% Unrecognized host or address: there is no `ip host ias`"),
        ("no radius-server host ias", "% Unrecognized host or address: "),
        ("radius-server host 10.0.0.5 alias ias", "% Unrecognized host or address: "),
        ("radius-server host 10.0.0.256", "% Invalid input detected at '^' marker."),
        (
            "radius-server host 10.0.0.5 alias " + " ".join(f"10.0.1.{n}" for n in range(9)),
            "% A RADIUS server has 8 aliases at most",
        ),
    ],
)
def test_hosts_that_are_refused(line: str, told: str) -> None:
    [said] = refused(f"{line}\nip host ias 10.0.0.5")
    assert said.startswith(f"test.cfg:1: {told}")


def test_servers_keep_the_order_they_were_named_in() -> None:
    text = "\n".join(f"radius-server host 10.0.0.{n}" for n in (9, 5, 7))
    servers = loaded(f"{text}\nno radius-server host 10.0.0.5").config.radius.servers
    assert [str(server.address) for server in servers] == ["10.0.0.9", "10.0.0.7"]


def test_global_settings() -> None:
    text = (
        "radius-server key shared secret\nradius-server timeout 3\n"
        "radius-server retransmit 0\nradius-server deadtime 10"
    )
    assert loaded(text).config.radius == RadiusSettings((), "shared secret", 3, 0, 10)
    undone = "\n".join(f"no {line}" for line in text.splitlines())
    assert loaded(f"{text}\n{undone}").config.radius == RadiusSettings()


def test_retransmit_is_written_at_its_default_as_12_1_does() -> None:
    assert written("radius-server retransmit 3\nradius-server timeout 5") == [
        "radius-server retransmit 3"
    ]
