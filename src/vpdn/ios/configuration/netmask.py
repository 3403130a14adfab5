"""Addresses with a mask, and ranges of them, refused in IOS' words when the two do not fit."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Interface, IPv4Network

from vpdn.errors import ConfigError

_MOST_ADDRESSES = 1 << 16
_ALL_HOSTS_PREFIX = 31
"""From this prefix length on no address of a network is set apart."""


def interface_address(address: IPv4Address, mask: IPv4Address) -> IPv4Interface:
    """An interface's own address. Raises ConfigError."""
    made = IPv4Interface((address, prefix_length(address, mask)))
    network = made.network
    if network.prefixlen < _ALL_HOSTS_PREFIX and address in (
        network.network_address,
        network.broadcast_address,
    ):
        raise ConfigError(f"Bad mask /{network.prefixlen} for address {address}")
    return made


def network(address: IPv4Address, mask: IPv4Address) -> IPv4Network:
    """The destination of a route. Raises ConfigError."""
    try:
        return IPv4Network((address, prefix_length(address, mask)))
    except ValueError:
        raise ConfigError("%Inconsistent address and mask") from None


def range_end(low: IPv4Address, high: IPv4Address | None) -> IPv4Address:
    """The last address of a pool's range; one of a single address leaves it out. Raises
    ConfigError."""
    last = low if high is None else high
    if last < low:
        raise ConfigError("%Bad IP range, start address greater than end address")
    if int(last) - int(low) >= _MOST_ADDRESSES:
        raise ConfigError(f"%Bad IP range, {low}-{last}: more than {_MOST_ADDRESSES} addresses")
    return last


def prefix_length(address: IPv4Address, mask: IPv4Address) -> int:
    ones = f"{int(mask):032b}".rstrip("0")
    if "0" in ones:
        raise ConfigError(f"Bad mask 0x{int(mask):X} for address {address}")
    return len(ones)
