from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network

import pytest

from vpdn.nas.dhcp_answer import acknowledgement, refusal
from vpdn.nas.dhcp_settings import DhcpPool
from vpdn.wire.dhcp import Message

PC, OTHER = IPv4Address("172.16.10.1"), IPv4Address("172.16.10.2")
ROUTER = IPv4Address("172.16.10.100")
INFORM = Message(1, 7, ((53, b"\x08"), (55, b"\x0f\x01\x06")), PC, hardware_type=8, hardware=b"SE")
POOL = DhcpPool(
    "P",
    IPv4Network("172.16.10.0/24"),
    dns=(OTHER,),
    domain="cisco.com",
    options={43: b"v" * 255, 66: b"t" * 200},
)


def codes(message: Message) -> list[int]:
    return [code for code, _ in acknowledgement(message, ROUTER, POOL).options]


def test_an_inform_from_its_own_address_is_answered() -> None:
    assert refusal(INFORM, PC) == ""


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (replace(INFORM, op=2), "no request"),
        (replace(INFORM, options=()), "BOOTP"),
        (replace(INFORM, options=((53, b"\x01"),)), "no lease"),
        (replace(INFORM, options=((53, b"\x03"),)), "no lease"),
        (replace(INFORM, ciaddr=OTHER), "speaks for 172.16.10.2"),
        (replace(INFORM, giaddr=OTHER), "relay"),
    ],
)
def test_everything_else_is_not(message: Message, why: str) -> None:
    assert why in refusal(message, PC)


def test_the_answer_says_what_was_asked_for_and_gives_no_address() -> None:
    answer = acknowledgement(INFORM, ROUTER, POOL)
    assert answer.options == (
        (53, b"\x05"),
        (54, ROUTER.packed),
        (15, b"cisco.com"),
        (1, b"\xff\xff\xff\0"),
        (6, OTHER.packed),
    )
    assert (answer.op, answer.xid, answer.ciaddr, int(answer.yiaddr)) == (2, 7, PC, 0)
    assert (answer.hardware_type, answer.hardware) == (8, b"SE")


def test_who_asks_for_nothing_in_particular_is_told_everything_that_fits() -> None:
    assert codes(replace(INFORM, options=((53, b"\x08"),))) == [53, 54, 1, 6, 15, 43]


def test_a_client_with_more_room_is_told_more() -> None:
    roomy = replace(INFORM, options=((53, b"\x08"), (57, b"\x05\xdc")))
    assert codes(roomy) == [53, 54, 1, 6, 15, 43, 66]


@pytest.mark.parametrize("room", [b"", b"\0\1", b"\xff\xff"])
def test_no_answer_is_larger_than_a_datagram_nor_smaller_than_all_take(room: bytes) -> None:
    pool = replace(POOL, options=dict.fromkeys(range(60, 70), b"v" * 255))
    message = replace(INFORM, options=((53, b"\x08"), (57, room)))
    assert 300 < len(acknowledgement(message, ROUTER, pool).encode()) <= 1472
