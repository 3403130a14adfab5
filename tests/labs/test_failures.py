"""Every lab that shows how a call fails, played; and the document's failing logs laid beside.

A lab mostly waits, so several are played at a time, each isolated from the others.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from difflib import SequenceMatcher
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.transcripts.masking import mask, stamped
from vpdn.cli import main
from vpdn.lab.topology import find, load, names
from vpdn.net import isolation

pytestmark = pytest.mark.skipif(
    isolation.unavailable() is not None, reason=f"needs namespaces: {isolation.unavailable()}"
)

LOGS = Path(__file__).parents[1] / "transcripts"
FAILURES = [name for name in names() if load(find(name)).expect is not None]
AT_A_TIME = 6
LONGEST = 150

NOT_THE_SAME_PC = "the PC of that log has no 128-bit encryption, so it offers other bits"

GOLDENS = {
    "wrong-password": ("error-691-bad-password", 8, {}),
    "radius-no-keys": ("error-734-no-keys", 41, {}),
    "mppe-not-configured": (
        "error-742-ccp-rejected",
        44,
        {
            "CCP: MS-PPC supported bits 0x010000B1 (0x1206010000B1)": NOT_THE_SAME_PC,
            "protocol CCP (0x80FD0105000A1206010000B1)": NOT_THE_SAME_PC,
        },
    ),
    "radius-unreachable": ("radius-unreachable", 7, {}),
}
"""By lab: the document's log, its lines, and the ends of those that differ, with the reason."""

DIAGNOSES = {
    "account-disabled": ["account disabled"],
    "duplicate-login": ["ended by the PC", "too many calls of the user"],
    "gre-blocked": ["GRE blocked"],
    "keepalive-lost": ["keepalive lost"],
    "lost-default-route": ["ended by the PC", "ended by the PC"],
    "mppe-not-configured": ["MPPE is not configured"],
    "mtu-black-hole": ["ended by the PC"],
    "no-encryption-pc": ["PC allows no encryption"],
    "no-mschap": [],
    "outside-hours": ["logon hours"],
    "password-changed": ["ended by the PC"],
    "password-expired": ["password expired"],
    "policy-denies": ["no permission to dial in"],
    "pool-exhausted": ["ended by the PC", "pool exhausted"],
    "radius-fallback": ["ended by the PC"],
    "radius-no-keys": ["no keys from RADIUS"],
    "radius-unreachable": ["RADIUS unreachable"],
    "split-tunnel": ["ended by the PC"],
    "strength-mismatch": ["strengths differ"],
    "tcp-blocked": [],
    "wrong-password": ["wrong user name or password"],
    "wrong-secret": ["wrong shared secret"],
}
"""By lab: what `vpdn explain` finds in all that is printed, a call each."""

MASKS = (
    # Another call's interface; ids the success log has once; and where the document's page broke
    # a line inside a value.
    (r"\bVi\d+", "ViN"),
    (r"Virtual-Access\d+", "Virtual-AccessN"),
    (r"for tunnel \d+ session \d+", "for tunnel N session N"),
    (r"(Attribute 26 22 000001370210)[0-9A-F]{2}", r"\1ID"),
    (r"\(0x[0-9A-F]{8}(003CCD74)", r"(0xMAGIC\1"),
    (r"(?<=M1#1) (?=1Z1)", ""),
)


@pytest.fixture(scope="module")
def played() -> Iterator[dict[str, Future[subprocess.CompletedProcess[str]]]]:
    """All labs; a future's result waits for its lab, and a test for no other one."""
    pool = ThreadPoolExecutor(AT_A_TIME)
    yield {name: pool.submit(_play, name) for name in FAILURES}
    pool.shutdown(cancel_futures=True)


def _play(name: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "vpdn", "lab", name, "--run"],
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "COLUMNS": "100"},
    )


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_is_seen_and_explained(
    name: str, played: dict[str, Future[subprocess.CompletedProcess[str]]]
) -> None:
    lab, done = load(find(name)), played[name].result()
    assert (done.returncode, done.stderr) == (0, ""), done.stdout[-3000:]
    assert done.stdout.startswith(lab.drawing)
    assert "Traceback (most recent" not in done.stdout
    over = [part.name for part in lab.parts if part.ready.startswith("ends")]
    assert all(f"\n--- {name} is over\n" in done.stdout for name in over)
    assert lab.explanation is not None
    assert done.stdout.endswith(f"{lab.explanation.text(100)}\n")
    if lab.title.startswith("Error"):
        said = lab.title.partition(":")[0].partition(" (")[0]
        last = done.stdout.rpartition("removing everything")[2]
        assert f"\n{said}: " in last


@pytest.mark.parametrize("name", list(GOLDENS))
def test_the_router_prints_the_documents_failing_log(
    name: str, played: dict[str, Future[subprocess.CompletedProcess[str]]]
) -> None:
    log, count, reasons = GOLDENS[name]
    theirs = (LOGS / f"{log}.log").read_text().splitlines()
    ours = [line for line in played[name].result().stdout.splitlines() if stamped(line)]
    missing = _missing([_masked(line) for line in theirs], [_masked(line) for line in ours])
    print(f"{log}: {count - len(missing)} of {count} lines match")
    assert len(theirs) == count
    assert len(missing) == len(reasons), missing
    assert all(line.endswith(end) for line, end in zip(missing, reasons, strict=True)), missing


@pytest.mark.parametrize("name", FAILURES)
def test_the_routers_log_is_explained(
    name: str, played: dict[str, Future[subprocess.CompletedProcess[str]]]
) -> None:
    done = CliRunner().invoke(main, ["explain", "-", "--json"], input=played[name].result().stdout)
    calls = [json.loads(line)["diagnosis"]["name"] for line in done.stdout.splitlines()]
    assert calls == DIAGNOSES[name], done.output


def test_the_cure_of_the_mtu_black_hole_lets_large_packets_pass(tmp_path: Path) -> None:
    """Its lines laid over the same lab, with answers expected to all pings."""
    folder = find("mtu-black-hole").parent
    for name in ("angela.cfg", "document.toml", "ias.toml"):
        shutil.copy(folder / name, tmp_path)
    explanation = load(find("mtu-black-hole")).explanation
    assert explanation is not None
    interface, *lines = explanation.lines.strip().splitlines()
    assert interface == "interface Virtual-Template1"
    anchor = " ppp encrypt mppe 40"
    changed = json.dumps("\n".join((*lines, anchor)))
    lab = tmp_path / "cured.toml"
    text = (
        (folder / "mtu-black-hole.toml").read_text().replace("0 percent (0/2)", "100 percent (2/2)")
    )
    lab.write_text(f"{text}\n[changes.'angela.cfg']\n'{anchor}' = {changed}\n")
    done = _play(str(lab))
    assert (done.returncode, done.stderr) == (0, ""), done.stdout[-3000:]
    assert done.stdout.count("Success rate is 100 percent") == 2


def _masked(line: str) -> str:
    line = mask(line)
    for pattern, replacement in MASKS:
        line = re.sub(pattern, replacement, line)
    return line


def _missing(theirs: list[str], ours: list[str]) -> list[str]:
    """Lines of the document that ours lacks at their place."""
    matcher = SequenceMatcher(None, theirs, ours, autojunk=False)
    kept = {
        block.a + offset for block in matcher.get_matching_blocks() for offset in range(block.size)
    }
    return [line for number, line in enumerate(theirs) if number not in kept]
