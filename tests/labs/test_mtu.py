"""Packets that are larger than a call takes, both ways: cut where they may be, else answered.

The kernel does it, by the MTU of the route to the caller; what gets past that the data path drops
and counts.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.interop import router
from tests.interop.network import Host
from tests.labs.behind import OUTSIDE, SERVER, World

TIERS = {
    "python": ("--datapath", "python"),
    "native": ("--datapath", "native"),
    "2-workers": ("--datapath", "native", "--workers", "2"),
}
ETHERNET = f"interface Ethernet0/1\n ip address {OUTSIDE} 255.255.255.0\n"
CALLER = "172.16.10.1"
OTHER = "10.200.20.51/24"
HEADERS = 28
PIECES = 10
HEARS = """
import socket, sys
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as it:
    it.settimeout(10)
    it.bind(("", 7007))
    print("hears", flush=True)
    print(*(len(it.recv(65535)) for _ in range(int(sys.argv[1]))))
"""
SENDS = """
import socket, sys
UDP_SEGMENT, IP_MTU_DISCOVER, IP_MTU = 103, 10, 14
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as it:
    it.setsockopt(socket.IPPROTO_UDP, UDP_SEGMENT, 1472)
    it.setsockopt(socket.IPPROTO_IP, IP_MTU_DISCOVER, int(sys.argv[3]))
    it.connect((sys.argv[1], 7007))
    it.send(bytes(1472 * int(sys.argv[2])))
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()
    print(it.getsockopt(socket.IPPROTO_IP, IP_MTU))
"""


@pytest.fixture(scope="module", params=TIERS.values(), ids=[*TIERS])
def world(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """The PC asks for packets of 1400 octets, of which MPPE takes four."""
    made = World(tmp_path_factory.mktemp("world"))
    try:
        made.server.ip("route", "add", "172.16.10.0/24", "via", OUTSIDE)
        made.serve(router.configuration("v2-128") + ETHERNET, *request.param)
        made.dial("--mtu", "1400")
        yield made
    finally:
        made.close()


def ways(world: World) -> list[tuple[Host, str]]:
    """Who sends, and to whom: to the caller from beyond the router and from itself, and back."""
    return [(world.server, CALLER), (world.site, CALLER), (world.pc, SERVER)]


def pinged(host: Host, target: str, octets: int, fragment: str) -> str:
    """What ping said. What has been learned of paths before is forgotten."""
    host.ip("route", "flush", "cache")
    options = ("-c2", "-i0.2", "-W2", "-M", fragment, "-s", str(octets - HEADERS))
    done = subprocess.run(
        host.inside("ping", *options, target), capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def refused_by_the_data_path(world: World) -> int:
    """Packets of all calls."""
    shown = world.router.console("show interfaces")
    calls = re.findall(
        r"^Virtual-Access.*?Total output drops: (\d+)", shown, re.MULTILINE | re.DOTALL
    )
    assert calls
    return sum(map(int, calls))


def test_a_packet_that_may_be_cut_arrives_whole(world: World) -> None:
    for host, target in ways(world):
        said = pinged(host, target, 1500, "dont")
        assert "2 received" in said, said
    assert refused_by_the_data_path(world) == 0


def test_who_sends_one_that_may_not_is_told_what_fits(world: World) -> None:
    told = [pinged(host, target, 1500, "do") for host, target in ways(world)]
    assert f"From {OUTSIDE} icmp_seq=1 Frag needed and DF set (mtu = 1396)" in told[0]
    assert "message too long, mtu=1396" in told[1]
    assert "message too long, mtu=1400" in told[2]
    for host, target in ways(world):
        said = pinged(host, target, 1396, "do")
        assert "2 received" in said, said
    assert refused_by_the_data_path(world) == 0


DONT, DO = 0, 2
"""Of IP_MTU_DISCOVER (ip(7)): may the packets be cut?"""


def send_together(world: World, discover: int) -> int:
    """UDP that the server's kernel leaves in one piece, of ten packets too large for the call: the
    MTU of the way as the server knows it then."""
    world.server.ip("route", "flush", "cache")
    command = (sys.executable, "-c", SENDS, CALLER, str(PIECES), str(discover))
    return int(world.server.run(*command))


def test_packets_that_come_in_one_piece_are_cut_each_or_answered(world: World) -> None:
    command = world.pc.inside(sys.executable, "-c", HEARS, str(PIECES))
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as hearing:
        assert hearing.stdout is not None
        assert hearing.stdout.readline() == "hears\n"
        assert send_together(world, DO) == 1396
        assert send_together(world, DONT) == 1500
        assert hearing.stdout.read().split() == ["1472"] * PIECES
    assert refused_by_the_data_path(world) == 0


@pytest.mark.parametrize("world", [TIERS["native"]], ids=["native"], indirect=True)
@pytest.mark.parametrize(
    ("line", "down", "up"), [("mtu 900", 900, 896), ("ip mtu 1000", 1000, 1400)], ids=str
)
def test_what_the_template_says_holds_from_the_next_call_on(
    world: World, line: str, down: int, up: int
) -> None:
    """`mtu` is for both ways, `ip mtu` for packets to the caller."""
    template, pc = ("configure terminal", "interface Virtual-Template1"), world.site.add_host(OTHER)
    world.router.console(*template, line)
    world.dial_from(pc, "--mtu", "1400")
    world.router.console(*template, f"no {line}")
    address = pc.run("ip", "-4", "-o", "address", "show", "vpn0").split()[3].partition("/")[0]
    for host, target, fits in ((world.server, address, down), (pc, SERVER, up)):
        said = pinged(host, target, 1500, "do")
        assert re.search(rf"mtu ?= ?{fits}\b", said), said
        for octets, fragment in ((1500, "dont"), (fits, "do")):
            said = pinged(host, target, octets, fragment)
            assert "2 received" in said, said
    assert refused_by_the_data_path(world) == 0
