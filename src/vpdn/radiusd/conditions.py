"""Conditions of remote access policies: every condition of a policy must hold, one of a
condition's values is enough.

Integer attributes are compared by their names in the dictionary, addresses as addresses or
networks, strings by pattern as IAS does. Three conditions are not attributes of the request:
Windows-Groups, Client-IP-Address and Client-Friendly-Name, and one is the clock's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Address, IPv4Network

from vpdn.radius.dictionary import dictionary
from vpdn.radius.packet import Packet
from vpdn.radiusd import hours


@dataclass(frozen=True, slots=True)
class Facts:
    """What a request is judged by. `groups` are in lower case."""

    request: Packet
    client_name: str
    client_address: IPv4Address
    groups: frozenset[str]
    now: datetime


Condition = Callable[[Facts], bool]


def compile_condition(name: str, values: Sequence[str]) -> Condition:
    """The test for `name` being one of `values`. ValueError says what cannot be taken."""
    if name in SPECIAL:
        return SPECIAL[name](values)
    if name not in dictionary():
        raise ValueError(f'"{name}" is neither an attribute nor a condition')
    kind = dictionary()[name].type
    if kind == "integer":
        return _integer(name, values)
    if kind == "ipaddr":
        return _address(values, lambda facts: facts.request.address(name))
    if kind == "string":
        return _pattern(values, lambda facts: _text(facts.request, name))
    raise ValueError(f'"{name}" cannot be a condition')


def _integer(name: str, values: Sequence[str]) -> Condition:
    wanted = {_number(name, value) for value in values}
    return lambda facts: facts.request.integer(name) in wanted


def _number(name: str, value: str) -> int:
    named = dictionary()[name].values
    if named.HasForward(value):
        return int.from_bytes(named.GetForward(value), "big")
    if value.isdecimal():
        return int(value)
    raise ValueError(f'"{value}" is no value of {name}')


def _address(values: Sequence[str], address_of: Callable[[Facts], IPv4Address | None]) -> Condition:
    networks = [_network(value) for value in values]

    def holds(facts: Facts) -> bool:
        address = address_of(facts)
        return address is not None and any(address in network for network in networks)

    return holds


def _network(text: str) -> IPv4Network:
    try:
        return IPv4Network(text)
    except ValueError:
        raise ValueError(f'"{text}" is no address or network') from None


def _pattern(values: Sequence[str], text_of: Callable[[Facts], str | None]) -> Condition:
    patterns = [_compile(value) for value in values]

    def holds(facts: Facts) -> bool:
        text = text_of(facts)
        return text is not None and any(pattern.search(text) for pattern in patterns)

    return holds


def _compile(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise ValueError(f'"{pattern}" is no pattern: {error}') from error


def _text(request: Packet, name: str) -> str | None:
    value = request.octets(name)
    return None if value is None else value.decode("utf-8", "replace")


def _windows_groups(values: Sequence[str]) -> Condition:
    wanted = {value.lower() for value in values}
    return lambda facts: not wanted.isdisjoint(facts.groups)


def _day_and_time(values: Sequence[str]) -> Condition:
    ranges = [hours.parse(value) for value in values]
    return lambda facts: any(one.contain(facts.now) for one in ranges)


SPECIAL: dict[str, Callable[[Sequence[str]], Condition]] = {
    "Windows-Groups": _windows_groups,
    "Day-And-Time-Restrictions": _day_and_time,
    "Client-IP-Address": lambda values: _address(values, lambda facts: facts.client_address),
    "Client-Friendly-Name": lambda values: _pattern(values, lambda facts: facts.client_name),
}
