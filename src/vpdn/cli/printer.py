"""Lines to stdout from a program that must not wait for whoever reads them.

A pipe nobody reads would stop a router between two keepalives; so a thread writes, and what does
not fit into its queue is dropped and counted. Knows nothing of what the lines say.
"""

from __future__ import annotations

import os
import queue
import threading

QUEUED_LINES = 10_000
CLOSE_SECONDS = 1.0
STDOUT = 1


class Printer:
    """Close it at the end: it then writes what is left, for a second at most."""

    def __init__(self, descriptor: int = STDOUT, limit: int = QUEUED_LINES) -> None:
        self.dropped = 0
        self._descriptor = descriptor
        self._lines: queue.Queue[str | None] = queue.Queue(limit)
        self._thread = threading.Thread(target=self._run, name="printer", daemon=True)
        self._thread.start()

    def write(self, line: str) -> bool:
        """Print one line, some time; False when it was dropped. Never raises and never waits."""
        try:
            self._lines.put_nowait(line)
        except queue.Full:
            self.dropped += 1
            return False
        return True

    def close(self) -> None:
        try:
            self._lines.put(None, timeout=CLOSE_SECONDS)
        except queue.Full:
            return
        self._thread.join(CLOSE_SECONDS)

    def _run(self) -> None:
        """A reader that is gone is no reason to end."""
        readable = True
        for line in iter(self._lines.get, None):
            try:
                if readable:
                    self._write(line.encode("utf-8", "backslashreplace") + b"\n")
            except OSError:
                readable = False

    def _write(self, octets: bytes) -> None:
        while octets:
            octets = octets[os.write(self._descriptor, octets) :]
