from __future__ import annotations

import re

import pytest

from tests.ios.support import loaded
from vpdn.ios.config import load

LINES = """\
username tac password 0 admin
username other secret 5 $1$28772684$iEwNOgGugqO9.bIz5sk8k/
enable password cisco
radius-server host 10.0.0.5 auth-port 1645 acct-port 1646 key a b
radius-server key cisco
"""


@pytest.mark.parametrize(
    "text",
    [f"service password-encryption\n{LINES}", f"{LINES}service password-encryption"],
    ids=["before the passwords", "after them"],
)
def test_passwords_are_kept_as_type_7_and_mean_the_same(text: str) -> None:
    hidden, plain = loaded(text), loaded(LINES)
    assert hidden.config == plain.config
    shown = hidden.running.text()
    assert not re.search(r"admin|cisco|a b", shown)
    for words in ("username tac password", "enable password", "acct-port 1646 key", "server key"):
        assert re.search(rf"{words} 7 [0-1]\d[0-9A-F]+$", shown, re.MULTILINE), words
    assert load(shown).running.text() == shown


def test_what_was_hidden_stays_hidden_after_no_service() -> None:
    text = loaded(f"service password-encryption\n{LINES}no service password-encryption").running
    assert "username tac password 7 " in text.text()
    assert text.config == loaded(LINES).config


def test_a_password_that_type_7_cannot_hold_stays_as_it_is() -> None:
    text = "service password-encryption\nusername u password 0 10€"
    assert "username u password 0 10€" in loaded(text).running.text()
