"""Running a program as somebody without rights, wherever the checkout lies.

Root's checkout may stand in a folder that nobody else may enter. In a mount namespace of the
program's own the packages are bound to where everybody finds them.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

PLACE = "/mnt"
NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--")
TUN = "mknod -m 0666 /mnt/tun c 10 200; mount --bind /mnt/tun /dev/net/tun"
"""/dev/net/tun is open to everybody on a usual system; here a node that is, in its place."""


def _packages() -> list[Path]:
    """Where vpdn and what it needs are installed."""
    return [
        Path(folder)
        for folder in dict.fromkeys(sys.path)
        if Path(folder, "vpdn").is_dir() or Path(folder, "click").is_dir()
    ]


def command(*argv: str, tun: bool = False) -> list[str]:
    """`argv` as nobody runs it, with `environment()`; `tun` opens /dev/net/tun to it."""
    lines = ["set -e", f"mount -t tmpfs -o mode=0755 tmpfs {PLACE}"]
    for number, folder in enumerate(_packages()):
        lines.append(f"mkdir {PLACE}/{number}; mount --bind '{folder.parent}' {PLACE}/{number}")
    if tun:
        lines.append(TUN)
    lines.append('cd /; exec "$@"')
    return ["unshare", "--mount", "sh", "-c", "\n".join(lines), "sh", *NOBODY, *argv]


def environment() -> dict[str, str]:
    folders = [f"{PLACE}/{number}/{folder.name}" for number, folder in enumerate(_packages())]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(folders),
        "PYTHONDONTWRITEBYTECODE": "1",
        "TMPDIR": "/tmp",
    }


def run(*argv: str, tun: bool = False, timeout: float = 90) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*argv, tun=tun),
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout,
        env=environment(),
        stdin=subprocess.DEVNULL,
    )


def python() -> str:
    """An interpreter that nobody can run: root's own may be in root's home."""
    candidates: Sequence[str] = (sys.executable, "/usr/bin/python3")
    for candidate in candidates:
        if run("unshare", "--user", candidate, "-c", "import vpdn.cli").returncode == 0:
            return candidate
    pytest.skip("no Python interpreter that another user can run")
