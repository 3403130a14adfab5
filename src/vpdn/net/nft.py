"""Runs `nft`, the program of Debian's package nftables, which changes a whole table at a time.

It works on the namespace of the thread that calls.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess

from vpdn.errors import ConfigError

SECONDS = 10.0
SYSTEM_FOLDERS = ("/usr/local/sbin", "/usr/sbin", "/sbin")
"""Where it stands, also when the PATH is a plain user's."""
ABSENT = "there is no program `nft` (Debian's package nftables)"


def program() -> str:
    """The program's path. Raises ConfigError when there is none."""
    path = os.pathsep.join((os.environ.get("PATH", ""), *SYSTEM_FOLDERS))
    found = shutil.which("nft", path=path)
    if found is None:
        raise ConfigError(ABSENT)
    return found


def run(script: str) -> None:
    """All of the script, or nothing. Raises ConfigError with the program's reason."""
    _call(("-f", "-"), script)


def counters(table: str) -> dict[str, int]:
    """The packets that each named counter of an IPv4 table has counted. Raises ConfigError when
    there is no such table."""
    listed = json.loads(_call(("-j", "list", "counters", "table", "ip", table), ""))
    found = (one["counter"] for one in listed["nftables"] if "counter" in one)
    return {one["name"]: int(one["packets"]) for one in found}


def _call(arguments: tuple[str, ...], script: str) -> str:
    command = (program(), *arguments)
    try:
        done = subprocess.run(
            command,
            input=script,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ConfigError(f"nft does not work: {error}") from error
    if done.returncode:
        raise ConfigError(f"nft refuses: {_first_sentence(done.stderr)}")
    return done.stdout


def _first_sentence(said: str) -> str:
    """Without the place in the script, which nobody has seen."""
    first = said.strip().partition("\n")[0]
    return first.rpartition("Error: ")[2] or "it gives no reason"
