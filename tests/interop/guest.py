"""A User Mode Linux guest: a kernel with PPP that runs as a process, commanded on its console.

Knows how to boot one, talk to it and end it; what runs in it is its callers' business (`pppd.py`).
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

INIT = Path(__file__).parent / "uml" / "init.sh"
DONE = "--interop-done--"
MEMORY = "96M"
BOOT_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Result:
    """How a command in the guest ended. `output` has both its outputs."""

    status: int
    output: str

    def __bool__(self) -> bool:
        return self.status == 0


class Socket(Protocol):
    """Where a guest's network card is plugged in."""

    def inside(self, *command: str) -> list[str]: ...

    def add_tap(self) -> str: ...


@dataclass(slots=True)
class Guest:
    """One guest on a wire, with `address` (and its prefix length) on its only card.

    `folder` takes what the kernel wants to keep. Call `boot` first and `close` always.
    """

    wire: Socket
    address: str
    folder: Path
    _process: subprocess.Popen[bytes] = field(init=False)

    def boot(self) -> None:
        arguments = self.wire.inside(
            "linux.uml",
            f"mem={MEMORY}",
            "root=/dev/root",
            "rootfstype=hostfs",
            "rootflags=/",
            "ro",
            f"init={INIT}",
            f"uml_dir={self.folder}",
            f"vec0:transport=tap,ifname={self.wire.add_tap()},depth=128,gro=1",
            "con=null",
            "con0=fd:0,fd:1",
            "quiet",
            f"ADDRESS={self.address}",
            f"DONE={DONE}",
        )
        self._process = subprocess.Popen(
            arguments,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._read_result(BOOT_SECONDS)

    def run(self, command: str, timeout: float = 30) -> Result:
        """Runs one line of shell in the guest; TimeoutError when it takes longer (seconds)."""
        assert self._process.stdin
        self._process.stdin.write(command.encode() + b"\n")
        self._process.stdin.flush()
        return self._read_result(timeout)

    def close(self) -> None:
        """Ends the guest at once, with the processes its kernel runs in."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.communicate()

    def _read_result(self, timeout: float) -> Result:
        """Everything up to the line that ends a command."""
        assert self._process.stdout
        console, received, deadline = self._process.stdout, b"", time.monotonic() + timeout
        with selectors.DefaultSelector() as selector:
            selector.register(console, selectors.EVENT_READ)
            while not (received.endswith(b"\n") and f"\n{DONE} ".encode() in received):
                if not selector.select(deadline - time.monotonic()):
                    raise TimeoutError(f"guest still busy: {received.decode(errors='replace')}")
                chunk = os.read(console.fileno(), 65536)
                assert chunk, f"the guest ended: {received.decode(errors='replace')}"
                received += chunk
        output, _, status = received.decode(errors="replace").rpartition(f"\n{DONE} ")
        return Result(int(status), output)
