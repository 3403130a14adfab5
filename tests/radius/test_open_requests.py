"""Requests that wait, found by what answers and time-outs tell."""

from __future__ import annotations

from ipaddress import IPv4Address

from tests.operations import operations
from vpdn.radius.open_requests import OpenRequests
from vpdn.radius.packet import Code, decode, request
from vpdn.radius.settings import RadiusServer
from vpdn.radius.transaction import Attempt, Transaction, resolve

FIRST, SECOND = IPv4Address("10.200.20.245"), IPv4Address("10.200.20.246")
PORT = 1645
SERVERS = resolve([RadiusServer(FIRST), RadiusServer(SECOND)], "cisco", 5, 1)
PACKET = decode(request(Code.ACCESS_REQUEST, 1, bytes(16), b"cisco", [], sign=False))


def ask(
    waiting: OpenRequests, token: int, identifier: int, deadline: float = 5.0, server: int = 0
) -> Transaction:
    transaction = Transaction(token, "Virtual-Access1", [], [])
    waiting.add(transaction)
    begin(waiting, transaction, identifier, deadline, server)
    return transaction


def begin(
    waiting: OpenRequests, one: Transaction, identifier: int, deadline: float, server: int
) -> None:
    one.attempt, one.identifier = Attempt(SERVERS[server], PACKET), identifier
    one.deadline = deadline
    waiting.asked(one)


def test_a_request_is_found_where_it_was_sent_until_it_is_over() -> None:
    waiting = OpenRequests()
    first = ask(waiting, 1, 116)
    second = ask(waiting, 2, 116, server=1)
    assert waiting.find(FIRST, PORT, 116) is first
    assert waiting.find(SECOND, PORT, 116) is second
    assert waiting.find(FIRST, PORT, 117) is waiting.find(FIRST, PORT + 1, 116) is None
    assert (len(waiting), 1 in waiting, 3 in waiting) == (2, True, False)
    assert waiting.remove(1) is first
    assert waiting.remove(1) is waiting.find(FIRST, PORT, 116) is None
    assert len(waiting) == 1


def test_a_request_that_goes_on_to_another_server_is_found_there_alone() -> None:
    waiting = OpenRequests()
    one = ask(waiting, 1, 116)
    waiting.left(one)
    begin(waiting, one, 7, 10.0, 1)
    assert waiting.find(FIRST, PORT, 116) is None
    assert waiting.find(SECOND, PORT, 7) is one


def test_a_request_without_a_server_is_over_too() -> None:
    waiting = OpenRequests()
    waiting.add(Transaction(1, "Virtual-Access1", [], []))
    assert waiting.deadline is None
    assert waiting.remove(1) is not None
    assert len(waiting) == 0


def test_who_got_no_answer_in_time_is_told_once() -> None:
    waiting = OpenRequests()
    late, later = ask(waiting, 1, 1, 5.0), ask(waiting, 2, 2, 6.0)
    assert (waiting.deadline, waiting.due(4.9)) == (5.0, [])
    assert (waiting.due(5.0), waiting.due(5.0)) == ([late], [])
    begin(waiting, late, 1, 10.0, 0)
    assert waiting.due(10.0) == [later, late]
    waiting.remove(1)
    assert waiting.deadline is None


def test_a_request_is_no_more_work_among_all_there_can_be() -> None:
    def spent(count: int) -> int:
        waiting = OpenRequests()
        for token in range(count):
            ask(waiting, token, token, 10.0 + token)
        with operations() as counted:
            one = ask(waiting, 1000, 255, 5.0)
            assert waiting.find(FIRST, PORT, 255) is one
            assert waiting.due(6.0) == [one]
            waiting.remove(1000)
            assert waiting.deadline == 10.0
        return counted.count

    assert spent(10) == spent(250)
