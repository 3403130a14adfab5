"""Lines to stdout from a program that must not wait for whoever reads them.

A pipe nobody reads would stop a router between two keepalives; so a thread writes, and what does
not fit into its queue is dropped and counted. A busy router says hundreds of lines a second: the
thread wakes for many at a time. Knows nothing of what the lines say.
"""

from __future__ import annotations

import os
import queue
import threading
import time

QUEUED_LINES = 10_000
GATHERING = 0.01
"""Seconds that a line waits for others to be written with it."""
CLOSE_SECONDS = 1.0
STDOUT = 1


class Printer:
    """Close it at the end: it then writes what is left, for a second at most."""

    def __init__(self, descriptor: int = STDOUT, limit: int = QUEUED_LINES) -> None:
        self.dropped = 0
        self._descriptor = descriptor
        self._limit = limit
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="printer", daemon=True)
        self._thread.start()

    def write(self, line: str) -> bool:
        """Print one line, some time; False when it was dropped. Never raises and never waits."""
        if self._lines.qsize() >= self._limit:
            self.dropped += 1
            return False
        self._lines.put(line)
        return True

    def close(self) -> None:
        self._lines.put(None)
        self._thread.join(CLOSE_SECONDS)

    def _run(self) -> None:
        """A reader that is gone is no reason to end."""
        readable = True
        for line in iter(self._lines.get, None):
            time.sleep(GATHERING)
            lines, more = self._gathered(line)
            try:
                if readable:
                    text = "\n".join((*lines, ""))
                    self._write(text.encode("utf-8", "backslashreplace"))
            except OSError:
                readable = False
            if not more:
                return

    def _gathered(self, first: str) -> tuple[list[str], bool]:
        """The first line and those behind it that are there; False when they are the last."""
        lines = [first]
        for _ in range(self._lines.qsize()):
            line = self._lines.get()
            if line is None:
                return lines, False
            lines.append(line)
        return lines, True

    def _write(self, octets: bytes) -> None:
        while octets:
            octets = octets[os.write(self._descriptor, octets) :]
