"""What the figures of whole programs are taken from: router, PCs and RADIUS server, each a program
in a namespace of its own on one wire, as the tests run them."""

from __future__ import annotations

import json
import os
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

PCS = "10.200.20.50/24"
IAS = "10.200.20.245/24"
POOL_OF_TEN = "ip local pool default 172.16.10.1 172.16.10.10"
POOL = "ip local pool default 172.16.12.1 172.16.15.254"
PASSWORD = "admin"
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
        fixed = ("--user", "tac", "--password", PASSWORD, "--json", "-")
        return json.loads(self.pcs.run(*VPDN, "load", ADDRESS, *fixed, *options, timeout=300))

    def router_seconds(self) -> float:
        """Processor time the router has taken up to now."""
        pids = run("ip", "netns", "pids", self.wire.name).split()
        return sum(_processor_seconds(pid) for pid in pids)


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
