"""A program at a terminal of its own, and somebody who types at it."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress

_CHUNK = 4096


class Program:
    """`text` is everything it has shown, with `\\n` line ends."""

    def __init__(self, argv: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
        self.text = ""
        self._seen = 0
        self._user, terminal = pty.openpty()
        self._process = subprocess.Popen(
            argv,
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            env=dict(environment or os.environ),
            start_new_session=True,
            close_fds=True,
        )
        os.close(terminal)

    def type(self, keys: str) -> None:
        os.write(self._user, keys.encode())

    def interrupt(self, number: int = signal.SIGINT) -> None:
        """Ctrl-C, as the terminal's driver has it, or another signal."""
        os.killpg(self._process.pid, number)

    def echoes(self) -> bool:
        """Whether the terminal shows what is typed."""
        return bool(termios.tcgetattr(self._user)[3] & termios.ECHO)

    def until(self, wanted: str, seconds: float = 20) -> str:
        """What was shown since the last call, up to `wanted`."""
        deadline = time.monotonic() + seconds
        while (at := self.text.find(wanted, self._seen)) < 0:
            left = deadline - time.monotonic()
            assert left > 0, f"no {wanted!r} in:\n{self.text}"
            assert self._read(left) or wanted in self.text[self._seen :], self.text
        begun, self._seen = self._seen, at + len(wanted)
        return self.text[begun : self._seen]

    def end(self, seconds: float = 20) -> int:
        """Wait for the program to end by itself; its exit status."""
        while self._read(seconds):
            pass
        return self._process.wait(seconds)

    def close(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGTERM)
        self.end()
        os.close(self._user)

    def _read(self, seconds: float) -> bool:
        """False when there is nobody at the other end any more."""
        ready, _, _ = select.select([self._user], [], [], seconds)
        if ready:
            try:
                octets = os.read(self._user, _CHUNK)
            except OSError:
                return False
            self.text += octets.decode(errors="replace").replace("\r\n", "\n")
            return bool(octets)
        return True
