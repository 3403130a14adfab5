"""The network of `vpdn lab`, with a guest in its PC's place: a lab's router meets a real pppd.

One network and one guest serve every lab, since labs differ in their parts' files and in the faults
of the PC's line. Only what costs time is left out: the line's delay, and its lost first request.
"""

from __future__ import annotations

import os
from asyncio import to_thread
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from ipaddress import IPv4Interface
from pathlib import Path

from tests.interop.guest import Guest
from tests.interop.network import Place
from vpdn.lab.builder import Network
from vpdn.lab.play import Screen, running
from vpdn.lab.topology import LineSpec, PartSpec, Step, Topology, find, load
from vpdn.net.faults import Faults, FaultSettings

ROUTER = "10.200.20.2"
PC = "192.168.1.47"
DESK = "192.168.1.48"
WIDEST = "pool-exhausted"
"""The lab with every node that one has."""
LINE = "modem"
SOUND = FaultSettings()
SOCKETS = "/run/vpdn/"
SYN_RETRIES = "sysctl -qw net.ipv4.tcp_syn_retries=1"


class Desk(Place):
    """The node of the lab's PC: passes on what is for the guest."""

    def add_tap(self) -> str:
        self.ip("tuntap", "add", "dev", "tap0", "mode", "tap")
        self.ip("link", "set", "tap0", "up")
        self.ip("route", "add", PC, "dev", "tap0")
        return "tap0"


class Heard(Screen):
    """Keeps the lines of each part."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, list[str]] = {}

    def show(self, spec: PartSpec, line: str) -> None:
        super().show(spec, line)
        self.lines.setdefault(spec.name, []).append(line)


class Site:
    """Make it inside a running event loop, which carries its lines: whatever waits for the guest
    has to wait in a thread. Boot it, and close it always."""

    def __init__(self, folder: Path) -> None:
        """`folder` takes what the guest's kernel keeps."""
        self._network = Network(_with_a_desk(load(find(WIDEST))), f"interop-{os.getpid()}-lab-")
        self.guest = Guest(Desk(self._network.namespace("pc")), f"{PC}/24", folder)

    async def boot(self) -> None:
        await to_thread(self.guest.boot)
        onlink = f"ip route add {DESK} dev vec0 && ip route add default via {DESK}"
        assert await to_thread(self.guest.run, f"{onlink} && {SYN_RETRIES}")

    def close(self) -> None:
        self.guest.close()
        self._network.close()

    def place(self, node: str) -> Place:
        """Where programs of a test's own may run."""
        return Place(self._network.namespace(node))

    @asynccontextmanager
    async def playing(self, lab: Topology, folder: Path) -> AsyncIterator[Heard]:
        """The lab's parts run, but for the last one that dials, and its line is as bad as it says;
        gives what they say. Their sockets and files are in `folder`."""
        parts = tuple(_moved(part, folder) for part in _without_the_last_to_dial(lab.parts))
        heard = Heard()
        async with running(replace(lab, parts=parts), self._network, folder, heard):
            self.become(lab.lines[LINE])
            try:
                yield heard
            finally:
                self._network.lines[LINE].become(Faults(SOUND), Faults(SOUND))

    def become(self, line: LineSpec | Step) -> None:
        """The PC's line gets these faults."""
        there, back = (replace(way, delay=0.0, lose=()) for way in (line.there, line.back))
        self._network.lines[LINE].become(Faults(there), Faults(back))


def _with_a_desk(lab: Topology) -> Topology:
    """The guest has the PC's address, so its node has another one."""
    desk = replace(
        lab.nodes["pc"], interfaces={LINE: (IPv4Interface(f"{DESK}/24"),)}, forwarding=True
    )
    sound = {name: replace(line, there=SOUND, back=SOUND) for name, line in lab.lines.items()}
    return replace(lab, nodes={**lab.nodes, "pc": desk}, lines=sound)


def _without_the_last_to_dial(parts: tuple[PartSpec, ...]) -> list[PartSpec]:
    last = [part for part in parts if part.run[0] == "dial"][-1]
    return [part for part in parts if part is not last]


def _moved(part: PartSpec, folder: Path) -> PartSpec:
    """Its sockets where they meet no others, and its node not the guest's."""
    words = tuple(word.replace(SOCKETS, f"{folder}/") for word in part.run)
    ready = part.ready.replace(SOCKETS, f"{folder}/")
    node = "pc2" if part.node == "pc" else part.node
    return replace(part, run=words, ready=ready, node=node)
