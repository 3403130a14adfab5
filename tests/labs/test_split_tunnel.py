"""How a PC does not lose the Internet with its call: the router tells its routes by DHCP, on every
data path and to strangers. How it does lose it, and a route told by hand, are labs."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.interop import router
from tests.interop.network import Wire

GATEWAY, PC = "10.200.20.250", "10.200.20.50"
INTERNET, INTRANET = "198.51.100.9", "10.44.0.9"
SECONDS = 30
COUNTED = re.compile(r"^(\S.*?) +(\d+)$", re.MULTILINE)
POOL = """
ip dhcp pool CALLERS
 network 172.16.10.0 255.255.255.0
 dns-server 10.44.0.53
 domain-name cisco.com
 vpdn route 10.44.0.0 255.255.0.0
"""


TOO_MUCH = """\
 vpdn route 10.200.0.0 255.255.0.0
 vpdn route 10.200.20.16 255.255.255.240
 vpdn route 0.0.0.0 0.0.0.0
"""
"""What holds the router's own address, a part of the PC's own network, and everything."""
KEPT = ("--dns", "--kill-switch", "--redial", "9", "--redial-if-dropped")
NAMED = r"(Names are asked of|neither resolvectl nor resolvconf took) 10\.44\.0\.53"
"""What a PC says last: it has done, or tried, all that it was told."""


class World:
    """A PC, its gateway with the Internet behind it, and the router with an intranet."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.call: subprocess.Popen[bytes]
        self.site = Wire(f"{router.ADDRESS}/24")
        self.gateway = self.site.add_host(f"{GATEWAY}/24")
        self.pc = self.site.add_host(f"{PC}/24")
        self.gateway.ip("address", "add", f"{INTERNET}/32", "dev", "lo")
        self.site.ip("address", "add", f"{INTRANET}/32", "dev", "lo")
        self.pc.ip("route", "add", "default", "via", GATEWAY)

    def serve(self, more: str, *options: str) -> None:
        text = router.configuration("v2-128") + more
        self.router = router.serve(self.site, self._folder / "router", text, *options)

    def dial(self, *options: str, until: str = r"^Connected\.") -> subprocess.Popen[bytes]:
        """The PC's call, once it has said something."""
        secret, self.log = self._folder / "password", self._folder / "dial.log"
        secret.write_text("admin\n")
        command = (
            *router.VPDN,
            "dial",
            router.ADDRESS,
            "--user",
            "tac",
            "--encryption",
            "optional",
        )
        process = self.pc.spawn(*command, "--password-file", str(secret), *options, log=self.log)
        deadline = time.monotonic() + SECONDS
        while not re.search(until, self.log.read_text(), re.MULTILINE):
            assert process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.05)
        return process

    def way(self, address: str) -> str:
        return self.pc.run("ip", "route", "get", address)

    def ping(self, address: str) -> None:
        self.pc.run("ping", "-c", "1", "-W", "2", address)

    def statistics(self) -> dict[str, int]:
        shown = self.router.console("show ip dhcp server statistics")
        return {name: int(count) for name, count in COUNTED.findall(shown)}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    try:
        yield made
    finally:
        made.site.close()


@pytest.mark.parametrize("options", [("--datapath", "python"), ("--workers", "2")])
def test_the_routes_that_the_server_tells_keep_it(world: World, options: tuple[str, ...]) -> None:
    world.serve(POOL, *options)
    call = world.dial("--split-tunnel", until="^The server says")
    said = "domain cisco.com, DNS 10.44.0.53, routes 10.44.0.0/16."
    assert f"The server says: {said}" in world.log.read_text()
    world.ping(INTERNET)
    world.ping(INTRANET)
    assert "dev eth0" in world.way(INTERNET)
    assert "dev vpn0" in world.way(INTRANET)
    counted = world.statistics()
    assert (counted["DHCPINFORM"], counted["DHCPACK"], counted["Dropped messages"]) == (1, 1, 0)
    call.terminate()
    call.wait(SECONDS)
    assert "dev eth0" in world.way(INTRANET)


@pytest.fixture(scope="module")
def called(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A router that tells more than is good for a PC, and one that has been told, with its kill
    switch on."""
    made = World(tmp_path_factory.mktemp("world"))
    try:
        made.serve(POOL + TOO_MUCH)
        made.call = made.dial("--split-tunnel", *KEPT, until=NAMED)
        yield made
    finally:
        made.site.close()


def test_what_is_too_much_is_not_taken_and_the_call_stands(called: World) -> None:
    said = called.log.read_text()
    assert "routes 10.44.0.0/16 10.200.0.0/16. Not taken: 10.200.20.16/28 0.0.0.0/0.\n" in said
    assert "dev vpn0" in called.way("10.200.99.1")
    for outside in (router.ADDRESS, GATEWAY, "10.200.20.17", INTERNET):
        assert "dev eth0" in called.way(outside)
    called.ping(INTRANET)


DHCPCD = """
PATH=$PATH:/usr/sbin:/sbin
mount -t tmpfs run /run && mount -t tmpfs lib /var/lib/dhcpcd
printf '#!/bin/sh\nset > /run/told.$reason\n' > /run/hook && chmod +x /run/hook
dhcpcd --oneshot --nobackground --ipv4only --nodev --config /dev/null \
    --timeout 10 --script /run/hook \
    --option domain_name,domain_name_servers,classless_static_routes,ms_classless_static_routes \
    --inform=172.16.10.1/32 vpn0 && grep new_ /run/told.INFORM
"""
"""In a mount namespace, since it keeps files."""


def test_dhcpcd_is_told_by_inform_and_takes_the_routes(called: World) -> None:
    told = called.pc.run("unshare", "--mount", "sh", "-c", DHCPCD)
    for line in (
        "new_dhcp_server_identifier='172.16.10.100'",
        "new_ip_address='172.16.10.1'",
        "new_subnet_mask='255.255.255.0'",
        "new_domain_name='cisco.com'",
        "new_domain_name_servers='10.44.0.53'",
        "new_classless_static_routes='10.44.0.0/16 172.16.10.100 10.200.0.0/16 172.16.10.100",
        "new_ms_classless_static_routes='10.44.0.0/16 172.16.10.100 10.200.0.0/16 172.16.10.100",
    ):
        assert f"\n{line}" in f"\n{told}"
    routes = called.pc.run("ip", "route", "show", "proto", "dhcp")
    assert "10.44.0.0/16 via 172.16.10.100 dev vpn0 src 172.16.10.1" in routes


DISCOVERS = """
import socket, sys
sys.path.insert(0, sys.argv[1])
from ipaddress import IPv4Address
from vpdn.wire.dhcp import Message
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
s.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"vpn0")
s.bind(("", 68))
s.settimeout(1)
for octets in (
    Message(1, 7, ((53, b"\\1"),)).encode(),
    Message(1, 7, ((53, b"\\x08"),), IPv4Address("172.16.10.77")).encode(),
    b"junk",
):
    s.sendto(octets, ("255.255.255.255", 67))
try:
    print(s.recv(2000))
except TimeoutError:
    print("nothing")
"""


def test_nobody_gets_a_lease_nor_an_answer_for_another(called: World) -> None:
    before = called.statistics()
    program = (router.VPDN[0], "-c", DISCOVERS, str(router.ROOT / "src"))
    assert called.pc.run(*program) == "nothing\n"
    after = called.statistics()
    rows = ("DHCPDISCOVER", "DHCPINFORM", "Malformed messages", "Dropped messages", "DHCPACK")
    assert [after[row] - before[row] for row in rows] == [1, 1, 1, 2, 0]


def test_what_the_server_told_goes_no_other_way_while_it_is_dialled_again(called: World) -> None:
    called.router.process.kill()
    router.await_ready(called.call, called.log, lambda: "Redialing" in called.log.read_text())
    for inside in (INTRANET, "172.16.99.1"):
        with pytest.raises(AssertionError, match="No route to host"):
            called.way(inside)
    assert "dev eth0" in called.way(INTERNET)
    called.call.terminate()
    called.call.wait(SECONDS)
    assert "dev eth0" in called.way(INTRANET)
