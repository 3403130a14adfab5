"""Address translation as an nftables table: what is configured, in the kernel's words (nft(8)).

What comes from an interface inside and leaves by one outside passes the static translations and
then one access list after the other: a line that permits translates, one that denies, or none
that fits, leaves the packet to the next list. Nothing here runs anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from ipaddress import IPv4Address

from vpdn.nas.config import AccessList, RouterConfig
from vpdn.nas.nat_match import matching
from vpdn.nas.nat_settings import INSIDE, OUTSIDE, DynamicNat, StaticNat

TABLE = "vpdn"
LABEL = 113
"""The conntrack label of our translations, of 128; other programs begin at the low end."""
_NOTE = f"ct label set {LABEL} counter name misses"
SOURCE_HOOK, DESTINATION_HOOK = 100, -100
"""Where the kernel translates: priorities `srcnat` and `dstnat`."""
Devices = Mapping[str, str]
"""The machine's devices by the names of the interfaces they stand for."""


def rules(config: RouterConfig, devices: Devices) -> tuple[str, ...]:
    """The chains of the table, line by line; nothing when there is nothing to translate."""
    inside, outside = (side(config, devices, one) for one in (INSIDE, OUTSIDE))
    if not (inside and outside and (config.nat.dynamic or config.nat.static)):
        return ()
    lists = dict(_lists(config, devices))
    outward = [*_static(config, "s"), *(f"jump {name}" for name in lists)]
    source, target = f"iifname {_set(inside)}", f"iifname {_set(outside)}"
    return (
        *(line for name, lines in lists.items() for line in _chain(name, lines)),
        *_chain("outward", outward),
        *_chain("inward", _static(config, "d")),
        *_hook("nat", "postrouting", SOURCE_HOOK, f"{source} oifname {_set(outside)} jump outward"),
        *_hook("nat", "prerouting", DESTINATION_HOOK, f"{target} jump inward"),
        *_hook("filter", "postrouting", SOURCE_HOOK + 1, f"ct label {LABEL} counter name hits"),
    )


def script(chains: Iterable[str], hits: int = 0, misses: int = 0) -> str:
    """The table put in the place of the one that was, in one transaction; the counters go on from
    what they were."""
    counters = (
        f"counter {name} {{ packets {count} bytes 0 }}"
        for name, count in (("hits", hits), ("misses", misses))
    )
    body = "".join(f"{line}\n" for line in (*counters, *chains))
    return f"{REMOVAL}table ip {TABLE} {{\n{body}}}\n"


REMOVAL = f"add table ip {TABLE}\ndelete table ip {TABLE}\n"
"""Takes the table away, also where there is none."""


def side(config: RouterConfig, devices: Devices, which: str) -> tuple[str, ...]:
    """The devices of the interfaces that are `which`, each once."""
    found = (devices[name] for name in interfaces(config, which) if name in devices)
    return tuple(dict.fromkeys(found))


def interfaces(config: RouterConfig, which: str) -> tuple[str, ...]:
    """The names of the interfaces that are inside or outside, as `which` says."""
    return (
        *(name for name, one in config.interfaces.items() if one.nat == which),
        *(f"Virtual-Template{n}" for n, one in config.templates.items() if one.nat == which),
    )


def global_address(config: RouterConfig, one: StaticNat) -> IPv4Address | None:
    """What the outside sees; None while the interface has no address."""
    return one.outer or _address_of(config, one.interface)


def global_addresses(config: RouterConfig, one: DynamicNat) -> tuple[IPv4Address, ...]:
    if one.pool is not None:
        pool = config.nat.pools.get(one.pool)
        return pool.addresses if pool is not None else ()
    address = _address_of(config, one.interface)
    return (address,) if address is not None else ()


def answered(config: RouterConfig) -> Iterator[tuple[str, IPv4Address]]:
    """Global addresses that are on the network of an interface outside, with its name: who is
    there asks for their hardware address, so they must be the machine's own."""
    own = {has.ip for one in config.interfaces.values() for has in one.addresses}
    wanted = [one.outer for one in config.nat.static if one.outer is not None]
    for dynamic in config.nat.dynamic:
        wanted += global_addresses(config, dynamic)
    for name in interfaces(config, OUTSIDE):
        on = config.interfaces[name].addresses if name in config.interfaces else ()
        for address in dict.fromkeys(wanted):
            if address not in own and any(address in has.network for has in on):
                yield name, address


def _address_of(config: RouterConfig, name: str | None) -> IPv4Address | None:
    interface = config.interfaces.get(name or "")
    return interface.address.ip if interface is not None and interface.address else None


def _lists(config: RouterConfig, devices: Devices) -> Iterator[tuple[str, list[str]]]:
    """A chain for each `ip nat inside source list` that can be carried out."""
    for number, one in enumerate(config.nat.dynamic):
        verdict = _verdict(config, devices, one)
        known = config.access_lists.get(one.access_list)
        if verdict and known is not None:
            yield f"list{number}", list(_decisions(known, verdict))


def _decisions(known: AccessList, verdict: str) -> Iterator[str]:
    for rule in known.rules:
        yield f"{matching(rule)} {verdict if rule.permit else 'return'}".lstrip()


def _verdict(config: RouterConfig, devices: Devices, one: DynamicNat) -> str:
    """The end of a rule that translates. The address of an interface that has it from elsewhere is
    for the kernel to look up. A pool gives a source the same address each time."""
    addresses = global_addresses(config, one)
    if addresses:
        first, last = addresses[0], addresses[-1]
        return f"{_NOTE} snat to {first}" + (f"-{last} persistent" if first != last else "")
    device = devices.get(one.interface or "")
    return f'oifname "{device}" {_NOTE} masquerade' if device is not None else ""


def _static(config: RouterConfig, end: str) -> Iterator[str]:
    """Static translations of a packet's source ("s", outwards) or destination ("d", inwards)."""
    for one in config.nat.static:
        outer = global_address(config, one)
        if outer is None:
            continue
        before = (one.local, one.local_port), (outer, one.outer_port)
        (address, port), (new, new_port) = before if end == "s" else before[::-1]
        ports = f" {one.protocol} {end}port {port}" if one.protocol else ""
        target = f"{new}:{new_port}" if one.protocol else f"{new}"
        yield f"ip {end}addr {address}{ports} {_NOTE} {end}nat to {target}"


def _chain(name: str, lines: Iterable[str]) -> Iterator[str]:
    yield f"chain {name} {{"
    yield from lines
    yield "}"


def _hook(kind: str, hook: str, priority: int, line: str) -> Iterator[str]:
    head = f"type {kind} hook {hook} priority {priority}; policy accept;"
    return _chain(f"{kind}_{hook}", (head, line))


def _set(devices: Iterable[str]) -> str:
    return "{ " + ", ".join(f'"{name}"' for name in devices) + " }"
