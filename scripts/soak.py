"""Calls with traffic, held for minutes while others come and go: the router must stay as it was.

    make soak                                        500 calls for five minutes
    make soak ARGS="--seconds 30 --sessions 50"      less

`vpdn serve` and `vpdn load` run in network namespaces of their own. Ends with 1, and says why, if
a call failed or was lost, packets were lost, the router grew, complained or did not end in order.
All figures go to .cache/soak.json.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from tests.interop import router
from tests.interop.network import Wire, run
from vpdn.load import report as load_report
from vpdn.net.route_socket import PROTOCOL

ROOT = Path(__file__).parent.parent
REPORT = ROOT / ".cache" / "soak.json"
PCS = "10.200.20.50/24"
POOL_OF_TEN = "ip local pool default 172.16.10.1 172.16.10.10"
POOL = "ip local pool default 172.16.12.1 172.16.15.254"
DEVICE = "vpdn0"
TRAFFIC = {"echo:64": 2.0, "echo:1400": 1.0, "udp:576": 2.0}
"""What each call sends, and how often a second."""
PACE = 25
"""Calls begun a second."""
DIALLING = 50
"""Calls that are being set up at a time: fewer than a router lets strangers have."""
PATIENCE = 60
"""Seconds a set-up may take: nothing here is about haste."""
CHURN = 5

LOST = 1e-3
"""Of all packets; the machine may be busy with other things."""
SENT = 0.8
"""Of what was asked for: less were no load."""
GROWTH = 8 << 20
"""Octets of memory: what churn leaves in gaps."""
MORE_FILES = 16
END_SECONDS = 15
EVERY = 1.0
_COMPLAINT = re.compile(r"Traceback|Error:|exception|never (?:retrieved|awaited)")


@dataclass(frozen=True, slots=True)
class Sample:
    """What the router's process has: seconds of the processor's time until now, octets of memory
    of its own, open files and threads; `at` seconds of the run."""

    at: float
    processor: float
    memory: int
    files: int
    threads: int


@dataclass(frozen=True, slots=True)
class Soaked:
    """What became of a run: the report of `vpdn load`, how the router fared, what it printed, the
    packets that came out of the tunnel, its exit code (None: it did not end), and what it left
    in the kernel."""

    load: dict[str, Any]
    samples: list[Sample]
    log: str
    arrived: int
    code: int | None
    left: str


def sample(pid: int, at: float) -> Sample:
    folder = Path("/proc", str(pid))
    fields = (folder / "stat").read_text().rpartition(")")[2].split()
    status = dict(re.findall(r"^(\w+):\s+(\d+)", (folder / "status").read_text(), re.MULTILINE))
    return Sample(
        round(at, 1),
        (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"),
        int(status["RssAnon"]) * 1024,
        len(list((folder / "fd").iterdir())),
        int(status["Threads"]),
    )


def soak(sessions: int, seconds: int) -> Soaked:
    """Raises AssertionError when the router does not start."""
    with TemporaryDirectory(prefix="soak-") as name:
        folder, wire = Path(name), Wire(f"{router.ADDRESS}/24")
        try:
            pcs = wire.add_host(PCS)
            text = router.configuration("v2-128").replace(POOL_OF_TEN, POOL)
            served = router.serve(wire, folder / "angela", text)
            report = folder / "load.json"
            command = pcs.inside(*_load(sessions, seconds, report))
            load = subprocess.Popen(command, stdout=subprocess.DEVNULL)
            samples = _watch(load, served.process)
            arrived = _arrived(wire.name)
            code = _end(served.process)
            found = json.loads((report.exists() and report.read_text()) or "{}")
            return Soaked(found, samples, served.log.read_text(), arrived, code, _left(wire.name))
        finally:
            wire.close()


def _load(sessions: int, seconds: int, report: Path) -> tuple[str, ...]:
    traffic = (f"{kind}@{rate:g}/s" for kind, rate in TRAFFIC.items())
    return (
        *(*router.VPDN, "load", router.ADDRESS, "--user", "tac", "--password", "admin"),
        *("--sessions", str(sessions), "--rate", f"{PACE}/s", "--churn", f"{CHURN}/s"),
        *("--dialling", str(DIALLING), "--timeout", str(PATIENCE)),
        *("--duration", str(seconds), "--json", str(report)),
        *(word for each in traffic for word in ("--traffic", each)),
    )


def _watch(load: subprocess.Popen[bytes], served: subprocess.Popen[bytes]) -> list[Sample]:
    """Until the load is over, or the router."""
    began, samples = time.monotonic(), []
    while load.poll() is None and served.poll() is None:
        samples.append(sample(served.pid, time.monotonic() - began))
        time.sleep(EVERY)
    if load.poll() is None:
        load.send_signal(signal.SIGINT)
    load.wait()
    return samples


def _end(process: subprocess.Popen[bytes]) -> int | None:
    process.terminate()
    try:
        return process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        return None


def _arrived(namespace: str) -> int:
    """Packets that came out of the tunnel. A device that has gone knows of none."""
    try:
        shown = run("ip", "-n", namespace, "-s", "-j", "link", "show", DEVICE)
    except AssertionError:
        return 0
    return int(json.loads(shown)[0]["stats64"]["rx"]["packets"])


def _left(namespace: str) -> str:
    """Devices and routes of the router's that are still there."""
    devices = run("ip", "-n", namespace, "-br", "link", "show", "type", "tun")
    return devices + run("ip", "-n", namespace, "route", "show", "proto", str(PROTOCOL))


# --- what is wrong ----------------------------------------------------------------------------


def complaints(soaked: Soaked, sessions: int, seconds: int) -> list[str]:
    """Nothing when all is well."""
    found = [
        *(_of_the_load(soaked, sessions, seconds) if soaked.load else ("no report of the load",)),
        *_of_growth(soaked.samples, sessions, seconds),
    ]
    said = [line for line in soaked.log.splitlines() if _COMPLAINT.search(line)]
    found += [f"the router said: {line}" for line in said[:5]]
    if soaked.code:
        found.append(f"the router ended with {soaked.code}")
    elif soaked.code is None:
        found.append(f"the router did not end within {END_SECONDS} s")
    if soaked.left:
        found.append(f"the router left behind: {soaked.left.splitlines()[0]}")
    return found


def _of_the_load(soaked: Soaked, sessions: int, seconds: int) -> Iterable[str]:
    calls, traffic = soaked.load["calls"], soaked.load["traffic"]
    for name in ("failed", "lost", "cut_off", "doubled_addresses"):
        if calls[name]:
            yield f"calls {name.replace('_', ' ')}: {calls[name]}"
    if calls["most_at_once"] < sessions:
        yield f"only {calls['most_at_once']} calls were up at once"
    for each in traffic:
        if (each["lost"] or 0) > each["sent"] * LOST:
            yield f"{each['traffic']}: {each['lost']} of {each['sent']} lost"
        if each["damaged"] or each["misled"]:
            yield f"{each['traffic']}: {each['damaged']} damaged, {each['misled']} misled"
        rate = TRAFFIC[each["traffic"].partition("@")[0]]
        wanted = SENT * rate * sessions * (seconds - sessions / PACE)
        if each["sent"] < wanted:
            yield f"{each['traffic']}: {each['sent']} sent, which is no load"
    sent = sum(each["sent"] for each in traffic)
    if soaked.arrived < sent * (1 - LOST):
        yield f"{soaked.arrived} of {sent} packets came out of the tunnel"


def _of_growth(samples: Sequence[Sample], sessions: int, seconds: int) -> Iterable[str]:
    begin, end = _compared(samples, sessions, seconds)
    if not begin or not end:
        yield "the router ended too soon"
        return
    for what, more in (("memory", GROWTH), ("files", MORE_FILES), ("threads", 0)):
        before, after = (median(getattr(each, what) for each in part) for part in (begin, end))
        if after > before + more:
            yield f"the router's {what} grew from {before:,.0f} to {after:,.0f}"


def _compared(
    samples: Sequence[Sample], sessions: int, seconds: int
) -> tuple[list[Sample], list[Sample]]:
    """Of a tenth of the time once all calls are up and have settled, and of the last tenth."""
    length = max(seconds / 10, 3 * EVERY)
    first = sessions / PACE + length
    begin = [each for each in samples if first <= each.at < first + length]
    end = [each for each in samples if seconds - length <= each.at < seconds]
    return begin, end


# --- words ------------------------------------------------------------------------------------


def words(soaked: Soaked, sessions: int, seconds: int) -> str:
    """The report in words."""
    begin, end = _compared(soaked.samples, sessions, seconds)
    if not begin or not end:
        return ""
    one, other = begin[0], end[-1]
    share = (other.processor - one.processor) / (other.at - one.at)
    return (
        f"The router took {share:.0%} of a core. At {one.at:.0f} s and at {other.at:.0f} s it had"
        f" {one.memory / 2**20:.1f} and {other.memory / 2**20:.1f} MiB, {one.files} and"
        f" {other.files} open files, {one.threads} and {other.threads} threads."
    )


def main(arguments: Iterable[str]) -> int:
    parser = argparse.ArgumentParser(prog="soak", description="vpdn load against vpdn serve")
    parser.add_argument("--sessions", type=int, default=500)
    parser.add_argument("--seconds", type=int, default=300, help="from the first call on")
    options = parser.parse_args(list(arguments))
    soaked = soak(options.sessions, options.seconds)
    found = complaints(soaked, options.sessions, options.seconds)
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps({**asdict(soaked), "complaints": found}, indent=2) + "\n")
    if soaked.load:
        print(load_report.text(soaked.load))
    print(f"\n{words(soaked, options.sessions, options.seconds)}")
    for each in found:
        print(f"soak: {each}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
