"""A router with one good call on a wire, and sockets of hosts that mean it ill.

router 10.200.20.2 ─┬─ pc 10.200.20.47        dials, and stays
                    ├─ stranger 10.200.20.66  attacks
                    └─ ias 10.200.20.245      answers RADIUS
"""

from __future__ import annotations

import re
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.interop.network import Host, Wire
from tests.interop.router import ROOT, VPDN, Router, serve, serve_radius
from tests.ios.consoles import printed
from vpdn.net import namespaces
from vpdn.net.route_socket import PROTOCOL

ROUTER, PC, STRANGER, IAS = (f"10.200.20.{number}" for number in (2, 47, 66, 245))
LOOPBACK = "172.16.10.100"
IMPATIENT = """
interface Virtual-Template1
 keepalive 1 2
vpdn-group PPTP_WIN2KClient
 pptp tunnel echo 2
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What the router process holds."""

    descriptors: int
    kilobytes: int
    threads: int


@dataclass
class Scene:
    wire: Wire
    pc: Host
    stranger: Host
    ias: Host
    router: Router
    process: subprocess.Popen[bytes]
    folder: Path
    calls: int = 0

    def dial(self, host: Host) -> subprocess.Popen[bytes]:
        """One call of ours; returns once it is connected."""
        self.calls += 1
        log = self.folder / f"dial{self.calls}.log"
        password = self.folder / "password"
        password.write_text("admin\n")
        options = ("--user", "tac", "--password-file", str(password), "--auth", "ms-chap")
        more = ("--encryption", "optional", "--split-tunnel", "--timeout", "20")
        process = host.spawn(*VPDN, "dial", ROUTER, *options, *more, log=log)
        until(lambda: "Connected." in log.read_text(), 20, log)
        return process

    def console(self, command: str) -> str:
        """What the router's console prints; its UNIX socket is the same in every namespace."""
        return printed(self.router.control, command)

    def pings(self) -> bool:
        """Whether the good call carries packets: the PC reaches the router through it, on a
        machine that may be busy with something else."""
        ping = ("ping", "-n", "-q", "-c", "1", "-w", "10", LOOPBACK)
        return re.search(r"[1-9] received", self.pc.run(*ping)) is not None

    def sessions(self) -> tuple[int, int]:
        """Tunnels and sessions that `show vpdn` counts."""
        shown = self.console("show vpdn")
        counts = re.search(r"PPTP Tunnel .* tunnels (\d+) sessions (\d+)", shown)
        return (int(counts[1]), int(counts[2])) if counts else (0, 0)

    def settled(self, tunnels: int, sessions: int, seconds: float) -> None:
        """Fails unless `show vpdn` comes to count this within `seconds`."""
        until(lambda: self.sessions() == (tunnels, sessions), seconds, self.router.log)

    def cost(self) -> Cost:
        proc = Path("/proc", str(self.process.pid))
        status = dict(
            line.split(":", 1) for line in (proc / "status").read_text().splitlines() if ":" in line
        )
        descriptors = len(list((proc / "fd").iterdir()))
        return Cost(descriptors, int(status["VmRSS"].split()[0]), int(status["Threads"]))

    def call_id(self) -> int:
        """The router's own id of the good call, from a packet of its peer."""
        listening = raw_gre(self.wire, PC)
        listening.settimeout(5)
        packet = listening.recv(2000)
        listening.close()
        return int.from_bytes(packet[26:28], "big")

    def routes_to_peers(self) -> list[str]:
        shown = self.wire.run("ip", "route", "show", "proto", str(PROTOCOL))
        return [line for line in shown.splitlines() if line.startswith("172.16.10.")]


def stage(wire: Wire, folder: Path) -> Scene:
    pc = wire.add_host(f"{PC}/24")
    stranger = wire.add_host(f"{STRANGER}/24")
    ias = wire.add_host(f"{IAS}/24")
    serve_radius(ias, ROOT / "examples" / "ias.toml", folder / "ias.log")
    text = (ROOT / "examples" / "angela.cfg").read_text() + IMPATIENT
    router = serve(wire, folder / "angela", text)
    process = wire._processes[-1]
    return Scene(wire, pc, stranger, ias, router, process, folder)


def until(true: Callable[[], bool], seconds: float, log: Path) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, log.read_text()[-3000:]
        time.sleep(0.1)


def tcp(host: Host, *, timeout: float = 5) -> socket.socket:
    """A connection of `host` to the router's port 1723."""
    with namespaces.inside(host.name):
        connection = socket.socket()
    connection.settimeout(timeout)
    connection.connect((ROUTER, 1723))
    return connection


def raw_gre(host: Host, peer: str = ROUTER) -> socket.socket:
    with namespaces.inside(host.name):
        made = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_GRE)
    made.connect((peer, 0))
    return made


def udp(host: Host) -> socket.socket:
    with namespaces.inside(host.name):
        return socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
