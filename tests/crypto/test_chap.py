"""CHAP with MD5, RFC 1994 section 4.1."""

from __future__ import annotations

from hashlib import md5

from vpdn.crypto.chap import md5_response


def test_the_response_covers_identifier_secret_and_challenge_in_that_order() -> None:
    assert md5_response(7, b"secret", b"challenge") == md5(b"\x07secretchallenge").digest()


def test_another_identifier_gives_another_response() -> None:
    assert md5_response(1, b"s", b"c") != md5_response(2, b"s", b"c")
