"""The router's console over a UNIX socket: the user's side.

`attach` is a session on it: the terminal itself where there is one, else lines from standard
input. `run` carries out commands and gives back what they print, `documents` what they say in
JSON. Blocking and threaded, as reading lines is.
"""

from __future__ import annotations

import queue
import socket
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, TextIO

from vpdn.errors import ConfigError
from vpdn.ios import console_terminal
from vpdn.ios.frames import Frame, decode, encode


def run(path: Path, commands: Sequence[str]) -> str:
    """Everything that the commands print, without prompts and debug lines. Raises ConfigError
    when no router answers at `path`."""
    with _connected(path) as connection, connection.makefile("rb") as stream:
        waiting = list(commands)
        printed: list[str] = []
        for frame in _frames(stream):
            if isinstance(text := frame.get("out"), str):
                printed.append(text)
            elif "prompt" in frame:
                if not waiting:
                    break
                connection.sendall(encode({"line": waiting.pop(0)}))
        return "".join(printed)


def documents(path: Path, commands: Sequence[str]) -> Iterator[str]:
    """The JSON document of each command, as it comes. Raises ConfigError when a command has none,
    and when no router answers at `path`."""
    with _connected(path) as connection, connection.makefile("rb") as stream:
        waiting = list(commands)
        for frame in _frames(stream):
            if isinstance(text := frame.get("json"), str):
                yield text
            elif isinstance(why := frame.get("refused"), str):
                raise ConfigError(why)
            elif "prompt" in frame:
                if not waiting:
                    break
                connection.sendall(encode({"line": waiting.pop(0), "json": True}))
        else:
            raise ConfigError(f"the router at {path} hung up")


def attach(path: Path, screen: TextIO = sys.stdout) -> None:
    """A session until `exit` or end of file. Ctrl-C ends a command, never the router. Raises
    ConfigError when no router answers at `path`."""
    if sys.stdin.isatty():
        attach_terminal(path, sys.stdin.fileno(), screen.fileno())
        return
    with _connected(path) as connection, connection.makefile("rb") as stream:
        prompts: queue.Queue[str | None] = queue.Queue()
        paper = _Screen(screen)
        showing = threading.Thread(target=_show, args=(stream, paper, prompts), daemon=True)
        showing.start()
        try:
            while (prompt := _wait(prompts, connection)) is not None:
                line = _ask(prompt, paper)
                if line is None:
                    break
                connection.sendall(encode({"line": line}))
        finally:
            _hang_up(connection)
            showing.join()


def attach_terminal(path: Path, keyboard: int, screen: int) -> None:
    """Lend the terminal to the router. Raises ConfigError when none answers at `path`."""
    with _connected(path) as connection, connection.makefile("rb", buffering=0) as stream:
        connection.sendall(encode({"terminal": console_terminal.size(keyboard)}))
        for frame in _frames(stream):
            if "raw" in frame:
                console_terminal.lend(keyboard, screen, connection)
                return


class _Screen:
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
        self._at_start = text.endswith("\n")

    def log(self, line: str) -> None:
        self.fresh()
        self._write(line)
        self._at_start = False
        self._logged = True

    def fresh(self) -> None:
        """To the start of a line."""
        if not self._at_start:
            self._write("\n")
        self._at_start = True

    def prompted(self) -> None:
        self._at_start = False

    def entered(self, line: str) -> None:
        """No terminal has shown the line: without it the output would be hard to read."""
        self._write(f"{line}\n")
        self._at_start = True

    def _write(self, text: str) -> None:
        self._screen.write(text)
        self._screen.flush()


def _show(stream: BinaryIO, screen: _Screen, prompts: queue.Queue[str | None]) -> None:
    """Print what comes; hand prompts to whoever reads the keyboard."""
    for frame in _frames(stream):
        if isinstance(text := frame.get("out"), str):
            screen.out(text)
        elif isinstance(line := frame.get("log"), str):
            screen.log(line)
        elif isinstance(prompt := frame.get("prompt"), str):
            screen.fresh()
            prompts.put(prompt)
    prompts.put(None)


def _hang_up(connection: socket.socket) -> None:
    """Wakes the thread that reads; the stream cannot be closed under it."""
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def _wait(prompts: queue.Queue[str | None], connection: socket.socket) -> str | None:
    while True:
        try:
            return prompts.get()
        except KeyboardInterrupt:
            connection.sendall(encode({"interrupt": True}))


def _ask(prompt: str, screen: _Screen) -> str | None:
    """The next line, None at end of file; Ctrl-C drops what was typed."""
    while True:
        screen.prompted()
        try:
            line = input(prompt)
        except KeyboardInterrupt:
            screen.fresh()
        except EOFError:
            screen.fresh()
            return None
        else:
            screen.entered(line)
            return line


@contextmanager
def _connected(path: Path) -> Iterator[socket.socket]:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    with connection:
        try:
            connection.connect(str(path))
        except OSError as error:
            why = error.strerror or error
            raise ConfigError(f"no router's console at {path}: {why}") from error
        try:
            yield connection
        except (BrokenPipeError, ConnectionResetError) as error:
            raise ConfigError(f"the router at {path} hung up") from error


def _frames(stream: Iterable[bytes]) -> Iterator[Frame]:
    """Until the router says goodbye or is gone."""
    with suppress(ConnectionError):
        for octets in stream:
            frame = decode(octets)
            if "bye" in frame:
                return
            yield frame
