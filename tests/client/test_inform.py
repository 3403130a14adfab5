from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network

import pytest

from vpdn.client.inform import WAITS, Advice, Inform, acceptable
from vpdn.wire import dhcp
from vpdn.wire.dhcp import Message
from vpdn.wire.dhcp_routes import Route, encode_routes

LOCAL, SERVER = IPv4Address("172.16.10.1"), IPv4Address("10.200.20.2")
DNS = IPv4Address("10.44.0.53")
HARDWARE = bytes.fromhex("005345000000")
ACK = Message(2, 0x61616161, ((53, b"\x05"),), LOCAL, hardware_type=8, hardware=HARDWARE)
INTRANET, BRANCH = IPv4Network("10.44.0.0/16"), IPv4Network("10.45.0.0/16")


def inform() -> Inform:
    return Inform(LOCAL, lambda count: b"a" * count, 10.0)


def told(*options: tuple[int, bytes]) -> Advice | None:
    return inform().receive(replace(ACK, options=(*ACK.options, *options)).encode())


def routes(*networks: IPv4Network) -> bytes:
    return encode_routes(Route(network, DNS) for network in networks)


def test_it_asks_as_windows_2000_does() -> None:
    octets = inform().tick(10.0)
    assert octets is not None
    assert len(octets) == 300
    message = dhcp.decode(octets)
    assert (message.op, message.hardware_type, message.hardware) == (1, 8, HARDWARE)
    assert (message.ciaddr, message.xid, message.type) == (LOCAL, 0x61616161, 8)
    assert message.option(60) == b"MSFT 5.0"
    assert message.option(61) == b"\x08" + HARDWARE
    assert set(message.option(55) or b"") == {1, 3, 6, 15, 44, 121, 249}


def test_it_asks_again_and_then_gives_up() -> None:
    one = inform()
    asked, now = 0, 10.0
    while one.deadline is not None:
        now = one.deadline
        asked += one.tick(now) is not None
        assert one.tick(now) is None
    assert (asked, now) == (2, 10.0 + sum(WAITS))


def test_an_answer_ends_the_asking() -> None:
    one = inform()
    one.tick(10.0)
    assert one.receive(ACK.encode()) == Advice()
    assert (one.deadline, one.receive(ACK.encode())) == (None, None)


@pytest.mark.parametrize(
    "answer",
    [
        replace(ACK, xid=1),
        replace(ACK, op=1),
        replace(ACK, options=((53, b"\x06"),)),
        replace(ACK, hardware=b"somebd"),
    ],
)
def test_what_answers_somebody_else_is_not_taken(answer: Message) -> None:
    one = inform()
    assert one.receive(answer.encode()) is None
    assert one.receive(b"junk") is None
    assert one.receive(ACK.encode()) is not None


def test_everything_that_the_server_says() -> None:
    said = ((15, b"cisco.com"), (6, DNS.packed), (44, DNS.packed), (121, routes(INTRANET)))
    assert told(*said) == Advice("cisco.com", (DNS,), (DNS,), (INTRANET,))


def test_the_standard_s_routes_go_before_microsoft_s() -> None:
    both = told((249, routes(BRANCH)), (121, routes(INTRANET)))
    assert both is not None
    assert both.networks == (INTRANET,)
    only = told((249, routes(BRANCH, BRANCH)))
    assert only is not None
    assert only.networks == (BRANCH,)


def test_what_makes_no_sense_is_as_if_it_were_not_there() -> None:
    said = told((15, b"\x1b[2J"), (6, b"\1"), (121, b"\x21\1\2\3\4"))
    assert said is not None
    assert replace(said, faults=()) == Advice()
    assert said.faults == (
        "option 121 (prefix of 33 bits)",
        "option 15 (no domain name)",
        "option 6 (1 octets are no list of addresses)",
    )


@pytest.mark.parametrize("broken", ["21", "100a", "100a2c", "100a2c0a2c0035100a2d", "00"])
def test_of_broken_routes_none_is_taken_but_microsoft_s_if_those_are_whole(broken: str) -> None:
    said = told((121, bytes.fromhex(broken)), (249, routes(BRANCH)))
    assert said is not None
    assert (said.networks, len(said.faults)) == ((BRANCH,), 1)


def test_routes_in_pieces_and_in_other_fields_are_put_together() -> None:
    """RFC 3396, and option overload of RFC 2132 section 9.3: the first piece stands in the options,
    the next in `file`, the last in `sname`."""
    octets = routes(INTRANET, BRANCH)
    pieces = (octets[:3], octets[3:9], octets[9:])
    first, second, third = (bytes((121, len(one))) + one for one in pieces)
    plain = replace(ACK, options=(*ACK.options, (52, b"\3"))).encode()
    sname, file = third + b"\xff", second + b"\xff"
    whole = plain[:44] + sname.ljust(64, b"\0") + file.ljust(128, b"\0") + plain[236:240]
    said = inform().receive(whole + first + plain[240:])
    assert said is not None
    assert (said.networks, said.faults) == ((INTRANET, BRANCH), ())


def test_what_overloads_itself_is_no_answer() -> None:
    assert told((52, b"\4")) is None
    assert told((52, b"\1\1")) is None


def test_hundreds_of_routes_are_read_each_once() -> None:
    many = [IPv4Network((10 << 24 | number << 8, 24)) for number in range(200)]
    said = told((121, routes(*many, *many)))
    assert said is not None
    assert said.networks == tuple(many)


@pytest.mark.parametrize(
    "network",
    ["0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/2", "10.200.20.2/32", "127.0.0.0/8", "224.0.0.0/8"],
)
def test_never_the_server_itself_nor_the_default_route(network: str) -> None:
    wanted = (INTRANET, IPv4Network(network))
    assert acceptable(wanted, SERVER) == (INTRANET,)


@pytest.mark.parametrize("network", ["192.168.1.0/24", "192.168.1.0/25", "192.168.1.2/32"])
def test_never_a_part_of_a_network_this_machine_is_on(network: str) -> None:
    own, around = [IPv4Network("192.168.1.0/24")], IPv4Network("192.168.0.0/16")
    assert acceptable((IPv4Network(network), around), SERVER, own) == (around,)
