"""How rates, traffic, addresses and users are written on a command line. All raise ConfigError."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from ipaddress import AddressValueError, IPv4Address

from vpdn.errors import ConfigError
from vpdn.load.packets import LEAST_OCTETS
from vpdn.load.settings import Kind, Traffic

LARGEST = 1500
MOST_SOURCES = 1024


def rate(text: str) -> float:
    """Times a second: `20`, `20/s`, `0.5/s`, `90/min`."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)(/s|/min)?", text.strip())
    value = float(found[1]) / (60 if found[2] == "/min" else 1) if found else 0
    if not 0 < value <= 1_000_000:
        raise ConfigError(f"{text!r} is no rate, like 20/s, 0.5/s or 90/min")
    return value


def traffic(text: str) -> Traffic:
    """`echo:64@10/s`: the kind, octets of the IP packet, and a rate."""
    found = re.fullmatch(r"(\w+):(\d+)@(.+)", text.strip())
    kinds = [kind.value for kind in Kind]
    if not found or found[1] not in kinds:
        raise ConfigError(f"{text!r} is no traffic, like echo:64@10/s or udp:1400@100/s")
    octets = int(found[2])
    if not LEAST_OCTETS <= octets <= LARGEST:
        raise ConfigError(f"{text!r}: packets have {LEAST_OCTETS} to {LARGEST} octets")
    return Traffic(Kind(found[1]), octets, rate(found[3]))


def seconds(text: str) -> float:
    """`60`, `0.5`."""
    if not re.fullmatch(r"\d{1,8}(\.\d+)?", text.strip()) or not float(text):
        raise ConfigError(f"{text!r} is no number of seconds, like 60 or 0.5")
    return float(text)


def address(text: str) -> IPv4Address:
    """`10.0.0.1`."""
    try:
        return IPv4Address(text.strip())
    except AddressValueError as error:
        raise ConfigError(f"{text.strip()!r} is no IPv4 address") from error


def addresses(text: str) -> tuple[IPv4Address, ...]:
    """`10.0.0.1`, `10.0.0.1-10.0.0.20`, and several of these with commas between."""
    found: dict[IPv4Address, None] = {}
    for part in text.split(","):
        first, _, last = part.partition("-")
        begin = address(first)
        end = address(last) if last else begin
        if not 0 <= int(end) - int(begin) < MOST_SOURCES:
            raise ConfigError(f"{part!r} is no range of up to {MOST_SOURCES} addresses")
        found |= dict.fromkeys(map(IPv4Address, range(int(begin), int(end) + 1)))
    if len(found) > MOST_SOURCES:
        raise ConfigError(f"{len(found)} addresses to dial from; {MOST_SOURCES} is the most")
    return tuple(found)


def users(lines: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Lines of `name,password`; empty ones and those that begin with `#` are passed over."""
    found = []
    for number, row in enumerate(csv.reader(lines), 1):
        if not row or row[0].startswith("#"):
            continue
        if len(row) != 2 or not row[0]:
            raise ConfigError(f"line {number} is not name,password")
        found.append((row[0], row[1]))
    if not found:
        raise ConfigError("no users in it")
    return tuple(found)
