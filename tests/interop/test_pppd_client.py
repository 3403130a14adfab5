"""Debian's pppd with pptp-linux, in a guest, dials our router: what it logged, what it could reach.

MS-CHAPv1 with MPPE-40, the document's own pair, needs the LM key, which pppd never computes
(`Disabling 40-bit MPPE; MS-CHAP LM not supported`); a plugin gives it (`uml/lm_keys.c`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.interop import freeradius, pppd, router
from tests.interop.conftest import GuestMaker, WireMaker
from tests.interop.guest import Guest
from tests.interop.network import Host, Wire

OCTETS = 20_000_000
CLIENT = "10.200.20.50/24"
RADIUS = "10.200.20.245/24"
USERS = {"tac": "admin"}
LM_HASH_OF_ADMIN = "f0d412bd764ffe81aad3b435b51404ee"


@dataclass(frozen=True, slots=True)
class Case:
    """Parts of the router's configuration, what pppd insists on, and what it must have logged."""

    parts: tuple[str, ...]
    options: str
    logged: str


ENCRYPTED = {
    "ms-chap-v2 mppe-128 stateless": Case(
        ("v2-128",), "require-mppe-128", "MPPE 128-bit stateless compression enabled"
    ),
    "ms-chap-v2 mppe-128 stateful": Case(
        ("v2-128-stateful",),
        "require-mppe-128 mppe-stateful",
        "MPPE 128-bit stateful compression enabled",
    ),
    "ms-chap-v2 mppe-40": Case(
        ("v2-40",), "require-mppe-40", "MPPE 40-bit stateless compression enabled"
    ),
    "ms-chap mppe-128": Case(
        ("v1-128",),
        "require-mppe-128 refuse-mschap-v2",
        "MPPE 128-bit stateless compression enabled",
    ),
}

ON_EVERY_TIER = ("ms-chap-v2 mppe-128 stateless", "ms-chap-v2 mppe-128 stateful")

CLEAR = {
    "chap": Case(("chap",), "", "CHAP authentication succeeded"),
    "pap": Case(("pap",), "", "PAP authentication succeeded"),
}

FREERADIUS = {
    "ms-chap": Case(
        ("v1-128", "radius"),
        "require-mppe-128 refuse-mschap-v2",
        "MPPE 128-bit stateless compression enabled",
    ),
    "ms-chap-v2": Case(
        ("v2-128", "radius"), "require-mppe-128", "MPPE 128-bit stateless compression enabled"
    ),
}


@pytest.fixture(scope="module")
def wired(shared_wire: WireMaker) -> Wire:
    return shared_wire(f"{router.ADDRESS}/24")


@pytest.fixture(scope="module")
def booted(shared_guest: GuestMaker, wired: Wire) -> Guest:
    return shared_guest(wired, CLIENT)


@pytest.fixture(scope="module")
def ias(wired: Wire) -> Host:
    return wired.add_host(RADIUS)


@pytest.fixture
def segment(wired: Wire, ias: Host) -> Iterator[Wire]:
    """The wire, where what a test starts ends with it."""
    yield wired
    wired.end()
    ias.end()


@pytest.fixture
def client(booted: Guest, segment: Wire) -> Iterator[Guest]:
    """The guest, in which a call does not outlast its test."""
    yield booted
    if booted.run("pgrep -x pppd"):
        pppd.hang_up(booted)


@pytest.mark.timeout(240)
def test_angela_cfg_gives_ms_chap_with_mppe_40(
    segment: Wire, ias: Host, client: Guest, tmp_path: Path
) -> None:
    angela = serve_the_document(segment, ias, tmp_path)
    keys = pppd.options_for_lm_keys(LM_HASH_OF_ADMIN, tmp_path)
    call = dial(client, f"{keys} require-mppe-40 refuse-mschap-v2")
    assert "auth chap MS>" in call.log
    assert "MPPE 40-bit stateless compression enabled" in call.log
    assert "tac" in angela.console("show vpdn")
    assert_carries(client, segment, tmp_path, OCTETS)
    assert "Connection terminated" in pppd.hang_up(client)


def test_angela_cfg_does_without_mppe_when_the_peer_cannot(
    segment: Wire, ias: Host, client: Guest, tmp_path: Path
) -> None:
    serve_the_document(segment, ias, tmp_path)
    call = dial(client, "refuse-mschap-v2 noccp")
    assert "auth chap MS>" in call.log
    assert "MPPE" not in call.log
    assert pppd.ping(client, router.LOOPBACK)


@pytest.mark.timeout(240)
@pytest.mark.parametrize("name", ENCRYPTED)
def test_20_mb_pass_both_ways_through_an_encrypted_link(
    name: str, segment: Wire, client: Guest, tmp_path: Path
) -> None:
    case = ENCRYPTED[name]
    angela = router.serve(segment, tmp_path / "angela", router.configuration(*case.parts))
    call = dial(client, case.options)
    assert case.logged in call.log
    assert "tac" in angela.console("show vpdn")
    assert_carries(client, segment, tmp_path, OCTETS)
    assert "Connection terminated" in pppd.hang_up(client)


@pytest.mark.timeout(240)
@pytest.mark.parametrize("datapath", ["python", "packet", "xdp"])
@pytest.mark.parametrize("name", ON_EVERY_TIER)
def test_every_tier_of_the_data_path_carries_20_mb(
    name: str, datapath: str, segment: Wire, client: Guest, tmp_path: Path
) -> None:
    case = ENCRYPTED[name]
    text = router.configuration(*case.parts)
    angela = router.serve(segment, tmp_path / "angela", text, "--datapath", datapath)
    call = dial(client, case.options)
    assert case.logged in call.log
    assert_carries(client, segment, tmp_path, OCTETS)
    assert f"the {datapath} data path" in angela.console("show version")
    assert "%VPDN-4-DATAPATH" not in angela.log.read_text()
    assert "Connection terminated" in pppd.hang_up(client)


@pytest.mark.parametrize("name", CLEAR)
def test_without_mppe_a_call_goes_on_in_the_clear(
    name: str, segment: Wire, client: Guest, tmp_path: Path
) -> None:
    case = CLEAR[name]
    router.serve(segment, tmp_path / "angela", router.configuration(*case.parts))
    call = dial(client, case.options)
    assert case.logged in call.log
    assert "MPPE" not in call.log
    assert pppd.ping(client, router.LOOPBACK)


@pytest.mark.parametrize("parts", ["v2-128", "chap", "pap"])
def test_a_wrong_password_is_refused(
    parts: str, segment: Wire, client: Guest, tmp_path: Path
) -> None:
    router.serve(segment, tmp_path / "angela", router.configuration(parts))
    call = pppd.dial(client, router.ADDRESS, "tac", "wrong")
    assert_refused(call)


@pytest.mark.timeout(240)
@pytest.mark.parametrize("name", FREERADIUS)
def test_freeradius_gives_the_keys_of_an_encrypted_link_and_its_reject_is_final(
    name: str, segment: Wire, ias: Host, client: Guest, tmp_path: Path
) -> None:
    case = FREERADIUS[name]
    log = freeradius.start(ias, tmp_path / "raddb", USERS)
    router.serve(segment, tmp_path / "angela", router.configuration(*case.parts))
    assert_refused(pppd.dial(client, router.ADDRESS, "tac", "wrong"))
    assert "Login incorrect" in log.read_text()
    call = dial(client, case.options)
    assert case.logged in call.log
    assert "Login OK: [tac]" in log.read_text()
    assert_carries(client, segment, tmp_path, OCTETS)


def serve_the_document(segment: Wire, ias: Host, folder: Path) -> router.Router:
    """angela as the document configures her, with IAS where she looks for it."""
    examples = router.ROOT / "examples"
    router.serve_radius(ias, examples / "ias.toml", folder / "ias.log")
    return router.serve(segment, folder / "angela", (examples / "angela.cfg").read_text())


def dial(client: Guest, options: str) -> pppd.Dialled:
    call = pppd.dial(client, router.ADDRESS, "tac", "admin", options)
    assert call.status == 0, call.log
    assert str(call.remote) == router.LOOPBACK
    assert str(call.local).startswith("172.16.10.")
    return call


def assert_refused(call: pppd.Dialled) -> None:
    """Its exit status depends on which comes first, the end of the link or that of TCP."""
    assert call.status != 0, call.log
    assert re.search("^(CHAP|PAP) authentication failed", call.log, re.MULTILINE), call.log
    assert call.local is None


def assert_carries(client: Guest, segment: Wire, folder: Path, octets: int) -> None:
    """A ping is answered, and `octets` arrive intact each way, by the link and no other."""
    assert pppd.ping(client, router.LOOPBACK)
    pppd.serve_transfer_on(segment, router.LOOPBACK, folder / "transfer.log")
    for verb in ("put", "get"):
        done = pppd.transfer(client, verb, router.LOOPBACK, octets)
        assert done, done.output
    assert min(pppd.octets_carried(client)) > octets
