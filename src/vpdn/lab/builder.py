"""Builds a lab's network: a namespace a node, a bridge a LAN, and its lines; and removes it.

Every node has IPv4 only, so that nothing but what is drawn is on the wires. Needs to be root, or
the root of an isolated program (`net.isolation`).
"""

from __future__ import annotations

import os
import time
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from vpdn.errors import ConfigError
from vpdn.lab.topology import Lan, LineSpec, Node, Topology, plug
from vpdn.net import namespaces
from vpdn.net.faults import Faults
from vpdn.net.line import Line
from vpdn.net.netlink import LOOPBACK, Netlink
from vpdn.net.tun import Tun

BRIDGE = "bridge"
LONGEST_CARRIER = 5.0
"""Seconds that a switch may take to forward."""


class Network:
    """A built topology. Make it inside a running event loop, which carries its lines, and close
    it or use it as a context manager. `prefix` begins the names of its namespaces. Raises
    ConfigError, and leaves nothing behind then."""

    def __init__(self, topology: Topology, prefix: str = "") -> None:
        self._prefix = prefix
        with ExitStack() as stack:
            self._stack = stack
            for name in topology.nodes:
                self._make_namespace(self.namespace(name))
            for name, lan in topology.lans.items():
                self._make_lan(self._switch(name), lan)
            self.lines = {name: self._make_line(line) for name, line in topology.lines.items()}
            for name, node in topology.nodes.items():
                with namespaces.inside(self.namespace(name)):
                    _configure(node)
            for name in topology.lans:
                _until_forwarding(self._switch(name))
            self._stack = stack.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._stack.close()

    def namespace(self, node: str) -> str:
        """The name of a node's namespace."""
        return self._prefix + node

    def _switch(self, lan: str) -> str:
        """The name of the namespace that a LAN's bridge is in."""
        return f"{self._prefix}lan-{lan}"

    def _make_namespace(self, name: str) -> None:
        namespaces.create(name)
        self._stack.callback(namespaces.remove, name)
        with namespaces.inside(name), Netlink() as netlink:
            for scope in ("all", "default"):
                namespaces.set_sysctl(f"net.ipv6.conf.{scope}.disable_ipv6", "1")
            netlink.set_up(LOOPBACK)

    def _make_lan(self, switch: str, lan: Lan) -> None:
        self._make_namespace(switch)
        with namespaces.inside(switch), Netlink() as netlink:
            netlink.add_bridge(BRIDGE)
            netlink.set_up(BRIDGE)
            for number, port in enumerate(lan.ports):
                node, device = plug(port)
                far = os.open(namespaces.path(self.namespace(node)), os.O_RDONLY | os.O_CLOEXEC)
                try:
                    netlink.add_veth(f"port{number}", device, peer_namespace=far)
                finally:
                    os.close(far)
                netlink.attach(f"port{number}", BRIDGE)
                netlink.set_up(f"port{number}")

    def _make_line(self, line: LineSpec) -> Line:
        ends = []
        for end in (line.near, line.far):
            node, device = plug(end)
            with namespaces.inside(self.namespace(node)):
                ends.append(Tun(device))
        made = Line(ends[0], ends[1], Faults(line.there), Faults(line.back))
        self._stack.callback(made.close)
        return made


def _until_forwarding(switch: str) -> None:
    """The kernel looks at carriers that have changed once a second: until then a bridge drops what
    comes to the port, and the first question of ARP is asked again after a second."""
    deadline = time.monotonic() + LONGEST_CARRIER
    with namespaces.inside(switch), Netlink() as netlink:
        while not all(one.running for one in netlink.devices().values() if one.name != LOOPBACK):
            if time.monotonic() > deadline:
                raise ConfigError(f"the switch {switch} does not come up")
            time.sleep(0.005)


def _configure(node: Node) -> None:
    namespaces.set_sysctl("net.ipv4.ip_forward", "1" if node.forwarding else "0")
    with Netlink() as netlink:
        for device, addresses in node.interfaces.items():
            netlink.set_up(device)
            for address in addresses:
                netlink.add_address(device, address)
        for network, gateway in node.routes.items():
            netlink.add_route(network, via=gateway)
