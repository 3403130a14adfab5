"""MS-CHAP arithmetic against the vectors of RFC 2433 B.2, RFC 2759 9.2 and a real client."""

from __future__ import annotations

from contextlib import suppress

import pytest
from Crypto.Cipher import ARC4, DES
from hypothesis import given
from hypothesis import strategies as st

from vpdn.crypto.mschap import (
    challenge_hash,
    challenge_response,
    decrypt_hash,
    decrypt_password_block,
    des_key,
    encrypt_hash,
    encrypt_password_block,
    generate_authenticator_response,
    generate_nt_response,
    hash_nt_password_hash,
    lm_password_hash,
    nt_password_hash,
    same_response,
    without_domain,
)
from vpdn.errors import DecodeError

hex_ = bytes.fromhex
hashes = st.binary(min_size=16, max_size=16)

AUTHENTICATOR = hex_("5B5D7C7D7B3F2F3E3C2C602132262628")
PEER = hex_("21402324255E262A28295F2B3A337C7E")
RESPONSE = hex_("82309ECD8D708B5EA08FAA3981CD83544233114A3D85D6DF")


def test_nt_password_hash_as_in_rfc2433_b2() -> None:
    assert nt_password_hash("MyPw") == hex_("FC156AF7EDCD6C0EDDE3337D427F4EAC")


def test_challenge_response_as_in_rfc2433_b2() -> None:
    expected = hex_("4E9D3C8F9CFD385D5BF4D3246791956CA4C351AB409A3D61")
    assert challenge_response(hex_("102DB5DF085D3041"), nt_password_hash("MyPw")) == expected


@given(st.lists(st.tuples(hashes, st.binary(min_size=8, max_size=8))))
def test_a_response_depends_on_nothing_asked_before(asked: list[tuple[bytes, bytes]]) -> None:
    """Key schedules are kept; what was enciphered with them is not."""
    asked *= 2
    answers = [challenge_response(challenge, secret) for secret, challenge in asked]
    for (secret, challenge), answer in zip(asked, answers, strict=True):
        keys = [secret.ljust(21, b"\0")[start : start + 7] for start in (0, 7, 14)]
        fresh = [DES.new(des_key(key), DES.MODE_ECB).encrypt(challenge) for key in keys]
        assert answer == b"".join(fresh)


def test_des_keys_have_odd_parity_as_in_rfc2433_b3() -> None:
    assert des_key(hex_("FC156AF7EDCD6C")) == hex_("FD0B5B5E7F6E34D9")
    assert des_key(hex_("0EDDE3337D427F")) == hex_("0E6E796737EA08FE")


def test_lm_password_hash_as_in_rfc3079() -> None:
    assert lm_password_hash("clientPass") == hex_("76a152936096d7830e2390227404afd2")


def test_lm_password_hash_takes_14_characters_and_no_case() -> None:
    assert lm_password_hash("clientpassword and more") == lm_password_hash("CLIENTPASSWORD")
    assert lm_password_hash("") == hex_("aad3b435b51404eeaad3b435b51404ee")


def test_lm_password_hash_of_characters_no_oem_page_has_is_still_a_hash() -> None:
    assert len(lm_password_hash("пароль\udcff")) == 16


def test_mschap_v2_as_in_rfc2759_9_2() -> None:
    nt_hash = nt_password_hash("clientPass")
    assert nt_hash == hex_("44EBBA8D5312B8D611474411F56989AE")
    assert hash_nt_password_hash(nt_hash) == hex_("41C00C584BD2D91C4017A2A12FA59F3F")
    assert challenge_hash(PEER, AUTHENTICATOR, b"User") == hex_("D02E4386BCE91226")
    assert generate_nt_response(AUTHENTICATOR, PEER, b"User", nt_hash) == RESPONSE
    assert (
        generate_authenticator_response(nt_hash, RESPONSE, PEER, AUTHENTICATOR, b"User")
        == b"S=407A5589115FD0D6209F510FE9C04566932CDA56"
    )


def test_mschap_v2_of_a_windows_2000_client() -> None:
    peer, authenticator = (
        hex_("84c4b33e00d9231645598acf91c38480"),
        hex_("e3a5d0775370bda51e16219a06b0278f"),
    )
    nt_hash = nt_password_hash("turquoise")
    response = generate_nt_response(authenticator, peer, b"scott", nt_hash)
    assert response == hex_("565fe2492fd5fb88edaec934c00d282c046227406c31609b")
    assert (
        generate_authenticator_response(nt_hash, response, peer, authenticator, b"scott")
        == b"S=CEE89947F2DCA18C95F551C2E9E676504112C722"
    )


def test_responses_agree_only_when_equal() -> None:
    assert same_response(RESPONSE, RESPONSE)
    assert not same_response(RESPONSE, RESPONSE[:-1] + b"\0")
    assert not same_response(RESPONSE, RESPONSE[:-1])


@given(st.text(max_size=128), hashes)
def test_the_authenticator_reads_the_new_password(password: str, old_hash: bytes) -> None:
    block = encrypt_password_block(password, old_hash, lambda size: b"\x5a" * size)
    assert len(block) == 516
    assert decrypt_password_block(block, old_hash) == password


def test_a_password_block_is_filled_in_front_of_the_password() -> None:
    old_hash = nt_password_hash("old")
    block = encrypt_password_block("new", old_hash, lambda size: b"\x5a" * size)
    clear = ARC4.new(old_hash).decrypt(block)
    assert clear == b"\x5a" * 506 + b"n\0e\0w\0" + b"\x06\0\0\0"


@given(st.binary(max_size=600), hashes)
def test_a_foreign_password_block_raises_decode_error_only(block: bytes, old_hash: bytes) -> None:
    with suppress(DecodeError):
        decrypt_password_block(block, old_hash)


def test_a_password_block_under_another_hash_is_refused() -> None:
    block = encrypt_password_block("new", nt_password_hash("old"), bytes)
    with pytest.raises(DecodeError):
        decrypt_password_block(block, nt_password_hash("other"))


@given(hashes, st.one_of(hashes, st.binary(min_size=8, max_size=8)))
def test_an_encrypted_hash_comes_back(password_hash: bytes, block: bytes) -> None:
    assert decrypt_hash(encrypt_hash(password_hash, block), block) == password_hash


def test_an_eight_octet_block_encrypts_both_halves_alike() -> None:
    encrypted = encrypt_hash(b"halfhalf" * 2, hex_("102DB5DF085D3041"))
    assert encrypted[:8] == encrypted[8:]


@pytest.mark.parametrize(
    ("user", "hashed"),
    [(b"A\\B\\scott", b"scott"), (b"user@realm", b"user@realm"), (b"tac", b"tac")],
)
def test_a_domain_is_before_the_last_backslash(user: bytes, hashed: bytes) -> None:
    assert without_domain(user) == hashed
