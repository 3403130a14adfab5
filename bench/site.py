"""What the figures of whole programs are taken from: router, PCs and RADIUS server, each a program
in a namespace of its own on one wire, as the tests run them."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.cable import Cable
from tests.interop import router
from tests.interop.network import Host, Wire, run
from tests.interop.router import ADDRESS, ROOT, VPDN, Router
from tests.labs.exchange import Exchange
from vpdn.net.route_socket import PROTOCOL

PCS = "10.200.20.50/24"
IAS = "10.200.20.245/24"
POOL_OF_TEN = "ip local pool default 172.16.10.1 172.16.10.10"
POOL = "ip local pool default 172.16.12.1 172.16.15.254"
PASSWORD = "admin"
DEVICE = "vpdn0"
LOAD = (*VPDN, "load", ADDRESS, "--user", "tac", "--password", PASSWORD)
HOLD_SECONDS = 300
SETTLED = 2.0
"""Seconds after the last set-up until the router has nothing left to do for it."""
RADIUS = """\
aaa authentication ppp default group radius
aaa authorization network default group radius
radius-server host 10.200.20.245 auth-port 1645 acct-port 1646
radius-server key cisco
"""


@dataclass(frozen=True, slots=True)
class Site:
    wire: Host
    pcs: Host
    router: Router
    folder: Path

    datapath: str

    def exchange(
        self, *, encryption: str = "required", stateful: bool = False, datapath: str = ""
    ) -> Exchange:
        """PCs that dial; their data path is the router's unless another one is named."""
        return Exchange(
            self.pcs,
            ADDRESS,
            PASSWORD,
            encryption=encryption,
            stateful=stateful,
            datapath=datapath or self.datapath,
        )

    def load(self, *options: str) -> Any:
        """`vpdn load` as user tac, to its end: its report. A failed call is an AssertionError."""
        return json.loads(self.pcs.run(*LOAD, "--json", "-", *options, timeout=300))

    @contextmanager
    def hold(self, calls: int, *options: str, name: str = "load") -> Iterator[dict[str, Any]]:
        """So many more calls by `vpdn load`, of which each needs a name, while inside: all are up.
        Afterwards they have hung up, and its report is in the dictionary. AssertionError when they
        do not come up."""
        path, log = self.folder / f"{name}.json", self.folder / f"{name}.log"
        plan = ("--sessions", str(calls), "--duration", "3600", "--json", str(path))
        wanted = len(self.inner_addresses()) + calls
        process = self.pcs.spawn(*LOAD, *plan, *options, log=log)
        report: dict[str, Any] = {}
        deadline = time.monotonic() + HOLD_SECONDS
        while len(self.inner_addresses()) < wanted:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.5)
        time.sleep(SETTLED)
        yield report
        process.send_signal(signal.SIGINT)
        process.wait(HOLD_SECONDS)
        report |= json.loads(path.read_text())

    def inner_addresses(self) -> list[str]:
        """Those the router has a route for: of the calls that are up."""
        routes = run("ip", "-n", self.wire.name, "route", "show", "proto", str(PROTOCOL))
        return [route.split()[0] for route in routes.splitlines()]

    def router_seconds(self) -> float:
        """Processor time the router has taken up to now."""
        pids = run("ip", "netns", "pids", self.wire.name).split()
        return sum(sum(_processor_times(pid)) for pid in pids)

    def router_nanoseconds(self, *, carrying: bool = False) -> int:
        """The same of its threads that run now, by the kernel's own clock; or only of those that
        carry packets. It has what the kernel did meanwhile for the router's packets."""
        main = str(self.router.process.pid)
        return sum(
            int((thread / "schedstat").read_text().split()[0])
            for thread in Path("/proc", main, "task").iterdir()
            if not carrying or thread.name != main
        )

    def router_user_seconds(self) -> float:
        """What of it the router's program took in user mode, in hundredths of a second."""
        return _processor_times(str(self.router.process.pid))[0]

    def tunnel_packets(self) -> int:
        """IP packets the router has taken from its device and given to it."""
        counters = [f"/sys/class/net/{DEVICE}/statistics/{way}_packets" for way in ("rx", "tx")]
        return sum(map(int, self.wire.run("cat", *counters).split()))

    def gre_packets(self) -> int:
        """Packets of GRE it has received and sent. The router is asked, whose Python answers."""
        asked = (*VPDN, "console", "--control", str(self.router.control), "--json")
        gre = json.loads(self.wire.run(*asked, "-c", "show datapath"))["data"]["gre"]
        return int(gre["received"]) + int(gre["sent"])

    def router_resident(self) -> int:
        """Octets of memory the router's own process keeps."""
        return _resident(str(self.router.process.pid))

    def router_descriptors(self) -> int:
        """Descriptors it has open."""
        return sum(1 for _ in Path("/proc", str(self.router.process.pid), "fd").iterdir())

    def router_memory(self) -> int:
        """Octets the router keeps in memory."""
        pids = run("ip", "netns", "pids", self.wire.name).split()
        return sum(_resident(pid) for pid in pids)


def can_run() -> bool:
    """Namespaces, devices and raw sockets need root."""
    return os.geteuid() == 0


@contextmanager
def site(
    template: str, *, radius: bool = False, datapath: str = "auto", pool: str = POOL
) -> Iterator[Site]:
    """`template` are lines of the virtual template; `radius` asks our RADIUS server, rather than
    the router's own users, about passwords; `datapath` is the router's and the PCs'; `pool` is the
    line their addresses come from."""
    lines = f"interface Virtual-Template1\n{template}"
    text = router.configuration().replace(POOL_OF_TEN, pool) + lines + (RADIUS if radius else "")
    with TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        wire, pcs = _with_radius(folder) if radius else _alone()
        try:
            served = router.serve(wire, folder / "router", text, "--datapath", datapath)
            yield Site(wire, pcs, served, folder, datapath)
        finally:
            wire.close()


def _alone() -> tuple[Host, Host]:
    """The router's host and the PCs'; the first closes both."""
    cable = Cable(f"{ADDRESS}/24", PCS)
    return cable, cable.other


def _with_radius(folder: Path) -> tuple[Host, Host]:
    """The same on a wire with our RADIUS server."""
    wire = Wire(f"{ADDRESS}/24")
    settings = ROOT / "examples" / "ias.toml"
    router.serve_radius(wire.add_host(IAS), settings, folder / "ias.log")
    return wire, wire.add_host(PCS)


def _processor_times(pid: str) -> tuple[float, float]:
    """In user mode, and in the kernel's."""
    fields = Path("/proc", pid, "stat").read_text().rpartition(")")[2].split()
    tick = os.sysconf("SC_CLK_TCK")
    return int(fields[11]) / tick, int(fields[12]) / tick


def _resident(pid: str) -> int:
    pages = int(Path("/proc", pid, "statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
