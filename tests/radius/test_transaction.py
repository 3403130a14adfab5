"""A server's own settings go before the global ones."""

from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from vpdn.radius.settings import RadiusServer
from vpdn.radius.transaction import resolve

ADDRESS = IPv4Address("10.0.0.1")


def test_global_settings_fill_in_what_a_server_leaves_open() -> None:
    [server] = resolve([RadiusServer(ADDRESS)], "cisco", 5, 3)
    assert (server.secret, server.timeout, server.transmissions) == (b"cisco", 5.0, 4)


def test_a_servers_own_settings_win_even_when_they_are_nothing() -> None:
    [server] = resolve([RadiusServer(ADDRESS, timeout=1, retransmit=0, key="x")], "cisco", 5, 3)
    assert (server.secret, server.timeout, server.transmissions) == (b"x", 1.0, 1)


@pytest.mark.parametrize(("own", "of_all"), [(None, ""), ("", "cisco")])
def test_a_server_without_a_key_is_never_asked(own: str | None, of_all: str) -> None:
    """RFC 2865 section 3: the secret must not be empty."""
    assert resolve([RadiusServer(ADDRESS, key=own)], of_all, 5, 3) == ()


@pytest.mark.parametrize(
    ("address", "port", "its_own"),
    [
        ("10.0.0.1", 1645, True),
        ("10.0.1.1", 1645, True),
        ("10.0.1.2", 1645, True),
        ("10.0.1.3", 1645, False),
        ("10.0.1.1", 1646, False),
    ],
)
def test_a_server_answers_from_its_addresses_and_its_port(
    address: str, port: int, its_own: bool
) -> None:
    aliases = (IPv4Address("10.0.1.1"), IPv4Address("10.0.1.2"))
    [server] = resolve([RadiusServer(ADDRESS, key="x", aliases=aliases)], "", 5, 3)
    assert server.answers_from(IPv4Address(address), port) is its_own


@pytest.mark.parametrize(
    ("require", "send", "signs"),
    [(False, False, False), (True, False, True), (False, True, True)],
)
def test_requiring_a_signature_implies_sending_one(require: bool, send: bool, signs: bool) -> None:
    settings = RadiusServer(
        ADDRESS, require_message_authenticator=require, send_message_authenticator=send
    )
    [server] = resolve([settings], "cisco", 5, 3)
    assert server.signs is signs
