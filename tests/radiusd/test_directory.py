"""The names users may give."""

from __future__ import annotations

import pytest

from tests.radiusd.support import document, tac
from vpdn.aaa.proof import Secret
from vpdn.radiusd.directory import Account, Directory
from vpdn.radiusd.passwords import Passwords
from vpdn.radiusd.reasons import Reason

ADMIN = Secret.of("admin")
DIRECTORY = Directory(
    document(
        realms=["net.example"],
        users=[
            tac(),
            {"name": "odd@name", "password": "x"},
            {"name": "hashed", "nt_hash": ADMIN.nt_hash.hex(), "lm_hash": ADMIN.lm_hash.hex()},
            {"name": "half", "nt_hash": ADMIN.nt_hash.hex()},
        ],
    ),
    Passwords(),
)


@pytest.mark.parametrize(
    "name", [b"tac", b"TAC", b"NET\\tac", b"net\\Tac", b"tac@net", b"tac@NET.example"]
)
def test_a_user_is_found_by_every_form_of_the_name(name: bytes) -> None:
    account = DIRECTORY.find(name)
    assert isinstance(account, Account)
    assert account.user.name == "tac"
    assert account.secret == ADMIN
    assert account.groups == {"vpn users"}


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (b"nobody", Reason.NO_SUCH_USER),
        (b"", Reason.NO_SUCH_USER),
        (b"NET\\nobody", Reason.NO_SUCH_USER),
        (b"OTHER\\tac", Reason.NO_SUCH_DOMAIN),
        (b"tac@elsewhere", Reason.NO_SUCH_DOMAIN),
        (b"\xff\xfe", Reason.NO_SUCH_USER),
    ],
)
def test_who_is_not_there_has_a_reason(name: bytes, reason: Reason) -> None:
    assert DIRECTORY.find(name) is reason


def test_a_name_written_with_an_at_is_that_name() -> None:
    account = DIRECTORY.find(b"odd@name")
    assert isinstance(account, Account)


def test_hashes_stand_for_a_password() -> None:
    hashed, half = DIRECTORY.find(b"hashed"), DIRECTORY.find(b"half")
    assert isinstance(hashed, Account)
    assert isinstance(half, Account)
    assert hashed.secret == Secret(ADMIN.nt_hash, ADMIN.lm_hash)
    assert half.secret == Secret(ADMIN.nt_hash, bytes(16))
