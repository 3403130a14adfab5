"""`vpdn` as a process, and who may run it: what a shell would see."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

VPDN = (sys.executable, "-m", "vpdn")
ROOT = Path(__file__).parent.parent.parent
ANGELA = ROOT / "examples" / "angela.cfg"
IAS = ROOT / "examples" / "ias.toml"
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    "PYTHONDONTWRITEBYTECODE": "1",
}


def vpdn(
    *arguments: str | Path, before: Sequence[str] = (), typed: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run it to its end; `before` is a command that runs it, `typed` its input."""
    return subprocess.run(
        [*before, *VPDN, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
        env=ENVIRONMENT,
        input=typed,
    )


def start(*arguments: str | Path, before: Sequence[str] = ()) -> subprocess.Popen[str]:
    """Run it in the background; the caller ends it."""
    return subprocess.Popen(
        [*before, *VPDN, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
    )


def refusal(done: subprocess.CompletedProcess[str]) -> str:
    """The one line a failure prints, without `vpdn: `; anything else fails the test."""
    assert done.returncode == 1, done.stdout + done.stderr
    [line] = done.stderr.splitlines()
    assert line.startswith("vpdn: ")
    return line.removeprefix("vpdn: ")


def until(true: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)
