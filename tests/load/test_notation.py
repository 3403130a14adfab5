"""Rates, traffic, addresses and users as they are written; what is wrong is shown."""

from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from vpdn.errors import ConfigError
from vpdn.load import notation
from vpdn.load.settings import Kind, Traffic


@pytest.mark.parametrize(
    ("text", "value"),
    [("20", 20), ("20/s", 20), ("0.5/s", 0.5), ("90/min", 1.5), (" 1000000 ", 1_000_000)],
)
def test_rates(text: str, value: float) -> None:
    assert notation.rate(text) == value


@pytest.mark.parametrize("text", ["", "0", "0/s", "-1", "1e3", "20/h", "fast", "1000001", "."])
def test_what_is_no_rate(text: str) -> None:
    with pytest.raises(ConfigError, match=f"^{text!r} is no rate"):
        notation.rate(text)


@pytest.mark.parametrize(("text", "value"), [("60", 60), ("0.5", 0.5), (" 99999999 ", 99_999_999)])
def test_seconds(text: str, value: float) -> None:
    assert notation.seconds(text) == value


@pytest.mark.parametrize("text", ["", "0", "0.0", "-1", "nan", "inf", "1e3", "100000000", "1m"])
def test_what_is_no_number_of_seconds(text: str) -> None:
    with pytest.raises(ConfigError, match=f"^{text!r} is no number of seconds"):
        notation.seconds(text)


@pytest.mark.parametrize(
    ("text", "traffic"),
    [
        ("echo:64@10/s", Traffic(Kind.ECHO, 64, 10)),
        ("udp:1400@100", Traffic(Kind.UDP, 1400, 100)),
        ("echo:48@6/min", Traffic(Kind.ECHO, 48, 0.1)),
    ],
)
def test_traffic_is_read_and_written(text: str, traffic: Traffic) -> None:
    assert notation.traffic(text) == traffic
    assert notation.traffic(str(traffic)) == traffic


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("echo", "is no traffic"),
        ("tcp:64@1/s", "is no traffic"),
        ("echo:64", "is no traffic"),
        ("echo:64@", "is no traffic"),
        ("echo:64@fast", "is no rate"),
        ("echo:47@1/s", "48 to 1500 octets"),
        ("udp:1501@1/s", "48 to 1500 octets"),
    ],
)
def test_what_is_no_traffic(text: str, why: str) -> None:
    with pytest.raises(ConfigError, match=why):
        notation.traffic(text)


def test_addresses_one_by_one_and_in_ranges() -> None:
    found = notation.addresses("10.0.0.254-10.0.1.1, 10.0.0.9,10.0.0.255")
    assert [str(each) for each in found] == [
        "10.0.0.254",
        "10.0.0.255",
        "10.0.1.0",
        "10.0.1.1",
        "10.0.0.9",
    ]
    assert notation.addresses("127.0.0.1") == (IPv4Address("127.0.0.1"),)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "'' is no IPv4 address"),
        ("angela", "'angela' is no IPv4 address"),
        ("10.0.0.2-10.0.0.1", "is no range"),
        ("10.0.0.0-10.1.0.0", "is no range"),
        ("10.0.0.0-10.0.3.255,10.1.0.1", "1025 addresses to dial from; 1024 is the most"),
    ],
)
def test_what_is_no_address_to_dial_from(text: str, why: str) -> None:
    with pytest.raises(ConfigError, match=why):
        notation.addresses(text)


def test_users_one_a_line() -> None:
    lines = ["# name,password\n", "tac,admin\n", "\n", '"a,b","say ""x"""\n', "empty,\n"]
    assert notation.users(lines) == (("tac", "admin"), ("a,b", 'say "x"'), ("empty", ""))


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (["tac"], "line 1 is not name,password"),
        (["tac,admin", "a,b,c"], "line 2 is not name,password"),
        ([",admin"], "line 1 is not name,password"),
        (["# nobody"], "no users in it"),
        ([], "no users in it"),
    ],
)
def test_what_is_no_list_of_users(lines: list[str], why: str) -> None:
    with pytest.raises(ConfigError, match=why):
        notation.users(lines)
