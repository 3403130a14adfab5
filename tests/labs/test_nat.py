"""A caller reaches a server beyond the router that knows no way back to the pool."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.interop import router
from tests.interop.network import Host
from tests.labs.behind import OUTSIDE, SERVER, START_SECONDS, World

PORT = 7007
NAT = """
interface Ethernet0/1
 ip address 192.0.2.2 255.255.255.0
 ip nat outside
interface Virtual-Template1
 ip nat inside
access-list 1 deny 172.16.10.9
access-list 1 permit 172.16.10.0 0.0.0.255
"""
SHARED = "ip nat inside source list 1 interface Ethernet0/1 overload\n"
OTHERS = """\
ip nat pool P 192.0.2.20 192.0.2.23 netmask 255.255.255.0
ip nat inside source list 1 pool P overload
ip nat inside source static tcp 172.16.10.1 7008 192.0.2.30 80
"""
TELLS_WHO_CALLS = """
import socket, sys
listener = socket.create_server(("", int(sys.argv[1])))
while True:
    caller, address = listener.accept()
    caller.sendall(address[0].encode())
    caller.close()
"""
CALLS = """
import socket, sys
with socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=2) as it:
    print(it.recv(99).decode())
"""


class Place(World):
    def listen(self, host: Host, port: int) -> None:
        """Tell whoever calls this port what address he has."""
        log = self.folder / f"port{port}.log"
        host.spawn(sys.executable, "-c", TELLS_WHO_CALLS, str(port), log=log)
        deadline = time.monotonic() + START_SECONDS
        while not host.run("ss", "-Hltn", f"sport = {port}"):
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.02)

    def table(self) -> str:
        return self.site.run("nft", "list", "tables")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path)
    try:
        made.listen(made.server, PORT)
        yield made
    finally:
        made.close()


def rows(shown: str) -> list[list[str]]:
    """The entries of `show ip nat translations`, in words."""
    found = (line.split() for line in shown.splitlines())
    return sorted(words for words in found if words and words[0] in ("icmp", "tcp", "udp"))


def configured(*lines: str) -> tuple[str, ...]:
    return ("configure terminal", *lines, "end")


def seen(host: Host, address: str = SERVER, port: int = PORT) -> str:
    """The address that a host has for those who listen there."""
    return host.run(sys.executable, "-c", CALLS, address, str(port)).strip()


def is_reached(host: Host) -> bool:
    """Whether the server answers; it does when it is asked by the router's address."""
    try:
        return seen(host) == OUTSIDE
    except AssertionError:
        return False


def test_callers_are_seen_with_the_routers_address_until_they_are_not(world: Place) -> None:
    world.serve(router.configuration("v2-128") + NAT + SHARED)
    world.dial()
    world.pc.run("ping", "-c", "1", "-W", "2", SERVER)
    assert is_reached(world.pc)
    shown = world.router.console("show ip nat translations", "show ip nat statistics")
    icmp, tcp = rows(shown)
    assert icmp[0] == "icmp"
    assert tcp == ["tcp", tcp[1], tcp[2], f"{SERVER}:{PORT}", f"{SERVER}:{PORT}"]
    assert re.fullmatch(rf"{OUTSIDE}:\d+ 172\.16\.10\.1:\d+", " ".join(tcp[1:3]))
    assert "Total active translations: 2 (0 static, 2 dynamic; 2 extended)" in shown
    counted = re.search(r"Hits: (\d+)  Misses: 2\n", shown)
    assert counted is not None
    assert int(counted[1]) > 5, "the other packets of both"

    clear = ("clear ip nat translation *", "show ip nat translations")
    other = configured("no access-list 1", "access-list 1 permit 172.16.10.9")
    assert rows(world.router.console(*clear, *other)) == []
    assert not is_reached(world.pc)
    world.router.console(*configured("access-list 1 permit any"))
    assert is_reached(world.pc)
    last = configured(f"no {SHARED}")
    assert "Misses: 3\n" in world.router.console("show ip nat statistics", *last)
    assert world.table() == ""
    assert not is_reached(world.pc)


def test_pools_and_static_entries_work_and_nothing_is_left_of_them(world: Place) -> None:
    world.serve(router.configuration("v2-128") + NAT + OTHERS)
    world.dial()
    assert seen(world.pc) in {f"192.0.2.{last}" for last in range(20, 24)}
    world.listen(world.pc, 7008)
    assert seen(world.server, "192.0.2.30", 80) == SERVER
    shown = world.router.console("show ip nat translations", "show ip nat statistics")
    static = ["tcp", "192.0.2.30:80", "172.16.10.1:7008"]
    assert [*static, "---", "---"] in rows(shown)
    assert static in [row[:3] for row in rows(shown) if row[3].startswith(f"{SERVER}:")]
    assert "allocated 1 (25%)" in shown
    assert world.table() == "table ip vpdn\n"
    world.router.process.terminate()
    assert world.router.process.wait(START_SECONDS) == 0
    assert world.table() == ""
    assert "192.0.2.30" not in world.site.run("ip", "address")
