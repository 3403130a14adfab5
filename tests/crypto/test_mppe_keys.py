"""MPPE key derivation against RFC 3079 sections 2.5 and 3.5 and a real client's keys."""

from __future__ import annotations

from hashlib import sha1

import pytest
from Crypto.Cipher import ARC4

from vpdn.crypto.mppe_keys import (
    MsChapKeys,
    SessionKey,
    first_session_key,
    master_key,
    mschap_keys,
    mschap_v2_keys,
    next_session_key,
    start_keys,
)
from vpdn.crypto.mschap import hash_nt_password_hash, lm_password_hash, nt_password_hash

hex_ = bytes.fromhex
RESPONSE = hex_("82309ECD8D708B5EA08FAA3981CD83544233114A3D85D6DF")


def v1_material() -> MsChapKeys:
    password = "clientPass"
    challenge = hex_("102db5df085d3041")
    return mschap_keys(lm_password_hash(password), nt_password_hash(password), challenge)


@pytest.mark.parametrize(
    ("bits", "start", "session"),
    [
        (40, "76a152936096d783", "d1269e538cec4a08"),
        (56, "76a152936096d783", "d10801538cec4a08"),
        (128, "a8947850cfc0acc1d1789fb62ddcddb0", "59d159bc09f76f1da2a86a28ffec0b1e"),
    ],
)
def test_mschap_v1_keys_as_in_rfc3079_2_5(bits: int, start: str, session: str) -> None:
    send, receive = start_keys(v1_material(), bits, authenticator=True)
    assert send == receive == SessionKey(hex_(start))
    assert first_session_key(send.value, bits) == hex_(session)


# The RFC prints the last octet of the 56-bit message as 58; RC4 makes it b8. It is left out.
@pytest.mark.parametrize(
    ("bits", "start", "session", "message"),
    [
        (40, "8b7cdc149b993a1b", "d1269ec49fa62e3e", "929137917e5803d668d75898"),
        (56, "8b7cdc149b993a1b", "d15c00c49fa62e3e", "3f106833fa448da842bc57"),
        (
            128,
            "8b7cdc149b993a1ba118cb153f56dccb",
            "405cb2247a7956e6e211007ae27b22d4",
            "81848317df68846272fb5abe",
        ),
    ],
)
def test_mschap_v2_keys_as_in_rfc3079_3_5(
    bits: int, start: str, session: str, message: str
) -> None:
    material = mschap_v2_keys(nt_password_hash("clientPass"), RESPONSE)
    send, _ = start_keys(material, bits, authenticator=True)
    assert send == SessionKey(hex_(start))
    key = first_session_key(send.value, bits)
    assert key == hex_(session)
    encrypted = ARC4.new(key).encrypt(b"test message")
    assert encrypted.startswith(hex_(message))


def test_the_master_key_as_in_rfc3079_3_5() -> None:
    hashed = hash_nt_password_hash(nt_password_hash("clientPass"))
    assert master_key(hashed, RESPONSE) == hex_("fdece3717a8c838cb388e527ae3cdd31")


@pytest.mark.parametrize("bits", [40, 56, 128])
def test_what_one_end_sends_with_the_other_receives_with(bits: int) -> None:
    material = mschap_v2_keys(nt_password_hash("clientPass"), RESPONSE)
    send, receive = start_keys(material, bits, authenticator=True)
    assert start_keys(material, bits, authenticator=False) == (receive, send)
    assert send != receive


def test_the_keys_of_a_windows_2000_client() -> None:
    response = hex_("565fe2492fd5fb88edaec934c00d282c046227406c31609b")
    material = mschap_v2_keys(nt_password_hash("turquoise"), response)
    to_client, from_client = start_keys(material, 128, authenticator=True)
    assert from_client == SessionKey(hex_("01118ae7c6d7a768ceeddc8d484ceaf9"))
    assert to_client == SessionKey(hex_("f4a91354e1957d8ff2fb619f2e194a5a"))
    session = first_session_key(from_client.value, 128)
    assert session == hex_("16bc18da7b529924e4d56f75f5f1b091")
    packet_0 = next_session_key(from_client.value, session, 128)
    assert packet_0 == hex_("2cbac6bf718014d04e2c5753441eded4")
    assert ARC4.new(packet_0).decrypt(hex_("785f8e51")) == hex_("00214500")


@pytest.mark.parametrize(("bits", "known"), [(40, b"\xd1\x26\x9e"), (56, b"\xd1")])
def test_a_short_key_keeps_its_known_octets_through_every_change(bits: int, known: bytes) -> None:
    start = hex_("8b7cdc149b993a1b")
    session = first_session_key(start, bits)
    for _ in range(3):
        session = next_session_key(start, session, bits)
        assert session.startswith(known)
        assert len(session) == 8


@pytest.mark.parametrize(("bits", "known"), [(40, b"\xd1\x26\x9e"), (56, b"\xd1"), (128, b"")])
def test_a_key_change_enciphers_the_whole_interim_key_before_it_is_reduced(
    bits: int, known: bytes
) -> None:
    """RFC 3078 section 7.3, step by step."""
    start = hex_("8b7cdc149b993a1ba118cb153f56dccb")[: 16 if bits == 128 else 8]
    session = first_session_key(start, bits)
    digest = sha1(start + bytes(40) + session + b"\xf2" * 40).digest()
    interim = digest[: len(start)]
    expected = known + ARC4.new(interim).encrypt(interim)[len(known) :]
    assert next_session_key(start, session, bits) == expected
