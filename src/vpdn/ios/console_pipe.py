"""A session on the router's console whose lines come from a pipe or a file.

Whatever ends first ends it: the lines, the session, or the router. What the router says is shown as
it comes, also while no line does.
"""

from __future__ import annotations

import os
import select
import socket
from typing import TextIO

from vpdn.errors import ConfigError
from vpdn.ios.frames import Frame, decode, encode

_CHUNK = 4096


class Paper:
    """Debug lines interrupt whatever stands in the line, and are not followed by a line end."""

    def __init__(self, screen: TextIO) -> None:
        self._screen = screen
        self._at_start = True
        self._logged = False

    def out(self, text: str) -> None:
        if self._logged:
            self.fresh()
        self._logged = False
        self._write(text)

    def log(self, line: str) -> None:
        self.fresh()
        self._write(line)
        self._logged = True

    def fresh(self) -> None:
        """To the start of a line."""
        if not self._at_start:
            self._write("\n")

    def _write(self, text: str) -> None:
        self._screen.write(text)
        self._screen.flush()
        self._at_start = text.endswith("\n")


class PipedSession:
    """`keyboard` is the descriptor that lines are read from. They are shown behind their prompts:
    without them the output would be hard to read."""

    def __init__(self, connection: socket.socket, keyboard: int, screen: TextIO) -> None:
        self._connection = connection
        self._keyboard = keyboard
        self._paper = Paper(screen)
        self._lines = _Lines()
        self._frames = b""
        self._prompted = False
        self._asked = False
        self._over = False
        self._refused = False

    def run(self) -> bool:
        """Until `exit` or the end of the lines: whether every line was taken, and every question
        answered. Ctrl-C ends a command, or else the session. Raises ConfigError when the router
        hangs up and says why, EOFError when it does not."""
        while not self._over:
            try:
                self._wait()
            except KeyboardInterrupt:
                if self._prompted:
                    raise
                self._connection.sendall(encode({"interrupt": True}))
        self._paper.fresh()
        return not (self._refused or self._asked)

    def _wait(self) -> None:
        """For whatever comes next."""
        wanted = [self._connection.fileno()]
        wants_line = self._prompted and not self._lines.ready
        ready, _, _ = select.select([*wanted, *([self._keyboard] if wants_line else [])], [], [])
        if self._connection.fileno() in ready:
            self._hear()
        elif ready:
            self._lines.feed(os.read(self._keyboard, _CHUNK))
        if self._prompted and self._lines.ready and not self._over:
            self._say(self._lines.take())

    def _say(self, line: str | None) -> None:
        if line is None:
            self._over = True
            return
        self._paper.out(f"{line}\n")
        self._prompted = self._asked = False
        self._connection.sendall(encode({"line": line}))

    def _hear(self) -> None:
        octets = self._connection.recv(_CHUNK)
        if not octets:
            raise EOFError
        *whole, self._frames = (self._frames + octets).split(b"\n")
        for one in whole:
            self._show(decode(one))

    def _show(self, frame: Frame) -> None:
        if isinstance(text := frame.get("out"), str):
            self._paper.out(text)
        elif isinstance(line := frame.get("log"), str):
            self._paper.log(line)
        elif isinstance(prompt := frame.get("prompt"), str):
            self._paper.fresh()
            self._paper.out(prompt)
            self._prompted, self._asked = True, "asks" in frame
        elif "failed" in frame:
            self._refused = True
        elif isinstance(why := frame.get("bye"), str):
            self._paper.fresh()
            raise ConfigError(why)
        elif "bye" in frame:
            self._over = True


class _Lines:
    """Octets in, lines out; None for their end."""

    def __init__(self) -> None:
        self._read = b""
        self._ended = False

    def feed(self, octets: bytes) -> None:
        """Nothing is the end of all."""
        self._read += octets
        self._ended = not octets

    @property
    def ready(self) -> bool:
        return self._ended or b"\n" in self._read

    def take(self) -> str | None:
        line, end, self._read = self._read.partition(b"\n")
        if not line and not end:
            return None
        return line.removesuffix(b"\r").decode(errors="replace")
