"""A PC with a tunnel, the router, and a server on the router's other network."""

from __future__ import annotations

import time
from pathlib import Path

from tests.interop import router
from tests.interop.network import Host, Wire

OUTSIDE, SERVER, PC = "192.0.2.2", "192.0.2.9", "10.200.20.50"
TUNNEL_SECONDS, START_SECONDS = 30, 10


class World:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.site = Wire(f"{router.ADDRESS}/24")
        self.server = Host()
        self.pc = self.site.add_host(f"{PC}/24")
        there = ("peer", "name", "eth0", "netns", self.server.name)
        self.site.ip("link", "add", "out0", "type", "veth", *there)
        self.site.ip("address", "add", f"{OUTSIDE}/24", "dev", "out0")
        self.site.ip("link", "set", "out0", "up")
        self.server.ip("address", "add", f"{SERVER}/24", "dev", "eth0")
        self.server.ip("link", "set", "eth0", "up")

    def close(self) -> None:
        for host in (self.server, self.site):
            host.close()

    def serve(self, configuration: str, *options: str) -> None:
        self.router = router.serve(self.site, self.folder / "router", configuration, *options)

    def dial(self, *options: str) -> None:
        self.dial_from(self.pc, *options)

    def dial_from(self, pc: Host, *options: str) -> None:
        """A call that lasts as long as the host."""
        secret, log = self.folder / "password", self.folder / "dial.log"
        secret.write_text("admin\n")
        command = (*router.VPDN, "dial", router.ADDRESS, "--user", "tac")
        pc.spawn(*command, "--password-file", str(secret), *options, log=log)
        deadline = time.monotonic() + TUNNEL_SECONDS
        while "Connected" not in log.read_text():
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
