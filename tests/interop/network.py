"""Namespaces of a test's own, joined by a bridge: the wire that guests and our programs share.

The bridge stands in the wire's first namespace and is its network card too, so a program run
there is one more host.
"""

from __future__ import annotations

import itertools
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import IO

BRIDGE = "br0"
STOP_SECONDS = 8
_numbers = itertools.count()


class Place:
    """A namespace that somebody else made, and the programs that run in it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._processes: list[subprocess.Popen[bytes]] = []

    def end(self) -> None:
        """Ends the programs."""
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._processes.clear()

    def ip(self, *arguments: str) -> None:
        run("ip", "-n", self.name, *arguments)

    def inside(self, *command: str) -> list[str]:
        """`command` as it is run in this namespace. It dies with its parent."""
        return ["setpriv", "--pdeathsig", "KILL", "ip", "netns", "exec", self.name, *command]

    def spawn(self, *command: str, log: Path) -> subprocess.Popen[bytes]:
        """Runs a program until its place's end; both its outputs go to `log`."""
        with log.open("wb") as output:
            process = _popen(self.inside(*command), output)
        self._processes.append(process)
        return process

    def run(self, *command: str, timeout: float = 30) -> str:
        return run(*self.inside(*command), timeout=timeout)


class Host(Place):
    """A namespace of its own. Close it, and it is gone with its programs."""

    def __init__(self) -> None:
        super().__init__(f"interop-{os.getpid()}-{next(_numbers)}")
        run("ip", "netns", "add", self.name)
        self.ip("link", "set", "lo", "up")

    def close(self) -> None:
        self.end()
        run("ip", "netns", "delete", self.name)


class Wire(Host):
    """A host with a bridge that others join; `addresses` (with prefix lengths) are the bridge's."""

    def __init__(self, *addresses: str) -> None:
        super().__init__()
        self._hosts: list[Host] = []
        self._taps = 0
        self.ip("link", "add", BRIDGE, "type", "bridge")
        self.ip("link", "set", BRIDGE, "up")
        for address in addresses:
            self.ip("address", "add", address, "dev", BRIDGE)

    def close(self) -> None:
        for host in self._hosts:
            host.close()
        super().close()

    def add_host(self, address: str) -> Host:
        """One more host on the wire, with `address` (and its prefix length) on its card eth0."""
        host = Host()
        self._hosts.append(host)
        port = f"port{len(self._hosts)}"
        self.ip("link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", host.name)
        self.ip("link", "set", port, "master", BRIDGE, "up")
        host.ip("address", "add", address, "dev", "eth0")
        host.ip("link", "set", "eth0", "up")
        return host

    def add_tap(self) -> str:
        """The name of a new TAP device on the bridge."""
        tap = f"tap{self._taps}"
        self._taps += 1
        self.ip("tuntap", "add", "dev", tap, "mode", "tap")
        self.ip("link", "set", tap, "master", BRIDGE, "up")
        return tap


def run(*command: str, timeout: float = 30) -> str:
    """What `command` printed. A failure is an AssertionError with its words."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)
    assert done.returncode == 0, f"{' '.join(command)}: {done.stdout}{done.stderr}"
    return done.stdout


def _popen(command: Sequence[str], output: IO[bytes]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
    )
