"""A router and a PC, real programs in namespaces of their own, at the two ends of a bad line.

The line runs on the event loop of the test: whatever waits for a program has to wait in a thread.
"""

from __future__ import annotations

import asyncio
import re
import time
from ipaddress import IPv4Interface
from pathlib import Path

from tests.interop import pppd, router
from tests.interop.network import Host
from vpdn.net import namespaces
from vpdn.net.faults import Faults, FaultSettings
from vpdn.net.line import Line
from vpdn.net.netlink import Netlink
from vpdn.net.tun import Tun

PC = "192.168.1.47"
LINE = "line0"
TUNNEL = "vpn0"
DIAL_SECONDS = 30
TRANSFER_SECONDS = 90


class World:
    """Make it inside a running event loop. Close it, and all of it is gone."""

    def __init__(self, folder: Path, there: FaultSettings, back: FaultSettings) -> None:
        """`there` are the faults from the PC to the router, `back` the others."""
        self.there, self.back = Faults(there), Faults(back)
        self._folder = folder
        self._pc, self._site = Host(), Host()
        near, far = _end(self._pc, PC), _end(self._site, router.ADDRESS)
        self._line = Line(near, far, self.there, self.back)

    async def close(self) -> None:
        """The PC first: it hangs up over the line."""
        await asyncio.to_thread(self._pc.close)
        await asyncio.to_thread(self._site.close)
        self._line.close()

    async def serve(self, configuration: str) -> None:
        """Start the router, and behind it the server that `transfer` talks to."""
        folder, log = self._folder / "router", self._folder / "transfer.log"
        self._router = await asyncio.to_thread(router.serve, self._site, folder, configuration)
        await asyncio.to_thread(pppd.serve_transfer_on, self._site, router.LOOPBACK, log)

    async def dial(self, *options: str) -> str:
        """The PC's call as `tac`; what it said when it was connected."""
        secret, log = self._folder / "password", self._folder / "dial.log"
        secret.write_text("admin\n")
        command = (*router.VPDN, "dial", router.ADDRESS, "--user", "tac", "--split-tunnel")
        fixed = ("--password-file", str(secret), "--device", TUNNEL)
        process = self._pc.spawn(*command, *fixed, *options, log=log)
        deadline = time.monotonic() + DIAL_SECONDS
        while not (connected := re.search(r"^Connected\..*", log.read_text(), re.MULTILINE)):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            await asyncio.sleep(0.05)
        return connected[0]

    async def transfer(self, verb: str, octets: int) -> str:
        """`put`s or `get`s octets over TCP through the tunnel; they arrived, and as they were."""
        program = (pppd.PYTHON, str(pppd.TRANSFER), verb)
        where = (router.LOOPBACK, str(pppd.TRANSFER_PORT), str(octets))
        return await asyncio.to_thread(self._pc.run, *program, *where, timeout=TRANSFER_SECONDS)

    async def console(self, command: str) -> str:
        return await asyncio.to_thread(self._router.console, command)

    async def mppe(self) -> dict[str, int]:
        """The counters of `show ppp mppe`, by IOS' names."""
        shown = await self.console("show ppp mppe virtual-access 1")
        return {name: int(count) for name, count in re.findall(r"(\w[\w ]*?) *= (\d+)", shown)}

    def segments(self) -> tuple[int, int]:
        """TCP segments that both ends sent, and how many of them again."""
        both = [_segments(host) for host in (self._pc, self._site)]
        return sum(sent for sent, _ in both), sum(again for _, again in both)


def _end(host: Host, address: str) -> Tun:
    """One end of the line; all the rest of the world is at the other."""
    with namespaces.inside(host.name), Netlink() as netlink:
        tun = Tun(LINE)
        netlink.add_address(LINE, IPv4Interface(address))
    host.ip("route", "add", "default", "dev", LINE)
    return tun


def _segments(host: Host) -> tuple[int, int]:
    shown = host.run("cat", "/proc/net/snmp").splitlines()
    names, counts = (line.split() for line in shown if line.startswith("Tcp:"))
    tcp = dict(zip(names, counts, strict=True))
    return int(tcp["OutSegs"]), int(tcp["RetransSegs"])
