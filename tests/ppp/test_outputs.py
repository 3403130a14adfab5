"""What a link says that is more than data."""

from __future__ import annotations

from vpdn.ppp.outputs import MsChapCredentials, PasswordChange


def test_a_change_of_the_password_is_of_the_user_whose_response_it_has() -> None:
    response = MsChapCredentials(1, b"tac", bytes(8), bytes(24), bytes(24), 1)
    assert PasswordChange(response, bytes(516), bytes(16)).user == b"tac"
