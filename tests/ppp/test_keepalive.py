"""Echo-Requests at a steady pace, and the end of patience."""

from __future__ import annotations

from vpdn.ppp.keepalive import Keepalive
from vpdn.ppp.trace import EchoAnswered, KeepaliveLost
from vpdn.wire.lcp import EchoReply, EchoRequest

MAGIC = 0x3050EB1F


def request(identifier: int) -> EchoRequest:
    return EchoRequest(identifier, MAGIC, MAGIC.to_bytes(4, "big"))


def test_a_request_goes_out_every_interval() -> None:
    keepalive = Keepalive(10.0, 5)
    keepalive.start(0.0)
    assert keepalive.tick(MAGIC, 9.9) is None
    assert keepalive.tick(MAGIC, 10.0) == request(1)
    assert keepalive.deadline == 20.0
    assert keepalive.tick(MAGIC, 20.0) == request(2)


def test_too_many_unanswered_requests_in_a_row_are_a_loss() -> None:
    keepalive = Keepalive(10.0, 2)
    keepalive.start(0.0)
    said = [keepalive.tick(MAGIC, 10.0 * count) for count in range(1, 5)]
    assert said == [request(1), request(2), KeepaliveLost(2), None]
    assert keepalive.deadline is None


def test_an_answer_late_as_it_may_be_starts_the_count_again() -> None:
    keepalive = Keepalive(10.0, 2)
    keepalive.start(0.0)
    keepalive.tick(MAGIC, 10.0)
    keepalive.tick(MAGIC, 20.0)
    assert keepalive.answered(EchoReply(1, 7)) == EchoAnswered(received=1, sent=2)
    assert keepalive.tick(MAGIC, 30.0) == request(3)


def test_no_interval_no_requests() -> None:
    keepalive = Keepalive(0.0, 5)
    keepalive.start(0.0)
    assert keepalive.deadline is None
    assert keepalive.tick(MAGIC, 99.0) is None


def test_it_stops_with_lcp() -> None:
    keepalive = Keepalive(10.0, 5)
    keepalive.start(0.0)
    keepalive.stop()
    assert keepalive.deadline is None
