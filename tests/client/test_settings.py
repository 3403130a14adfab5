"""What may be asked for, and what can never connect."""

from __future__ import annotations

import pytest

from vpdn.client.settings import DialSettings, Encryption
from vpdn.errors import ConfigError
from vpdn.ppp.auth.method import AuthMethod

CALL = DialSettings("angela", "tac", "admin")


def test_the_defaults_show_no_password_and_nothing_in_the_clear() -> None:
    assert CALL.encryption.demanded
    assert set(CALL.authentication) == {AuthMethod.MS_CHAP_V2, AuthMethod.MS_CHAP}
    CALL.check()


@pytest.mark.parametrize(
    ("encryption", "strengths", "demanded"),
    [
        (Encryption.NONE, set(), False),
        (Encryption.OPTIONAL, {40, 56, 128}, False),
        (Encryption.REQUIRED, {40, 56, 128}, True),
        (Encryption.MAXIMUM, {128}, True),
    ],
)
def test_windows_four_settings(encryption: Encryption, strengths: set[int], demanded: bool) -> None:
    assert set(encryption.strengths) == strengths
    assert encryption.demanded == demanded


@pytest.mark.parametrize("encryption", [Encryption.REQUIRED, Encryption.MAXIMUM])
def test_encryption_without_ms_chap_is_refused_before_dialling(encryption: Encryption) -> None:
    call = DialSettings(
        "angela",
        "tac",
        "admin",
        authentication=(AuthMethod.PAP, AuthMethod.CHAP),
        encryption=encryption,
    )
    with pytest.raises(
        ConfigError,
        match="The current encryption selection requires EAP or some version of MS-CHAP logon",
    ):
        call.check()


@pytest.mark.parametrize("encryption", [Encryption.NONE, Encryption.OPTIONAL])
def test_pap_is_fine_where_nothing_must_be_encrypted(encryption: Encryption) -> None:
    DialSettings(
        "angela", "tac", "admin", authentication=(AuthMethod.PAP,), encryption=encryption
    ).check()


def test_the_password_is_never_shown() -> None:
    assert "admin" not in repr(CALL.with_password("admin"))


@pytest.mark.parametrize(
    ("user", "password", "reason"),
    [
        ("t" * 256, "admin", "the user name has 256 octets"),
        ("tac", "\u20ac" * 100, "the password has 300 octets"),
        ("t\udcffc", "admin", "the user name is not text"),
        ("tac", "\udcff", "the password is not text"),
    ],
)
def test_what_no_packet_can_carry_is_refused_without_being_shown(
    user: str, password: str, reason: str
) -> None:
    with pytest.raises(ConfigError, match=reason):
        DialSettings("angela", user, password).check()
