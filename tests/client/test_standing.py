"""How a connection stands, for programs and for people."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network
from types import SimpleNamespace
from typing import cast

from vpdn.client.adviser import Heard
from vpdn.client.call import Status
from vpdn.client.dialer import Session
from vpdn.client.errors import DialError
from vpdn.client.inform import Advice
from vpdn.client.keeper import Progress
from vpdn.client.standing import document, lines
from vpdn.datapath.engine import Counters
from vpdn.ppp.auth.method import AuthMethod

STATUS = Status(
    IPv4Address("10.200.20.2"),
    IPv4Address("172.16.10.1"),
    IPv4Address("172.16.10.100"),
    (IPv4Address("172.16.10.53"),),
    AuthMethod.MS_CHAP_V2,
    (128, False),
    1400,
)
COUNTERS = Counters(packets_in=3, packets_out=2, bytes_in=300, bytes_out=200, lost=1)


def connected() -> Progress:
    session = cast("Session", SimpleNamespace(counters=COUNTERS))
    return Progress("connected", 0.0, "vpn0", "angela", STATUS, session)


def test_a_connection_in_full() -> None:
    assert lines(document("angela", connected())) == [
        "angela: connected since 1970-01-01T00:00:00+00:00",
        "  172.16.10.1 on vpn0, server 172.16.10.100 at 10.200.20.2, MTU 1400",
        "  authentication MS-CHAPv2, encryption MPPE 128-bit stateless",
        "  300 octets in, 200 out; 3 packets in, 2 out",
        "  name servers 172.16.10.53",
        "  errors: lost 1",
    ]


def test_what_the_server_said_by_dhcp_stands_there_as_far_as_it_was_taken() -> None:
    networks = (IPv4Network("10.44.0.0/16"), IPv4Network("10.45.0.0/16"))
    advice = Advice("cisco.com", networks=(*networks, IPv4Network("0.0.0.0/0")))
    progress = connected()
    progress.heard = Heard(advice, networks, advice.networks[2:], dns=(STATUS.remote,))
    told = document("angela", progress)
    assert (told["domain"], told["routes"]) == ("cisco.com", list(map(str, networks)))
    assert told["dns"] == ["172.16.10.53"]
    assert lines(told)[5:7] == [
        "  domain cisco.com",
        "  routes of the server's 10.44.0.0/16 10.45.0.0/16",
    ]
    progress.status = replace(STATUS, dns=())
    assert document("angela", progress)["dns"] == ["172.16.10.100"]


def test_one_that_waits_tells_why() -> None:
    progress = Progress("waiting", 0.0, "vpn0", "vpn.example.net", redials=2)
    progress.error = DialError(806)
    assert document("angela", progress)["server"] == "vpn.example.net"
    said = lines(document("angela", progress))
    assert said[1:3] == ["  errors: none", "  dialed again 2 times, at last after:"]
    assert said[3].strip() == DialError(806).line
    assert document("angela", progress)["last_error"] == DialError(806).document


def test_programs_find_the_same_keys_in_every_state() -> None:
    before = document("angela", Progress())
    after = document("angela", connected())
    assert before.keys() == after.keys()
    assert (before["server"], before["octets_in"]) == (None, 0)
    assert (after["dns"], after["octets_out"]) == (["172.16.10.53"], 200)
