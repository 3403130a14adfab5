"""Debian's pppd calls over a line that loses packets: both modes of MPPE find each other again.

In stateful mode that takes CCP's resets (RFC 3078 section 8.2), and Linux goes on only after a
Reset-Ack. Between router and guest lies a line of ours, on the event loop of the test.
"""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import AsyncIterator
from contextlib import ExitStack
from ipaddress import IPv4Interface
from pathlib import Path

import pytest

from tests.interop import pppd, router
from tests.interop.conftest import GuestMaker, WireMaker
from tests.interop.guest import Guest
from tests.interop.network import Host
from vpdn.net import namespaces
from vpdn.net.faults import Faults, FaultSettings, Lost
from vpdn.net.line import Line
from vpdn.net.netlink import Netlink
from vpdn.net.tun import Tun

GATEWAY = "10.99.0.1"
CLIENT = "10.99.0.2/24"
LINE = "line0"
OCTETS = 300_000

# The call is up after some twenty packets each way; then one in forty is lost.
LOSS = FaultSettings(lose=tuple(Lost("gre", number) for number in range(60, 4000, 40)))

MODES = {
    "stateless": (("v2-128",), "require-mppe-128"),
    "stateful": (("v2-128-stateful",), "require-mppe-128 mppe-stateful"),
}


@pytest.fixture
async def site() -> AsyncIterator[Host]:
    """The router's host, at the far end of the line."""
    host = Host()
    yield host
    await to_thread(host.close)


@pytest.fixture
async def client(wire: WireMaker, guest: GuestMaker, site: Host) -> AsyncIterator[Guest]:
    """A guest behind a gateway at the near end of the line."""
    gateway = wire(f"{GATEWAY}/24")
    with ExitStack() as stack:
        near, far = end_of_line(gateway, GATEWAY), end_of_line(site, router.ADDRESS)
        stack.callback(Line(near, far, Faults(LOSS), Faults(LOSS)).close)
        gateway.run("sysctl", "-qw", "net.ipv4.ip_forward=1")
        gateway.ip("route", "add", router.ADDRESS, "dev", LINE)
        site.ip("route", "add", "10.99.0.0/24", "dev", LINE)
        booted = await to_thread(guest, gateway, CLIENT)
        assert await to_thread(booted.run, f"ip route add default via {GATEWAY}")
        yield booted


@pytest.mark.timeout(180)
@pytest.mark.parametrize("mode", MODES)
async def test_what_is_lost_costs_no_more_than_itself(
    mode: str, client: Guest, site: Host, tmp_path: Path
) -> None:
    parts, options = MODES[mode]
    angela = await to_thread(router.serve, site, tmp_path / "angela", router.configuration(*parts))
    angela.console("debug ppp negotiation")
    call = await to_thread(pppd.dial, client, router.ADDRESS, "tac", "admin", options)
    assert f"MPPE 128-bit {mode} compression enabled" in call.log
    await to_thread(pppd.serve_transfer_on, site, router.LOOPBACK, tmp_path / "transfer.log")
    for verb in ("put", "get"):
        done = await to_thread(pppd.transfer, client, verb, router.LOOPBACK, OCTETS, 60)
        assert done, done.output
    assert ("O RESETACK" in angela.log.read_text()) == (mode == "stateful")


def end_of_line(host: Host, address: str) -> Tun:
    with namespaces.inside(host.name), Netlink() as netlink:
        tun = Tun(LINE)
        netlink.add_address(LINE, IPv4Interface(address))
    return tun
