"""`vpdn serve` and `vpdn radius` as an operator runs them, on hosts of a test's wire."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.interop.network import Host

ROOT = Path(__file__).parent.parent.parent
CONFIGS = Path(__file__).parent / "configs"
VPDN = (sys.executable, "-m", "vpdn")
ADDRESS = "10.200.20.2"
LOOPBACK = "172.16.10.100"
START_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Router:
    """A running router. `log` is what it printed."""

    host: Host
    control: Path
    log: Path
    process: subprocess.Popen[bytes]

    def console(self, *commands: str) -> str:
        words = [word for one in commands for word in ("-c", one)]
        return self.host.run(*VPDN, "console", "--control", str(self.control), *words)


def configuration(*names: str) -> str:
    """The base configuration, and the parts of `configs/` named, entered after it."""
    return "!\n".join((CONFIGS / f"{name}.cfg").read_text() for name in ("router", *names))


def serve(host: Host, folder: Path, text: str, *options: str) -> Router:
    """Starts a router with this configuration and more options of `vpdn serve`; returns once it
    listens for PPTP."""
    folder.mkdir()
    path, control, log = folder / "running.cfg", folder / "console.sock", folder / "log"
    path.write_text(text)
    arguments = ("serve", str(path), "--manage", "--control", str(control), *options)
    process = host.spawn(*VPDN, *arguments, log=log)
    await_ready(process, log, lambda: "1723" in host.run("ss", "-Hltn", "sport = 1723"))
    return Router(host, control, log, process)


def serve_radius(host: Host, settings: Path, log: Path) -> None:
    """Starts our RADIUS server; returns once it is ready."""
    process = host.spawn(*VPDN, "radius", str(settings), log=log)
    await_ready(process, log, lambda: "ready" in log.read_text())


def await_ready(process: subprocess.Popen[bytes], log: Path, ready: Callable[[], bool]) -> None:
    """Until it is so; fails with what was printed when the program ends before, or takes long."""
    deadline = time.monotonic() + START_SECONDS
    while not ready():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)
