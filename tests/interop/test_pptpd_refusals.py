"""`vpdn dial` against Debian's pptpd in a guest, which refuses it in every way that pppd has: each
with Windows' error, and with what pppd wrote about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.interop import pppd
from tests.interop.conftest import GuestMaker, WireMaker
from tests.interop.guest import Guest
from tests.interop.network import Wire
from tests.interop.pptpd_refusals import POOR, REFUSALS, SERVER, TAC, Refusal
from tests.interop.router import VPDN

INSIDE = "172.16.10.100"
SECONDS = 20


@pytest.fixture(scope="module")
def segment(shared_wire: WireMaker) -> Wire:
    return shared_wire("10.99.0.3/24")


@pytest.fixture(scope="module")
def server(shared_guest: GuestMaker, segment: Wire) -> Guest:
    """Two pptpds, one of them without addresses to give."""
    booted = shared_guest(segment, f"{SERVER}/24")
    assert booted.run(f"ip address add {POOR}/24 dev vec0")
    pppd.serve_pptpd(booted, INSIDE, "172.16.10.1-10", TAC, "", f"listen {SERVER}")
    lines = f"option /run/options\ndelegate\nlisten {POOR}\npidfile /run/poor.pid"
    pppd.write(booted, "/run/poor.conf", lines)
    assert booted.run("pptpd -c /run/poor.conf")
    assert booted.run(f"until ss -Hltn src {POOR}:1723 | grep -q .; do sleep 0.1; done")
    return booted


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal_has_its_number_and_pppds_words(
    name: str, segment: Wire, server: Guest, tmp_path: Path
) -> None:
    case = REFUSALS[name]
    pppd.change_pptpd(server, case.secrets, f"name angela\n{case.demands}")
    said = dial(segment, tmp_path, case)
    assert f"Error {case.error}: " in said
    assert case.told in said
    assert case.logged in server.run(f"cat {pppd.LOG}").output


def dial(segment: Wire, folder: Path, case: Refusal) -> str:
    """What the dialler printed; it has given up."""
    secret, log = folder / "password", folder / "dial.log"
    secret.write_text(f"{case.password}\n")
    options = ("--user", "tac", "--password-file", str(secret), "--split-tunnel", "--timeout", "12")
    words = (*VPDN, "dial", case.server, *options, *case.settings.split())
    assert segment.spawn(*words, log=log).wait(SECONDS) == 1, log.read_text()
    return log.read_text()
