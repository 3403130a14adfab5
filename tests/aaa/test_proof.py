"""What proves the knowledge of a secret, and what comes with the proof."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.radiusd.support import EVERY_METHOD, Make, chap, mschap, pap
from vpdn.aaa.proof import Secret, can_check, prove
from vpdn.crypto.mppe_keys import MsChapKeys, MsChapV2Keys
from vpdn.ppp.outputs import (
    ChapCredentials,
    MsChapCredentials,
    MsChapV2Credentials,
    PapCredentials,
)

ADMIN = Secret.of("admin")
HASHES_ONLY = Secret(ADMIN.nt_hash, ADMIN.lm_hash)

# RFC 2759 section 9.2 and RFC 3079 section 3.5.3.
RFC_2759 = MsChapV2Credentials(
    1,
    b"User",
    bytes.fromhex("5b5d7c7d7b3f2f3e3c2c602132262628"),
    bytes.fromhex("21402324255e262a28295f2b3a337c7e"),
    bytes.fromhex("82309ecd8d708b5ea08faa3981cd83544233114a3d85d6df"),
    0,
)


@pytest.mark.parametrize("make", EVERY_METHOD)
def test_the_right_password_proves_and_another_does_not(make: Make) -> None:
    assert prove(make(), ADMIN) is not None
    assert prove(make(password="wrong"), ADMIN) is None
    assert prove(make(password=""), ADMIN) is None


@pytest.mark.parametrize("make", EVERY_METHOD)
def test_hashes_are_enough_for_everything_but_chap(make: Make) -> None:
    provable = make is not chap
    assert can_check(make(), HASHES_ONLY) is provable
    assert (prove(make(), HASHES_ONLY) is not None) is provable
    assert can_check(make(), ADMIN)


def test_the_vector_of_rfc_2759_is_proved_and_answered_as_printed() -> None:
    proof = prove(RFC_2759, Secret.of("clientPass"))
    assert proof is not None
    assert proof.message == b"S=407A5589115FD0D6209F510FE9C04566932CDA56"
    assert isinstance(proof.keys, MsChapV2Keys)
    assert proof.keys.send == bytes.fromhex("8b7cdc149b993a1ba118cb153f56dccb")


def test_a_domain_before_the_name_is_not_hashed() -> None:
    assert prove(replace(RFC_2759, user=b"DOMAIN\\User"), Secret.of("clientPass")) is not None
    assert prove(replace(RFC_2759, user=b"Other"), Secret.of("clientPass")) is None


def test_mschap_gives_the_keys_of_the_documents_log() -> None:
    proof = prove(mschap(), ADMIN)
    assert proof is not None
    assert proof.keys == MsChapKeys(
        bytes.fromhex("f0d412bd764ffe81"),
        bytes.fromhex("6157b1b5dc56cda30bda606bfd021284"),
        bytes.fromhex("fd11223344556677"),
    )


def test_an_lm_response_alone_is_refused_though_it_is_right() -> None:
    assert prove(mschap(flags=0), ADMIN) is None


def test_pap_and_chap_give_no_keys() -> None:
    assert [getattr(prove(make(), ADMIN), "keys", "?") for make in (pap, chap)] == [None, None]


@given(st.binary(max_size=64), st.binary(max_size=64), st.binary(max_size=64))
def test_octets_of_any_length_prove_nothing_and_raise_nothing(
    user: bytes, first: bytes, second: bytes
) -> None:
    for secret in (Secret.of("a secret nobody draws"), Secret(bytes(16))):
        assert prove(PapCredentials(1, user, first), secret) is None
        assert prove(ChapCredentials(1, user, first, second), secret) is None
        assert prove(MsChapCredentials(1, user, bytes(8), first, second, 1), secret) is None
        v2 = MsChapV2Credentials(1, user, bytes(16), bytes(16), second, 0)
        assert prove(v2, secret) is None
