"""A user's rate limits from FreeRADIUS: as lines of IOS and as WISPr's rates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.interop import freeradius, router
from tests.interop.network import Host, Wire

PINGS = 20
POOL = "ip dhcp pool P\n network 172.16.10.0 255.255.255.0\n domain-name cisco.com\n"
"""The PC's question by DHCP is answered, and over, before anything is counted."""
LIMIT = "rate-limit output 64000 12000 24000 conform-action transmit exceed-action drop"
REPLY = f"""\
    Service-Type = Framed-User,
    Framed-Protocol = PPP,
    WISPr-Bandwidth-Max-Up = 16000,
    WISPr-Bandwidth-Max-Down = 9000,
    Cisco-AVPair += "lcp:interface-config#1={LIMIT}",
    Cisco-AVPair += "lcp:interface-config#2=rate-limit inptu 8000"
"""


@pytest.fixture
def wire() -> Iterator[Wire]:
    made = Wire(f"{router.ADDRESS}/24")
    yield made
    made.close()


def test_a_users_limits_hold_for_his_call_and_a_wrong_line_is_logged(
    wire: Wire, tmp_path: Path
) -> None:
    ias, pc = wire.add_host("10.200.20.245/24"), wire.add_host("10.200.20.47/24")
    freeradius.start(ias, tmp_path / "ias", {"tac": "admin"}, reply=REPLY)
    text = router.configuration("v2-128", "radius")
    angela = router.serve(wire, tmp_path / "router", text + POOL)
    dial(pc, tmp_path)
    before = passed(angela)
    pinged = f"ping -q -c{PINGS} -i0.01 -W1 -s1000 {router.LOOPBACK}".split()
    said = pc.run("sh", "-c", f"{' '.join(pinged)} || true")
    shown = angela.console("show interfaces rate-limit")
    rates = re.findall(r"params:  (\d+) bps, (\d+) limit, (\d+) extended", shown)
    assert rates == [("16000", "3000", "6000"), ("64000", "12000", "24000")]
    answered = passed(angela) - before
    assert f"{PINGS} packets transmitted, {answered} received" in said
    assert 2 <= answered < PINGS / 2
    mine = angela.console("show interfaces virtual-access 1 configuration")
    assert f" {LIMIT}\n" in mine
    assert " rate-limit input 16000 3000 6000 conform-action transmit exceed-action drop\n" in mine
    refused = "% Invalid input detected at '^' marker.: rate-limit inptu 8000"
    assert f"%VPDN-4-INTERFACE: Virtual-Access1, user tac: {refused}" in angela.log.read_text()


def passed(angela: router.Router) -> int:
    """Packets of the caller's that were within the limit."""
    shown = angela.console("show interfaces rate-limit")
    return int(re.findall(r"conformed (\d+) packets", shown)[0])


def dial(pc: Host, folder: Path) -> None:
    secret, log = folder / "password", folder / "dial.log"
    secret.write_text("admin\n")
    options = ("--user", "tac", "--password-file", str(secret), "--split-tunnel")
    pc.spawn(*router.VPDN, "dial", router.ADDRESS, *options, log=log)
    pc.run("sh", "-c", f"until grep -q '^The server says' {log}; do sleep 0.05; done")
