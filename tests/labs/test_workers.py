"""A router whose packets two threads carry, as an operator runs it: one busy call, and many."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.interop import pppd, router
from tests.interop.network import Host, Wire
from tests.labs.exchange import Exchange

PC = "10.200.20.50/24"
OCTETS = 20_000_000
CALLS = 10
WORKERS = 2
PATIENCE = 20


@dataclass(frozen=True, slots=True)
class Site:
    """A router with two workers, and the host of the PCs."""

    angela: router.Router
    pc: Host
    folder: Path

    def calls(self) -> list[int]:
        """How many each has: a call is that of its Call ID's rest."""
        control = ("--control", str(self.angela.control), "--json", "-c", "show vpdn")
        shown = self.angela.host.run(*router.VPDN, "console", *control)
        found = re.findall(r'"call_id": (\d+)', shown)
        return [sum(int(each) % WORKERS == number for each in found) for number in range(WORKERS)]

    def workers(self) -> list[dict[str, int]]:
        """What each has received, sent, read and written."""
        shown = self.angela.console("show datapath")
        assert shown.startswith("Data path is native")
        pattern = r"Worker \d: GRE (\d+) received, (\d+) sent\s+device (\d+) read, (\d+) written"
        names = ("received", "sent", "read", "written")
        return [
            dict(zip(names, map(int, counts), strict=True)) for counts in re.findall(pattern, shown)
        ]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    wire = Wire(f"{router.ADDRESS}/24")
    try:
        pc = wire.add_host(PC)
        text = router.configuration("v2-128")
        angela = router.serve(wire, tmp_path / "angela", text, "--workers", str(WORKERS))
        pppd.serve_transfer_on(wire, router.LOOPBACK, tmp_path / "transfer.log")
        yield Site(angela, pc, tmp_path)
    finally:
        wire.close()


def dial(site: Site) -> None:
    password, log = site.folder / "password", site.folder / "dial.log"
    password.write_text("admin\n")
    options = ("--user", "tac", "--password-file", str(password), "--split-tunnel")
    process = site.pc.spawn(*router.VPDN, "dial", router.ADDRESS, *options, log=log)
    deadline = time.monotonic() + PATIENCE
    while "Connected" not in log.read_text():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)


def test_one_call_is_deciphered_by_one_worker_and_enciphered_by_the_other(site: Site) -> None:
    dial(site)
    assert ", 0% packet loss" in site.pc.run("ping", "-c5", "-i0.1", router.LOOPBACK)
    for verb in ("put", "get"):
        program = (pppd.PYTHON, str(pppd.TRANSFER), verb, router.LOOPBACK)
        site.pc.run(*program, str(pppd.TRANSFER_PORT), str(OCTETS), timeout=60)
    workers = site.workers()
    assert len(workers) == WORKERS
    here, there = sorted(workers, key=lambda worker: -worker["received"])
    assert here["received"] > OCTETS / 1400
    assert there["received"] == 0
    assert there["read"] > OCTETS / 1400
    assert there["read"] > 0.9 * (here["read"] + there["read"])
    assert there["sent"] > 0.2 * (here["sent"] + there["sent"]), "but for what waited for a window"


def test_calls_are_spread_over_the_workers(site: Site) -> None:
    with Exchange(site.pc, router.ADDRESS, "admin") as pcs:
        made = pcs.dial(CALLS)
        assert [call.line for call in made.calls if call.error] == []
        theirs, before = site.calls(), site.workers()
        assert all(pcs.ping(router.LOOPBACK).values())
        after = site.workers()
    came = [new["received"] - old["received"] for old, new in zip(before, after, strict=True)]
    assert sum(theirs) == CALLS
    for calls, packets in zip(theirs, came, strict=True):
        assert calls <= packets <= 3 * calls, "a ping, and what acknowledges"
