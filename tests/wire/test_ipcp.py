"""IPCP against the octets of the reference's logs, and against scapy."""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import Any

import pytest
from scapy.layers import ppp as scapy

from vpdn.wire import cp
from vpdn.wire.ipcp import (
    IpAddress,
    IpAddresses,
    IpCompression,
    PrimaryDns,
    PrimaryNbns,
    SecondaryDns,
    SecondaryNbns,
    decode,
)

ANY = IPv4Address("0.0.0.0")


@pytest.mark.parametrize(
    ("octets", "option"),
    [
        ("0306AC100A64", IpAddress(IPv4Address("172.16.10.100"))),
        ("0306AC100A01", IpAddress(IPv4Address("172.16.10.1"))),
        ("030600000000", IpAddress(ANY)),
        ("810600000000", PrimaryDns(ANY)),
        ("820600000000", PrimaryNbns(ANY)),
        ("830600000000", SecondaryDns(ANY)),
        ("840600000000", SecondaryNbns(ANY)),
        ("0206002D0F01", IpCompression(0x002D, b"\x0f\x01")),
        ("010AAC100A01AC100A64",
         IpAddresses(IPv4Address("172.16.10.1"), IPv4Address("172.16.10.100"))),
    ],
)  # fmt: skip
def test_the_options_of_the_log_and_of_rfc_1332(octets: str, option: cp.Option) -> None:
    assert option.encode() == bytes.fromhex(octets)
    assert decode(cp.packet(3, 1, bytes.fromhex(octets))) == cp.ConfigureNak(1, (option,))


def test_the_first_request_of_windows_2000_has_34_octets() -> None:
    request = cp.ConfigureRequest(
        6, (IpAddress(ANY), PrimaryDns(ANY), PrimaryNbns(ANY), SecondaryDns(ANY),
            SecondaryNbns(ANY))
    )  # fmt: skip
    assert len(request.encode()) == 34
    assert decode(request.encode()) == request


def test_lcps_own_codes_are_unknown_here() -> None:
    assert decode(bytes.fromhex("09010008 00000000")) == cp.UnknownCode(9, 1, bytes(4))


def test_scapy_reads_the_same_addresses() -> None:
    servers = [IPv4Address(f"10.0.0.{number}") for number in range(1, 6)]
    options = (IpAddress(servers[0]), PrimaryDns(servers[1]), PrimaryNbns(servers[2]),
               SecondaryDns(servers[3]), SecondaryNbns(servers[4]))  # fmt: skip
    read: Any = scapy.PPP_IPCP(cp.ConfigureRequest(1, options).encode())
    assert [(option.type, IPv4Address(option.data)) for option in read.options] == list(
        zip((3, 129, 130, 131, 132), servers, strict=True)
    )
