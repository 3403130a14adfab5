"""A retransmission gets the reply it had, for a while."""

from __future__ import annotations

from vpdn.radiusd.duplicates import KEPT_REPLIES, KEPT_SECONDS, Duplicates

ANGELA = ("10.200.20.2", 1645)


def test_the_same_octets_from_the_same_port_are_a_duplicate() -> None:
    seen = Duplicates()
    seen.remember(ANGELA, b"request", b"reply", now=0.0)
    assert seen.reply_to(ANGELA, b"request", now=1.0) == b"reply"
    assert seen.reply_to(ANGELA, b"another", now=1.0) is None
    assert seen.reply_to(("10.200.20.2", 1646), b"request", now=1.0) is None


def test_a_reply_is_forgotten_with_time() -> None:
    seen = Duplicates()
    seen.remember(ANGELA, b"old", b"reply", now=0.0)
    seen.remember(ANGELA, b"new", b"reply", now=1.0)
    assert seen.reply_to(ANGELA, b"old", now=KEPT_SECONDS - 0.1) == b"reply"
    assert seen.reply_to(ANGELA, b"old", now=KEPT_SECONDS) is None
    assert seen.reply_to(ANGELA, b"new", now=KEPT_SECONDS) == b"reply"


def test_memory_is_bounded_and_the_oldest_goes_first() -> None:
    seen = Duplicates()
    for number in range(KEPT_REPLIES + 1):
        seen.remember(ANGELA, b"%d" % number, b"reply", now=0.0)
    assert seen.reply_to(ANGELA, b"0", now=0.0) is None
    assert seen.reply_to(ANGELA, b"1", now=0.0) == b"reply"
