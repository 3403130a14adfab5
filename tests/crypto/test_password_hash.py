from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vpdn.crypto.password_hash import hashed, is_hash, verify

# Published examples of the three formats; the password of each is "hashcat".
PUBLISHED = {
    "5": "$1$28772684$iEwNOgGugqO9.bIz5sk8k/",
    "8": "$8$TnGX/fE4KGHOVU$pEhnEvxrvaynpi8j4f.EMHr6M.FzU8xnZnBr/tJdFWk",
    "9": "$9$2MJBozw/9R3UsU$2lFhcKvpghcyw8deP25GOfyZaagyUOGBymkryvOdfo6",
}


@pytest.mark.parametrize("kind", PUBLISHED)
def test_published_secrets(kind: str) -> None:
    assert is_hash(PUBLISHED[kind], kind)
    assert verify(PUBLISHED[kind], "hashcat")
    assert not verify(PUBLISHED[kind], "Hashcat")
    assert not verify(PUBLISHED[kind], "")


def test_a_secret_is_of_one_type() -> None:
    for kind in PUBLISHED:
        assert [other for other in PUBLISHED if is_hash(PUBLISHED[other], kind)] == [kind]


@pytest.mark.parametrize("text", ["", "x", "$1$", "$1$abc$def", "$2$" + "a" * 14 + "$" + "b" * 43])
def test_what_is_no_secret_verifies_nothing(text: str) -> None:
    assert not any(is_hash(text, kind) for kind in PUBLISHED)
    assert not verify(text, text)


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=40), st.sampled_from("589"), st.binary(min_size=14, max_size=14))
def test_a_new_secret_verifies_its_password(password: str, kind: str, noise: bytes) -> None:
    secret = hashed(password, kind, lambda count: noise[:count])
    assert is_hash(secret, kind)
    assert verify(secret, password)
    assert not verify(secret, password + "x")


def test_the_salt_makes_equal_passwords_look_different() -> None:
    assert hashed("cisco", "5", bytes) != hashed("cisco", "5", lambda n: b"\1" * n)
