"""From where and to where an operator sends: names, addresses, interfaces."""

from __future__ import annotations

from ipaddress import AddressValueError, IPv4Address

from vpdn.errors import ConfigError
from vpdn.ios.hosts import UNRECOGNIZED, address_of
from vpdn.ios.interfaces import ports
from vpdn.ios.router import Session
from vpdn.ios.tokens import Interface, InterfaceName

_NO_SOURCE = "% Invalid source address- IP address not on any of our up interfaces"
_NO_SOURCE_INTERFACE = "% Invalid source interface - IP not enabled or interface is down"
BAD_SOURCE = (
    "% Invalid source. Must use IP address or full interface name without spaces (e.g. Serial0/1)"
)


def target_of(session: Session, word: str) -> IPv4Address:
    """The host that is meant, by its address or by its name in `ip host`. Raises ConfigError."""
    address = _address(word) or address_of(session.server.config.hosts, word)
    if address is None:
        raise ConfigError(f"{UNRECOGNIZED}, or protocol not running.")
    return address


def source_of(session: Session, given: IPv4Address | InterfaceName) -> IPv4Address:
    """The address of ours that is meant, which must be on an interface that is up. Raises
    ConfigError."""
    every = ports(session.server.config, session.server.snapshot())
    if isinstance(given, IPv4Address):
        if any(port.address == given and (port.up or port.template) for port in every):
            return given
        raise ConfigError(_NO_SOURCE)
    for port in every:
        if port.name == str(given) and port.up and port.address is not None:
            return port.address
    raise ConfigError(_NO_SOURCE_INTERFACE)


def read_source(session: Session, word: str) -> IPv4Address:
    """The same, of what was typed for it in a dialog. Raises ConfigError."""
    address = _address(word)
    if address is not None:
        return source_of(session, address)
    hit = Interface().match(word, 0, len(word))
    if hit is None or hit.end != len(word) or not isinstance(hit.value, InterfaceName):
        raise ConfigError(BAD_SOURCE)
    return source_of(session, hit.value)


def _address(word: str) -> IPv4Address | None:
    try:
        return IPv4Address(word)
    except AddressValueError:
        return None
