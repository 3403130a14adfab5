"""What is taken out of a change of a password, on RFC 2759's own vectors (section 9.3)."""

from __future__ import annotations

from random import Random

import pytest

from vpdn.aaa.new_password import new_password
from vpdn.aaa.proof import Secret
from vpdn.crypto.mschap import encrypt_hash, encrypt_password_block, nt_password_hash
from vpdn.ppp.outputs import MsChapV2Credentials, PasswordChange

OLD, NEW = "MyPw", "My New Password"
RESPONSE = MsChapV2Credentials(1, b"tac", bytes(16), bytes(16), bytes(24), 0)


def change(old: str = OLD, new: str = NEW, claims: str = OLD) -> PasswordChange:
    block = encrypt_password_block(new, nt_password_hash(old), Random(1).randbytes)
    hidden = encrypt_hash(nt_password_hash(claims), nt_password_hash(new))
    return PasswordChange(RESPONSE, block, hidden)


@pytest.mark.parametrize("new", [NEW, "", "x" * 256, "\N{GREEK SMALL LETTER OMEGA}"])
def test_the_new_password_comes_out_under_the_old_one(new: str) -> None:
    assert new_password(change(new=new), Secret.of(OLD)) == new


def test_nothing_comes_out_without_the_old_password() -> None:
    assert new_password(change(old="other"), Secret.of(OLD)) is None
    assert new_password(change(claims="other"), Secret.of(OLD)) is None


def test_a_block_of_another_size_is_no_password() -> None:
    assert new_password(PasswordChange(RESPONSE, b"short", bytes(16)), Secret.of(OLD)) is None
