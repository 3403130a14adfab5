"""From a call's settings to the machines'."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

import pytest

from vpdn.client.link_settings import control_settings, link_settings
from vpdn.client.settings import DialSettings, Encryption
from vpdn.ppp.auth.method import AuthMethod
from vpdn.ppp.personality import CPE, LINUX, WINDOWS_10, WINDOWS_2000, Personality
from vpdn.ppp.settings import MppePolicy

CALL = DialSettings("angela", "tac", "admin", authentication=(AuthMethod.MS_CHAP,))


def test_the_link_is_authenticated_and_authenticates_nobody() -> None:
    link = link_settings(CALL)
    assert link.authenticate == ()
    assert link.login is not None
    assert (link.login.user, link.login.password) == (b"tac", "admin")
    assert link.login.accept == (AuthMethod.MS_CHAP,)


def test_the_link_asks_for_an_address_and_gives_none() -> None:
    link = link_settings(CALL)
    assert (link.local_address, link.assigns_address) == (IPv4Address(0), False)
    assert not link.authorize


@pytest.mark.parametrize(
    ("encryption", "mppe"),
    [
        (Encryption.NONE, None),
        (Encryption.OPTIONAL, MppePolicy(frozenset({40, 56, 128}))),
        (Encryption.REQUIRED, MppePolicy(frozenset({40, 56, 128}), required=True)),
        (Encryption.MAXIMUM, MppePolicy(frozenset({128}), required=True)),
    ],
)
def test_data_encryption_is_mppe(encryption: Encryption, mppe: MppePolicy | None) -> None:
    assert link_settings(replace(CALL, encryption=encryption)).mppe == mppe


def test_stateful_mppe_is_asked_for_only_when_told() -> None:
    mppe = link_settings(replace(CALL, stateful=True)).mppe
    assert mppe is not None
    assert mppe.stateful


def test_the_mtu_is_what_the_server_is_asked_to_keep_to() -> None:
    assert link_settings(replace(CALL, mtu=1300)).mru == 1300


@pytest.mark.parametrize("personality", [WINDOWS_2000, WINDOWS_10])
def test_windows_sends_no_lcp_echoes(personality: Personality) -> None:
    for talkative in (LINUX, CPE):
        assert link_settings(replace(CALL, personality=talkative)).keepalive > 0
    assert link_settings(replace(CALL, personality=personality)).keepalive == 0


def test_the_connections_own_patience_is_the_shorter_one() -> None:
    for timeout in (1.0, 60.0, 300.0):
        assert control_settings(replace(CALL, timeout=timeout)).reply_timeout > timeout
