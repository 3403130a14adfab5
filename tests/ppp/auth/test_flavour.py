"""What every flavour is held to."""

from __future__ import annotations

import pytest

from tests.ppp.ladder import auth_went
from vpdn.errors import DecodeError
from vpdn.ppp.auth.flavour import check_size, sent
from vpdn.wire.chap import Algorithm, Challenge


def test_a_challenge_has_the_size_its_method_has() -> None:
    check_size(Challenge(1, bytes(8)), 8)
    with pytest.raises(DecodeError, match="challenge of 8 octets"):
        check_size(Challenge(1, bytes(8)), 16)


def test_a_packet_is_sent_with_its_trace_before_it() -> None:
    challenge = Challenge(1, bytes(8))
    assert sent(Algorithm.MSCHAP, challenge) == auth_went(Algorithm.MSCHAP, challenge)
