from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from tests.ios.support import loaded, written
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
    ],
)
def test_hosts(line: str, server: RadiusServer, canonical: str) -> None:
    assert loaded(line).config.radius.servers == (server,)
    assert written(line) == [canonical]


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
