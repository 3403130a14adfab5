"""A hundred operators' scripts log in at once while fifty calls carry traffic."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from tests.interop import router
from tests.interop.network import Host, Wire
from tests.interop.router import ADDRESS, LOOPBACK, Router
from tests.labs.exchange import Exchange

PROGRAM = Path(__file__).with_name("visitors.py")
CALLS, MORE_CALLS, ROUNDS, VISITORS = 50, 8, 5, 100
POOLS = ("172.16.10.1 172.16.10.10", "172.16.10.1 172.16.10.90")
VTYS = """
ip domain-name lab.example
username visitor password 0 guest
aaa authentication login default local
line vty 0 119
 exec-timeout 5 0
"""
SLOWEST_SECONDS = 90


class Traffic:
    """Every call's address pings the router, over and over."""

    def __init__(self, pcs: Exchange) -> None:
        self.rounds = 0
        self.lost = 0
        self._pcs = pcs
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        while not self._over.is_set():
            answers = self._pcs.ping(LOOPBACK)
            self.rounds += 1
            self.lost += sum(answer is None for answer in answers.values())

    @contextmanager
    def flowing(self) -> Iterator[None]:
        self._thread.start()
        try:
            yield
        finally:
            self._over.set()
            self._thread.join()


def visitors(host: Host) -> subprocess.Popen[str]:
    """The program, at the moment when it begins."""
    words = (ADDRESS, "visitor", "guest", str(VISITORS))
    command = host.inside(sys.executable, str(PROGRAM), *words)
    program = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert program.stdout is not None
    assert program.stdout.readline() == "now\n"
    return program


def serve(wire: Wire, folder: Path) -> Router:
    text = router.configuration("v2-128").replace(*POOLS) + VTYS
    angela = router.serve(wire, folder / "angela", text)
    angela.console("configure terminal", "crypto key generate rsa modulus 2048")
    return angela


def set_up_times(pcs: Exchange) -> list[float]:
    """Milliseconds that each of some calls, dialled together, took to be up."""
    made = pcs.dial(MORE_CALLS)
    assert [call.line for call in made.calls if call.error] == []
    pcs.hang_up()
    return made.latencies


def test_none_of_a_hundred_logins_fails_and_calls_are_set_up_as_ever(tmp_path: Path) -> None:
    wire = Wire(f"{ADDRESS}/24")
    try:
        many, few, operators = (wire.add_host(f"10.200.20.{last}/24") for last in (50, 51, 52))
        angela = serve(wire, tmp_path)
        with Exchange(many, ADDRESS, "admin") as fifty, Exchange(few, ADDRESS, "admin") as others:
            assert len(fifty.dial(CALLS).addresses) == CALLS
            traffic = Traffic(fifty)
            with traffic.flowing():
                undisturbed = [each for _ in range(ROUNDS) for each in set_up_times(others)]
                program = visitors(operators)
                disturbed: list[float] = []
                while program.poll() is None:
                    disturbed += set_up_times(others)
                told = json.loads(program.communicate(timeout=SLOWEST_SECONDS)[0])
            assert told["wrong"] == []
            assert traffic.rounds
            assert traffic.lost == 0
            assert median(disturbed) <= 2 * median(undisturbed)
            rows = [line.split() for line in angela.console("show line").splitlines()[2:]]
            assert sum(int(row[-4]) for row in rows) == VISITORS
    finally:
        wire.close()
