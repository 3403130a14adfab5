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
    wire: Wire
    pcs: Host
    router: Router
    folder: Path

    datapath: str

    def exchange(self, *, encryption: str = "required", stateful: bool = False) -> Exchange:
        return Exchange(
            self.pcs,
            ADDRESS,
            PASSWORD,
            encryption=encryption,
            stateful=stateful,
            datapath=self.datapath,
        )

    def load(self, *options: str) -> Any:
        """`vpdn load` as user tac, to its end: its report. A failed call is an AssertionError."""
        return json.loads(self.pcs.run(*LOAD, "--json", "-", *options, timeout=300))

    @contextmanager
    def hold(self, calls: int, *options: str) -> Iterator[dict[str, Any]]:
        """So many calls by `vpdn load` while inside: all are up. Afterwards they have hung up, and
        its report is in the dictionary. AssertionError when they do not come up."""
        path, log = self.folder / "load.json", self.folder / "load.log"
        plan = ("--sessions", str(calls), "--duration", "3600", "--json", str(path))
        process = self.pcs.spawn(*LOAD, *plan, *options, log=log)
        report: dict[str, Any] = {}
        deadline = time.monotonic() + HOLD_SECONDS
        while self._calls() < calls:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.5)
        time.sleep(SETTLED)
        yield report
        process.send_signal(signal.SIGINT)
        process.wait(HOLD_SECONDS)
        report |= json.loads(path.read_text())

    def _calls(self) -> int:
        """Those the router has a route for."""
        routes = ("route", "show", "proto", str(PROTOCOL))
        return len(run("ip", "-n", self.wire.name, *routes).splitlines())

    def router_seconds(self) -> float:
        """Processor time the router has taken up to now."""
        pids = run("ip", "netns", "pids", self.wire.name).split()
        return sum(_processor_seconds(pid) for pid in pids)

    def router_memory(self) -> int:
        """Octets the router keeps in memory."""
        pids = run("ip", "netns", "pids", self.wire.name).split()
        pages = sum(int(Path("/proc", pid, "statm").read_text().split()[1]) for pid in pids)
        return pages * os.sysconf("SC_PAGE_SIZE")


def can_run() -> bool:
    """Namespaces, devices and raw sockets need root."""
    return os.geteuid() == 0


@contextmanager
def site(template: str, *, radius: bool = False, datapath: str = "auto") -> Iterator[Site]:
    """`template` are lines of the virtual template; `radius` asks our RADIUS server, rather than
    the router's own users, about passwords; `datapath` is the router's and the PCs'."""
    lines = f"interface Virtual-Template1\n{template}"
    text = router.configuration().replace(POOL_OF_TEN, POOL) + lines + (RADIUS if radius else "")
    with TemporaryDirectory(prefix="bench-") as name:
        folder, wire = Path(name), Wire(f"{ADDRESS}/24")
        try:
            if radius:
                settings = ROOT / "examples" / "ias.toml"
                router.serve_radius(wire.add_host(IAS), settings, folder / "ias.log")
            pcs = wire.add_host(PCS)
            served = router.serve(wire, folder / "router", text, "--datapath", datapath)
            yield Site(wire, pcs, served, folder, datapath)
        finally:
            wire.close()


def _processor_seconds(pid: str) -> float:
    fields = Path("/proc", pid, "stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
