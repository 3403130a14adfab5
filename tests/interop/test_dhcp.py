"""DHCPINFORM with programs nobody here wrote, at either end: dnsmasq behind pptpd tells our client,
and strangers ask our router over pppd's link.

No DHCP client of Debian's asks by DHCPINFORM over a PPP device: busybox' and ISC's know no such
question, and dhcpcd takes no device but an Ethernet and a TUN (`tests/labs/test_split_tunnel.py`).
dhcping does ask so; it is told what it wants to know, the mask.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.interop import pppd, router
from tests.interop.guest import Guest
from tests.interop.network import Wire

GUEST, PC = "10.200.20.50", "10.200.20.60"
LOCAL = "172.16.10.1"
SECONDS = 20
POOL = """
ip dhcp pool CALLERS
 network 172.16.10.0 255.255.255.0
 vpdn route 10.44.0.0 255.255.0.0
"""
DNSMASQ = """
port=0
user=root
interface=ppp*
except-interface=lo
bind-dynamic
dhcp-range=172.16.10.0,static
dhcp-option=option:domain-name,cisco.com
dhcp-option=option:dns-server,10.44.0.53
dhcp-option=option:classless-static-route,10.44.0.0/16,172.16.10.100,192.168.77.0/24,172.16.10.100
dhcp-option=249,10.44.0.0/16,172.16.10.100
dhcp-leasefile=/run/leases
pid-file=/run/dnsmasq.pid
log-dhcp
log-facility=/run/dnsmasq.log
"""
"""As users of pptpd have it, but that 249 tells less than 121, which goes before it."""


@pytest.fixture(scope="module")
def segment() -> Iterator[Wire]:
    made = Wire(f"{router.ADDRESS}/24")
    yield made
    made.close()


@pytest.fixture(scope="module")
def guest(segment: Wire, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guest]:
    """One for both tests, the PC of the first and the server of the second."""
    booting = Guest(segment, f"{GUEST}/24", tmp_path_factory.mktemp("guest"))
    try:
        booting.boot()
        yield booting
    finally:
        booting.close()


def test_a_stranger_is_told_over_pppd_s_link_and_gets_no_lease(
    segment: Wire, guest: Guest, tmp_path: Path
) -> None:
    text = router.configuration("v2-128") + POOL
    angela = router.serve(
        segment, tmp_path / "angela", text, "--debug", "ip dhcp server packet",
        "--debug", "ip dhcp server events",
    )  # fmt: skip
    call = pppd.dial(guest, router.ADDRESS, "tac", "admin", "require-mppe-128")
    assert str(call.local) == LOCAL, call.log

    whom = f"-c {LOCAL} -s {router.LOOPBACK} -h 00:53:45:00:00:00"
    told = guest.run(f"dhcping -V -i {whom}")
    assert told, told.output
    _, _, answer = told.output.partition(f"Got answer from: {router.LOOPBACK}\n")
    assert f"ciaddr: {LOCAL}\nyiaddr: 0.0.0.0\n" in answer
    assert "DHCP message type: 5 (DHCPACK)" in answer
    assert f"Server identifier: {router.LOOPBACK}" in answer
    assert "Subnet mask: 255.255.255.0" in answer

    leased = guest.run(f"dhcping -r -t 1 {whom}")
    assert (leased.status, leased.output) == (1, "no answer\n")
    said = re.sub(r"^\S+: ", "", angela.log.read_text(), flags=re.MULTILINE)
    assert "DHCPD: DHCPINFORM received from client 0053.4500.0000 (172.16.10.1).\n" in said
    assert "DHCPD: 172.16.10.1 is told by pool CALLERS.\n" in said
    assert "DHCPD: DHCPREQUEST received from client" in said
    assert "no lease is given to a caller" in said
    assert "Connection terminated" in pppd.hang_up(guest)


def test_dnsmasq_behind_pptpd_gives_our_client_its_routes(
    segment: Wire, guest: Guest, tmp_path: Path
) -> None:
    demands = "name angela\nrequire-mschap-v2\nrequire-mppe-128"
    pppd.serve_pptpd(guest, router.LOOPBACK, "172.16.10.1-10", "tac * admin *", demands)
    settings = tmp_path / "dnsmasq.conf"
    settings.write_text(DNSMASQ)
    assert guest.run(f"dnsmasq --conf-file={settings}")

    pc = segment.add_host(f"{PC}/24")
    secret, log = tmp_path / "password", tmp_path / "dial.log"
    secret.write_text("admin\n")
    options = ("--user", "tac", "--password-file", str(secret), "--split-tunnel")
    dialling = pc.spawn(*router.VPDN, "dial", GUEST, *options, log=log)
    router.await_ready(dialling, log, lambda: "The server says" in log.read_text())
    told = "domain cisco.com, DNS 10.44.0.53, routes 10.44.0.0/16 192.168.77.0/24."
    assert f"The server says: {told}\n" in log.read_text()
    for inside in ("10.44.0.9", "192.168.77.9"):
        assert "dev vpn0" in pc.run("ip", "route", "get", inside)

    theirs = guest.run("cat /run/dnsmasq.log").output
    assert f"DHCPINFORM(ppp0) {LOCAL} 00:53:45:00:00:00" in theirs
    assert "vendor class: MSFT 5.0" in theirs
    assert f"DHCPACK(ppp0) {LOCAL}" in theirs
    dialling.terminate()
    assert dialling.wait(SECONDS) == 0, log.read_text()
    assert "vpn0" not in pc.run("ip", "route")
