"""Of `ip nat` what will not come to pass as it is said, in one sentence each."""

from __future__ import annotations

from collections.abc import Iterator

from vpdn.nas.config import RouterConfig
from vpdn.nas.nat_rules import global_address, interfaces
from vpdn.nas.nat_settings import INSIDE, OUTSIDE, DynamicNat, StaticNat


def nat_cautions(config: RouterConfig) -> Iterator[str]:
    nat = config.nat
    if nat.dynamic or nat.static:
        for which in (INSIDE, OUTSIDE):
            if not interfaces(config, which):
                yield f"ip nat: no interface is `ip nat {which}`, so nothing is translated"
    for one in nat.dynamic:
        name = f"ip nat inside source list {one.access_list}"
        yield from (f"{name}: {said}" for said in _dynamic(config, one))
    for static in nat.static:
        words = ("ip nat inside source static", static.protocol, str(static.local))
        name = " ".join(filter(None, words))
        yield from (f"{name}: {said}" for said in _static(config, static))
    sides = {one.nat for one in config.templates.values()}
    if len(sides) > 1:
        yield "ip nat: calls of all virtual templates are on one side, whichever template says so"


def _dynamic(config: RouterConfig, one: DynamicNat) -> Iterator[str]:
    if one.access_list not in config.access_lists:
        yield f"there is no access list {one.access_list}, so nothing is translated"
    if one.pool is None:
        if one.interface not in config.interfaces:
            yield f"there is no {one.interface}, so nothing is translated"
    elif one.pool not in config.nat.pools:
        yield f"there is no ip nat pool {one.pool}, so nothing is translated"
    elif not one.overload:
        yield "addresses are shared when there are too few, as with `overload`"


def _static(config: RouterConfig, one: StaticNat) -> Iterator[str]:
    if global_address(config, one) is None:
        yield f"{one.interface} has no address, so nothing is translated"
    own = {has.ip for interface in config.interfaces.values() for has in interface.addresses}
    if not one.protocol and one.outer in own:
        yield f"who calls the router at {one.outer} reaches {one.local} instead"
