"""Debian's pppd meets every failure of docs/labs.md, at the labs' own router: its log is compared
with docs/refusals.md, the router's with what the lab expects, and what cures the lab cures pppd."""

from __future__ import annotations

import json
import os
import re
import shlex
from asyncio import to_thread
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from click.testing import CliRunner

from tests.interop import freeradius, pppd
from tests.interop.lab import ROUTER, Site
from tests.interop.refusals import CASES, PAGE, RUN, Case, excerpt, page
from tests.interop.router import VPDN
from tests.labs.test_failures import DIAGNOSES, FAILURES
from vpdn.cli import main
from vpdn.lab.expectation import Expectation
from vpdn.lab.topology import Topology, find, load

LM_HASH_OF_ADMIN = "f0d412bd764ffe81aad3b435b51404ee"
USERS = {"tac": "admin"}
FIXED = "noipv6 novj"


@pytest.fixture(scope="module")
def lm_key(tmp_path_factory: pytest.TempPathFactory) -> str:
    return pppd.options_for_lm_keys(LM_HASH_OF_ADMIN, tmp_path_factory.mktemp("lm"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    made = Site(tmp_path_factory.mktemp("guest"))
    await made.boot()
    yield made
    made.close()


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("title", CASES)
async def test_pppd_meets_the_refusal_of_the_lab(
    title: str, site: Site, lm_key: str, tmp_path: Path, pppd_said: dict[str, list[str]]
) -> None:
    case = CASES[title]
    lab = case.topology()
    options = f"{FIXED} {lm_key if case.needs_lm_key else ''} {case.options}"
    with radius(site, case, tmp_path / "raddb"):
        async with site.playing(lab, tmp_path) as heard:
            pppd_said[title] = await refused(site, case, lab, options)
            expected = Expectation({"angela": router_lines(case, lab)})
            assert await heard.witness.wait(expected) == []
            log = "\n".join(heard.lines["angela"])
            if case.cured:
                await enter_the_cure(site, lab, tmp_path / "angela.sock")
                await comes_up(site, case, options)
    assert await to_thread(explained, log) == diagnoses(case)


def test_every_lab_that_ends_with_an_error_is_met() -> None:
    errors = {name for name in FAILURES if load(find(name)).title.startswith("Error")}
    assert errors - {case.lab for case in CASES.values()} == set()


def test_the_page_shows_what_pppd_said(pppd_said: dict[str, list[str]]) -> None:
    if set(pppd_said) != set(CASES):
        pytest.skip("not every call was made")
    if os.environ.get("WRITE_DOCS"):
        PAGE.write_text(page(pppd_said))
    assert PAGE.read_text() == page(pppd_said), f"run {RUN}"


async def refused(site: Site, case: Case, lab: Topology, options: str) -> list[str]:
    """What pppd, and whoever is asked at the PC, says of the call. It is over then."""
    password = lab.files["tac.password"].strip()
    call = await to_thread(pppd.dial, site.guest, ROUTER, "tac", password, options)
    assert (call.status == 0) == (case.up or bool(lab.steps)), call.log
    for step in lab.steps:
        site.become(step)
        said = f"grep -q {shlex.quote(f'^{case.told}')} {pppd.LOG}"
        assert await to_thread(site.guest.run, f"until {said}; do sleep 0.1; done")
    log = (await to_thread(site.guest.run, f"cat {pppd.LOG}")).output
    asked = [await ask(site, command) for command in case.asked]
    assert not (asked and asked[-1][0]), asked
    if case.up:
        await to_thread(pppd.hang_up, site.guest)
    return excerpt(log, case.told) + [line for _, told in asked for line in told]


async def ask(site: Site, command: str) -> tuple[bool, list[str]]:
    """Whether a command at the PC, a ping, did well, and its last word."""
    done = await to_thread(site.guest.run, command)
    counted = re.search(r"\d+ packets transmitted.* loss", done.output)
    assert counted, done.output
    return bool(done), [f"# {command}", counted[0]]


async def enter_the_cure(site: Site, lab: Topology, control: Path) -> None:
    """As an operator does, and from now on."""
    assert lab.explanation
    lines = ["configure terminal", *lab.explanation.lines.strip().splitlines(), "end"]
    words = [word for line in lines for word in ("-c", line)]
    console = (*VPDN, "console", "--control", str(control), *words)
    said = await to_thread(site.place("angela").run, *console)
    assert "%" not in said, said


async def comes_up(site: Site, case: Case, options: str) -> None:
    call = await to_thread(pppd.dial, site.guest, ROUTER, "tac", "admin", options)
    assert call.status == 0, call.log
    for command in case.asked:
        well, said = await ask(site, command)
        assert well, said
    await to_thread(pppd.hang_up, site.guest)


def router_lines(case: Case, lab: Topology) -> tuple[str, ...]:
    assert lab.expect
    return lab.expect.lines.get("angela", ()) if case.router is None else case.router


def explained(log: str) -> list[str]:
    """What `vpdn explain` finds in the router's log, a call each."""
    done = CliRunner().invoke(main, ["explain", "-", "--json"], input=log)
    return [json.loads(line)["diagnosis"]["name"] for line in done.stdout.splitlines()]


def diagnoses(case: Case) -> list[str]:
    return DIAGNOSES[case.lab] if case.diagnoses is None else list(case.diagnoses)


@contextmanager
def radius(site: Site, case: Case, folder: Path) -> Iterator[None]:
    """FreeRADIUS in IAS' stead, where it is to be."""
    if not case.freeradius:
        yield
        return
    ias = site.place("ias")
    try:
        freeradius.start(ias, folder, USERS, mppe=case.keys)
        yield
    finally:
        ias.end()
