"""What a person is told."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network

import pytest

from vpdn.client import report
from vpdn.client.call import Status
from vpdn.client.diagnosis import Stage
from vpdn.client.inform import Advice
from vpdn.ppp.auth.method import AuthMethod

STRONG = Status(
    IPv4Address("10.200.20.2"),
    IPv4Address("172.16.10.1"),
    IPv4Address("172.16.10.100"),
    (),
    AuthMethod.MS_CHAP_V2,
    (128, False),
    1400,
)


def test_progress_reads_as_on_the_pc() -> None:
    assert report.connecting("10.200.20.2") == "Connecting to 10.200.20.2..."
    assert report.PROGRESS[Stage.VERIFYING] == "Verifying username and password..."
    assert report.PROGRESS[Stage.REGISTERING] == "Registering your computer on the network..."


def test_one_line_says_address_authentication_and_encryption() -> None:
    assert report.connected(STRONG, "vpn0") == (
        "Connected. 172.16.10.1 on vpn0, server 172.16.10.100, authentication MS-CHAPv2,"
        " encryption MPPE 128-bit stateless."
    )


def test_name_servers_are_told_where_there_are_some() -> None:
    status = replace(STRONG, dns=(IPv4Address("10.0.0.1"), IPv4Address("10.0.0.2")))
    assert ", DNS 10.0.0.1 10.0.0.2," in report.connected(status, "vpn0")


def test_the_best_there_is_has_no_warning() -> None:
    assert report.warnings(STRONG) == []


@pytest.mark.parametrize(
    ("status", "word"),
    [
        (replace(STRONG, mppe=None), "nothing is encrypted"),
        (replace(STRONG, mppe=(40, False)), "40-bit"),
        (replace(STRONG, mppe=(56, True)), "56-bit"),
        (replace(STRONG, authentication=AuthMethod.PAP), "in the clear"),
        (replace(STRONG, authentication=AuthMethod.CHAP), "CHAP"),
        (replace(STRONG, authentication=AuthMethod.MS_CHAP), "MS-CHAP version 1"),
        (replace(STRONG, authentication=None), "did not ask who you are"),
    ],
)
def test_what_is_weak_is_said_plainly(status: Status, word: str) -> None:
    [warning] = report.warnings(status)
    assert warning.startswith("Warning: ")
    assert warning.endswith(".")
    assert word in warning


def test_everything_weak_is_said() -> None:
    status = replace(STRONG, mppe=None, authentication=AuthMethod.PAP)
    assert len(report.warnings(status)) == 2


def test_stateful_mode_is_named() -> None:
    assert report.encryption(replace(STRONG, mppe=(40, True))) == "MPPE 40-bit stateful"
    assert report.encryption(replace(STRONG, mppe=None)) == "none"


def test_what_the_server_says_is_told_as_far_as_it_says_something() -> None:
    dns, network = IPv4Address("10.44.0.53"), IPv4Network("10.44.0.0/16")
    assert report.advised(Advice(), ()) == "The server says: nothing."
    assert report.advised(Advice("cisco.com", (dns,), (dns,)), (network,)) == (
        "The server says: domain cisco.com, DNS 10.44.0.53, WINS 10.44.0.53, routes 10.44.0.0/16."
    )


def test_what_the_server_says_in_vain_is_told_too() -> None:
    left = (IPv4Network("0.0.0.0/0"), IPv4Network("192.168.1.0/24"))
    advice = Advice(networks=left, faults=("option 15 (no domain name)",))
    assert report.advised(advice, (), left) == (
        "The server says: nothing. Not taken: 0.0.0.0/0 192.168.1.0/24."
        " Not understood: option 15 (no domain name)."
    )


def test_a_pause_tells_how_long_and_how_often() -> None:
    assert report.redialing(4.6, 1, 3) == "Redialing in 5 seconds, attempt 1 of 3."
