"""Which names are one account's, and how many calls it may have."""

from __future__ import annotations

import pytest

from vpdn.aaa.radius_account import account_of, most_calls
from vpdn.radius.packet import Attributes, Code, Packet, decode, reply, request

ASKED = decode(request(Code.ACCESS_REQUEST, 1, bytes(16), b"cisco", []))


def accept(attributes: Attributes) -> Packet:
    return decode(reply(ASKED, Code.ACCESS_ACCEPT, b"cisco", attributes))


@pytest.mark.parametrize(
    ("attributes", "given", "account"),
    [
        ([], b"tac", "tac"),
        ([], b"TAC", "tac"),
        ([], b"NET\\tac", "net\\tac"),
        ([], b"tac@net", "tac@net"),
        ([("MS-CHAP-Domain", b"\x14NET")], b"Tac", "net\\tac"),
        ([("MS-CHAP-Domain", b"\x14NET")], b"net\\tac", "net\\tac"),
        ([("MS-CHAP-Domain", b"\x14NET")], b"tac@net", "net\\tac@net"),
        ([("MS-CHAP-Domain", b"")], b"tac", "tac"),
        ([("MS-CHAP-Domain", b"\x14")], b"tac", "tac"),
        ([("User-Name", "tac")], b"NET\\TAC", "tac"),
        ([("User-Name", b"")], b"NET\\TAC", "net\\tac"),
        ([("User-Name", "tac"), ("MS-CHAP-Domain", b"\x14NET")], b"tac@net", "tac"),
    ],
)
def test_an_account_is_what_the_server_calls_it_or_the_name_given(
    attributes: Attributes, given: bytes, account: str
) -> None:
    assert account_of(accept(attributes), given) == account


def test_users_of_two_domains_are_not_one_nor_are_names_that_are_no_text() -> None:
    assert account_of(accept([]), b"\xe8") != account_of(accept([]), b"\xe9")
    theirs = accept([("MS-CHAP-Domain", b"\x14OTHER")])
    ours = accept([("MS-CHAP-Domain", b"\x14NET")])
    assert account_of(theirs, b"tac") != account_of(ours, b"tac")
    assert account_of(accept([]), b"A\\tac") != account_of(accept([]), b"B\\tac")


@pytest.mark.parametrize(
    ("attributes", "most"), [([], None), ([("Port-Limit", 2)], 2), ([("Port-Limit", 0)], None)]
)
def test_a_port_limit_of_nothing_is_none(attributes: Attributes, most: int | None) -> None:
    assert most_calls(accept(attributes)) == most
