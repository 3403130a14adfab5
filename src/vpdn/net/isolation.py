"""Runs a program in user, network, mount and process namespaces of its own.

What it makes there (devices, namespaces, mounts, other programs) is gone the moment its first
process is, however that one ended; and it is root there without being root here. The work is
util-linux' `unshare`; this module finds out whether it may, and passes signals on, which
`unshare` itself does not.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from vpdn.errors import ConfigError
from vpdn.net.refusals import SYS_ADMIN, refused
from vpdn.net.syscalls import mount

MARK = "VPDN_ISOLATED"
NAMESPACES = ("--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc")
BECOME_ROOT = ("--user", "--map-root-user")
FORWARDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def isolated() -> bool:
    """Whether this process is the first one of an isolated program."""
    return os.getpid() == 1 and MARK in os.environ


async def rerun(argv: Sequence[str]) -> int:
    """Run `argv` isolated, at this terminal, and give its exit status.

    It gets the signals this process gets while it waits, and dies with this process. Raises
    ConfigError when namespaces may not be made.
    """
    process = await asyncio.create_subprocess_exec(*_prefix(), *argv, env={**os.environ, MARK: "1"})
    with _forwarding(process.pid):
        status = await process.wait()
    return status if status >= 0 else 128 - status


def settle() -> None:
    """First thing inside: a /run of our own, where named namespaces and sockets go."""
    try:
        mount("tmpfs", "/run", "tmpfs", data="mode=0755")
    except OSError as error:
        raise refused("mount a /run of its own", error, SYS_ADMIN) from error


def unavailable() -> str | None:
    """Why nothing can be isolated here, in one sentence; None when it can."""
    try:
        _prefix()
    except ConfigError as refusal:
        return refusal.reason
    return None


def _prefix() -> list[str]:
    """The command line before a program's own. The first way that works: root needs no user
    namespace, but root in a container may need one."""
    for tool in ("unshare", "setpriv", "nsenter"):
        if shutil.which(tool) is None:
            raise ConfigError(f"cannot make namespaces: {tool} is missing (package util-linux)")
    ways: list[tuple[str, ...]] = [BECOME_ROOT]
    if os.geteuid() == 0:
        ways.insert(0, ())
    refusal = ""
    for way in ways:
        prefix = ["setpriv", "--pdeathsig", "KILL", "unshare", *way, *NAMESPACES, "--"]
        trial = subprocess.run([*prefix, "true"], capture_output=True, text=True, check=False)
        if trial.returncode == 0:
            return prefix
        refusal = trial.stderr.strip().removeprefix("unshare: ")
    reason = f"cannot make namespaces: {refusal} (run as root, or allow user namespaces)"
    raise ConfigError(reason)


@contextlib.contextmanager
def _forwarding(guard: int) -> Iterator[None]:
    """Pass signals to the program behind `unshare`, whose process id is `guard`."""
    loop = asyncio.get_running_loop()
    for number in FORWARDED:
        loop.add_signal_handler(number, _forward, guard, number)
    try:
        yield
    finally:
        for number in FORWARDED:
            loop.remove_signal_handler(number)


def _forward(guard: int, number: signal.Signals) -> None:
    with contextlib.suppress(OSError):
        children = Path(f"/proc/{guard}/task/{guard}/children").read_text().split()
        for child in children:
            os.kill(int(child), number)
