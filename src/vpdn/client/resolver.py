"""The server's name servers, taken into use by the program of this machine that keeps them.

That is systemd-resolved (`resolvectl`) or `resolvconf`: both know which device a name server came
with, and forget it when told so. Without one of them /etc/resolv.conf is left as it is: a file that
is written over cannot be given back after SIGKILL.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from contextlib import suppress
from ipaddress import IPv4Address
from urllib.parse import quote

SECONDS = 5.0
"""A program that takes longer is given up."""


class Resolver:
    """Of one connection; `device` is its TUN device, `name` its socket's."""

    def __init__(self, device: str, name: str) -> None:
        self._device = device
        self._record = _record(name)
        self._undo: tuple[str, ...] = ()

    def use(self, servers: Sequence[IPv4Address]) -> str:
        """Ask these for all names; the line to tell a person. Blocks for some milliseconds."""
        self.restore()
        texts = [str(server) for server in servers]
        if self._by_resolved(texts) or self._by_resolvconf(texts):
            return f"Names are asked of {' '.join(texts)}, by {self._undo[0]}."
        return (
            "Warning: /etc/resolv.conf stays as it is: neither resolvectl nor resolvconf took"
            f" {' '.join(texts)}."
        )

    def restore(self) -> None:
        """Forget them."""
        if self._undo:
            _run(*self._undo)
            self._undo = ()

    def _by_resolved(self, servers: list[str]) -> bool:
        device = self._device
        if not _run("resolvectl", "dns", device, *servers):
            return False
        self._undo = ("resolvectl", "revert", device)
        return _run("resolvectl", "domain", device, "~.")

    def _by_resolvconf(self, servers: list[str]) -> bool:
        lines = "".join(f"nameserver {server}\n" for server in servers)
        if not _run("resolvconf", "-a", self._record, text=lines):
            return False
        self.restore()
        self._undo = ("resolvconf", "-d", self._record)
        return True


def forget(name: str) -> None:
    """What a connection of this name has told resolvconf, when it could not do so itself;
    systemd-resolved forgets with the device."""
    _run("resolvconf", "-d", _record(name))


def _record(name: str) -> str:
    """resolvconf's key: an interface and a program, without blanks."""
    return f"vpdn.{quote(name, safe='')}"


def _run(*command: str, text: str = "") -> bool:
    """Whether the program is there and says that it did it. Signals meant for us are not its."""
    with suppress(OSError, subprocess.TimeoutExpired):
        done = subprocess.run(
            command,
            input=text,
            text=True,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            start_new_session=True,
        )
        return done.returncode == 0
    return False
