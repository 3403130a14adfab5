"""Fifty calls at once, and the one call too many: real programs, each in its namespace.

The router runs as an operator runs it. The PCs are one program: fifty connections of
`vpdn.client` that share one GRE socket, one engine and one TUN device.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.interop import router
from tests.interop.network import Host, Wire, run
from tests.interop.router import ADDRESS, LOOPBACK, ROOT, Router
from tests.labs.exchange import Exchange
from vpdn.net.route_socket import PROTOCOL

CALLS = 50
PCS = "10.200.20.50/24"
POOL_OF_TEN = "ip local pool default 172.16.10.1 172.16.10.10"
POOL_OF_SIXTY = "ip local pool default 172.16.10.1 172.16.10.60"
OUR_ROUTES = str(PROTOCOL)
NO_ADDRESS = 738
PATIENCE = 10


@dataclass(frozen=True, slots=True)
class Site:
    """The router's host, and the PCs' host beside it on the wire."""

    host: Wire
    pcs: Host


@pytest.fixture
def site() -> Iterator[Site]:
    wire = Wire(f"{ADDRESS}/24")
    try:
        yield Site(wire, wire.add_host(PCS))
    finally:
        wire.close()


@pytest.fixture
def angela(site: Site, tmp_path: Path) -> Router:
    text = router.configuration("v2-128").replace(POOL_OF_TEN, POOL_OF_SIXTY)
    return router.serve(site.host, tmp_path / "angela", text)


def test_fifty_calls_at_once_get_fifty_addresses(site: Site, angela: Router) -> None:
    with Exchange(site.pcs, ADDRESS, "admin") as pcs:
        made = pcs.dial(CALLS)
        assert [call.line for call in made.calls if call.error] == []
        assert len(set(made.addresses)) == CALLS
        assert {call.mppe for call in made.calls} == {(128, False)}
        assert f"Total tunnels {CALLS} sessions {CALLS}" in angela.console("show vpdn")
        assert pool(angela) == (60 - CALLS, CALLS)


def test_each_of_fifty_calls_is_answered_through_its_own_tunnel(site: Site, angela: Router) -> None:
    with Exchange(site.pcs, ADDRESS, "admin") as pcs:
        addresses = pcs.dial(CALLS).addresses
        before = pcs.packets()
        answered = pcs.ping(LOOPBACK)
        assert [each for each in addresses if answered[each] is None] == []
        after = pcs.packets()
        passed = {
            each: (after[each][0] - before[each][0], after[each][1] - before[each][1])
            for each in addresses
        }
        assert passed == dict.fromkeys(addresses, (1, 1))


def test_nothing_is_left_of_fifty_calls(site: Site, angela: Router) -> None:
    fresh = open_files(site.host)
    with Exchange(site.pcs, ADDRESS, "admin") as pcs:
        assert pcs.tasks() == 0
        idle = open_files(site.pcs)
        pcs.dial(CALLS)
        assert len(our_routes(site.host)) == CALLS
        pcs.hang_up()
        assert pcs.tasks() == 0
        eventually(lambda: open_files(site.pcs) == idle)
        eventually(lambda: "%No active PPTP tunnels" in angela.console("show vpdn"))
        assert pool(angela) == (60, 0)
        assert our_routes(site.host) == []
        eventually(lambda: open_files(site.host) == fresh)
        assert tuns(site.host) == ["vpdn0"]
    assert our_routes(site.pcs) == []
    assert tuns(site.pcs) == []


def test_a_second_fifty_find_the_router_as_the_first_did(site: Site, angela: Router) -> None:
    with Exchange(site.pcs, ADDRESS, "admin") as pcs:
        first = pcs.dial(CALLS)
        pcs.hang_up()
        second = pcs.dial(CALLS)
        assert len(set(first.addresses)) == len(set(second.addresses)) == CALLS
        assert all(pcs.ping(LOOPBACK).values())


def test_calls_of_fifty_pcs_that_vanish_are_taken_back(site: Site, angela: Router) -> None:
    pcs = Exchange(site.pcs, ADDRESS, "admin")
    try:
        assert len(pcs.dial(CALLS).addresses) == CALLS
    finally:
        pcs.kill()
    eventually(lambda: "%No active PPTP tunnels" in angela.console("show vpdn"))
    assert pool(angela) == (60, 0)
    assert our_routes(site.host) == []


def test_the_eleventh_call_of_angela_cfg_is_refused_until_an_address_is_free(
    site: Site, tmp_path: Path
) -> None:
    examples = ROOT / "examples"
    ias = site.host.add_host("10.200.20.245/24")
    router.serve_radius(ias, examples / "ias.toml", tmp_path / "ias.log")
    angela = router.serve(site.host, tmp_path / "angela", (examples / "angela.cfg").read_text())
    angela.console("debug ppp negotiation")
    with Exchange(site.pcs, ADDRESS, "admin") as pcs:
        ten = pcs.dial(10).addresses
        assert sorted(ten) == sorted(f"172.16.10.{last}" for last in range(1, 11))
        (eleventh,) = pcs.dial(1).calls
        assert eleventh.error == NO_ADDRESS, eleventh.line
        assert eleventh.line.startswith("Error 738: The server did not assign an address.")
        assert "\n" not in eleventh.line
        eventually(lambda: "IPCP: Cannot satisfy pool request" in angela.log.read_text())
        assert pool(angela) == (0, 10)
        assert all(pcs.ping(LOOPBACK).values())
        pcs.hang_up(ten[3])
        assert pcs.dial(1).addresses == [ten[3]]


def pool(angela: Router) -> tuple[int, int]:
    """Free and used addresses of the pool `default`."""
    shown = angela.console("show ip local pool")
    found = re.search(r"^ default +\S+ +\S+ +(\d+) +(\d+)", shown, re.MULTILINE)
    assert found, shown
    return int(found[1]), int(found[2])


def our_routes(host: Host) -> list[str]:
    return run("ip", "-n", host.name, "route", "show", "proto", OUR_ROUTES).splitlines()


def tuns(host: Host) -> list[str]:
    return re.findall(r"^(\S+): tun", run("ip", "-n", host.name, "tuntap"), re.MULTILINE)


def open_files(host: Host) -> int:
    """Descriptors held by the programs of a host."""
    pids = run("ip", "netns", "pids", host.name).split()
    return sum(len(list(Path("/proc", pid, "fd").iterdir())) for pid in pids)


def eventually(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)
