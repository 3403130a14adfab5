"""The programs of a lab, each in its node, from start to a proper end.

Knows how to tell that one is ready, and nothing of what any of them does.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

from vpdn.errors import ConfigError
from vpdn.lab.topology import PartSpec
from vpdn.net import namespaces

POLL = 0.05
GRACE = 6.0
"""Seconds a part is given to end by itself: a router takes up to five to end its calls."""
REMEMBERED = 20
LISTENING = {"tcp": "0A", "udp": "07"}
"""The state of a listening TCP and of an unconnected UDP socket in /proc/net."""


class Part:
    """A program running in namespace `namespace`. `show` gets each line it prints."""

    def __init__(self, spec: PartSpec, namespace: str, show: Callable[[str], None]) -> None:
        self.spec = spec
        self._namespace = namespace
        self._show = show
        self._last: deque[str] = deque(maxlen=REMEMBERED)
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None

    async def start(self, argv: Sequence[str]) -> None:
        """Run it and wait until it is ready. Raises ConfigError when it ends or takes too long."""
        self._process = await asyncio.create_subprocess_exec(
            *namespaces.command(self._namespace, argv),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            start_new_session=True,  # Ctrl-C is the lab's to hear, not each part's
        )
        self._reading = asyncio.create_task(self._read())
        try:
            async with asyncio.timeout(self.spec.within):
                await self._become_ready(self._process)
        except TimeoutError as error:
            reason = f"{self.spec.name} was not ready within {self.spec.within:g} s"
            raise ConfigError(reason + self._last_words()) from error

    async def stop(self) -> None:
        """Ask it to end, wait, insist."""
        if self._process is None or self._reading is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self._process.terminate()
        try:
            async with asyncio.timeout(GRACE):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
        await self._reading

    async def _become_ready(self, process: asyncio.subprocess.Process) -> None:
        while not self._is_ready(process.pid):
            if process.returncode is not None:
                await asyncio.wait([self._reading] if self._reading else [])
                if self.spec.ready == f"ends {process.returncode}":
                    return
                reason = f"{self.spec.name} ended with status {process.returncode}"
                raise ConfigError(reason + self._last_words())
            await asyncio.sleep(POLL)

    def _is_ready(self, pid: int) -> bool:
        kind, _, value = self.spec.ready.partition(" ")
        match kind:
            case "tcp" | "udp":
                return listens(kind, int(value), pid)
            case "says":
                return any(value in line for line in self._last)
            case "ends":
                return False
            case _:
                return Path(value).exists()

    async def _read(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            text = line.decode(errors="replace").rstrip("\r\n")
            if text:
                self._last.append(text)
            self._show(text)

    def _last_words(self) -> str:
        return f": {self._last[-1]}" if self._last else ""


def listens(transport: str, port: int, pid: int) -> bool:
    """Whether somebody listens on a port in the namespace of the program `pid`.

    Reads /proc/net (proc(5)): column 2 is address:port in hexadecimal, column 4 the state.
    """
    try:
        lines = Path(f"/proc/{pid}/net/{transport}").read_text().splitlines()
    except OSError:
        return False
    wanted = f":{port:04X}"
    rows = [line.split() for line in lines[1:]]
    return any(row[1].endswith(wanted) and row[3] == LISTENING[transport] for row in rows)
