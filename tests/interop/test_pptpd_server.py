"""`vpdn dial` against Debian's pptpd in a guest: an encrypted link, 20 MB each way, clean end."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.interop import pppd, router
from tests.interop.conftest import GuestMaker, WireMaker
from tests.interop.guest import Guest
from tests.interop.network import Wire
from tests.pseudo_terminal import Program

OCTETS = 20_000_000
SERVER = "10.99.0.1"
INSIDE = "172.16.10.100"
DEMANDS = "name angela\nrequire-mschap-v2\nrequire-mppe-128"
UP_SECONDS = 20


@pytest.fixture(scope="module")
def segment(shared_wire: WireMaker) -> Wire:
    return shared_wire("10.99.0.3/24")


@pytest.fixture(scope="module")
def booted(shared_guest: GuestMaker, segment: Wire) -> Guest:
    made = shared_guest(segment, f"{SERVER}/24")
    pppd.serve_pptpd(made, INSIDE, "172.16.10.1-10", "tac * admin *", DEMANDS)
    return made


@pytest.fixture
def server(booted: Guest) -> Guest:
    """With a log of the test's own."""
    pppd.change_pptpd(booted, "tac * admin *", DEMANDS)
    return booted


@pytest.mark.timeout(240)
def test_20_mb_pass_both_ways_and_the_call_ends_in_good_order(
    segment: Wire, server: Guest, tmp_path: Path
) -> None:
    log = tmp_path / "dial.log"
    dialling = dial(segment, tmp_path, "admin", log)
    await_ping(segment, dialling, log)
    assert "MPPE 128-bit stateless compression enabled" in server.run(f"cat {pppd.LOG}").output

    pppd.serve_transfer(server, INSIDE)
    for verb in ("put", "get"):
        command = (pppd.PYTHON, str(pppd.TRANSFER), verb, INSIDE, str(pppd.TRANSFER_PORT))
        assert "intact" in segment.run(*command, str(OCTETS), timeout=150)
    assert min(pppd.octets_carried(server)) > OCTETS

    dialling.send_signal(signal.SIGINT)
    assert dialling.wait(10) == 0, log.read_text()
    assert "LCP terminated by peer" in server.run(f"cat {pppd.LOG}").output


def test_two_programs_as_windows_2000_have_call_ids_0_and_1_and_pptpd_takes_both(
    segment: Wire, server: Guest, tmp_path: Path
) -> None:
    """pptpd names the peer's Call ID in its title. Whoever comes second is refused the routes, and
    does not disturb the first."""
    logs = [tmp_path / "one", tmp_path / "two"]
    calls = [
        segment.spawn(*command(tmp_path, "admin", "--personality", "windows2000"), log=log)
        for log in logs
    ]
    there = "pgrep -a pptpctrl | grep -q ':000{} - '"
    for call_id in (0, 1):
        waiting = f"until {there.format(call_id)}; do sleep 0.1; done"
        assert server.run(waiting, UP_SECONDS)
    while all(call.poll() is None for call in calls):
        time.sleep(0.1)
    [(refused, log)] = [pair for pair in zip(calls, logs, strict=True) if pair[0].poll() == 1]
    assert "another route" in log.read_text()
    assert segment.run("ping", "-c1", "-W2", INSIDE)
    calls.remove(refused)
    calls[0].terminate()
    assert calls[0].wait(10) == 0


def test_a_wrong_password_is_told_in_one_line(segment: Wire, server: Guest, tmp_path: Path) -> None:
    """pppd says that another try is allowed and ends the link all the same: that is no reason to go
    on asking."""
    log = tmp_path / "dial.log"
    assert dial(segment, tmp_path, "wrong", log).wait(UP_SECONDS) == 1
    assert "691" in log.read_text()
    assert "Traceback" not in log.read_text()
    at_a_terminal = Program(segment.inside(*command(tmp_path, "wrong")))
    told = at_a_terminal.until("Cure:", UP_SECONDS)
    assert at_a_terminal.end() == 1
    assert "Error 691" in told.rpartition("\n")[2]
    assert "Traceback" not in at_a_terminal.text


def dial(segment: Wire, folder: Path, password: str, log: Path) -> subprocess.Popen[bytes]:
    return segment.spawn(*command(folder, password), log=log)


def command(folder: Path, password: str, *more: str) -> tuple[str, ...]:
    secret = folder / "password"
    secret.write_text(f"{password}\n")
    options = ("--user", "tac", "--password-file", str(secret), "--encryption", "maximum")
    return (*router.VPDN, "dial", SERVER, *options, "--split-tunnel", *more)


def await_ping(segment: Wire, dialling: subprocess.Popen[bytes], log: Path) -> None:
    """Returns once the far end answers; the dialler must still be there."""
    deadline = time.monotonic() + UP_SECONDS
    while subprocess.run(
        segment.inside("ping", "-c1", "-W1", INSIDE), capture_output=True, check=False
    ).returncode:
        assert dialling.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.2)
