"""The router's console over a UNIX socket: the user's side. Blocking.

`attach` is a session on it: the terminal itself where there is one, else lines from standard input
(`console_pipe`). `run` carries out commands and gives back what they print, `documents` what they
say in JSON.
"""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from vpdn.errors import ConfigError
from vpdn.ios import console_terminal
from vpdn.ios.console_pipe import PipedSession
from vpdn.ios.frames import Frame, decode, encode

RUN = Path("/run/vpdn")
"""Where routers have their sockets unless told otherwise."""

WANTS_REPLY = "% The command asks for a reply, which the next line would have been"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command printed, with its line ends. `error` is what is told if it was refused, with
    a line end too: nothing comes after that."""

    text: str = ""
    error: str = ""


def run(path: Path, commands: Sequence[str]) -> Iterator[Answer]:
    """What each command prints, without prompts and debug lines, up to the first that is refused:
    that is told as a screen would show it, prompt and all. Raises ConfigError when no router
    answers at `path`, or it hangs up before all is done."""
    with _connected(path) as connection:
        talk = _Talk(connection)
        for command in commands:
            prompt = talk.prompt
            reply = talk.ask({"line": command})
            if reply.refused:
                yield Answer(error=f"{prompt}{command}\n{reply.text}")
                return
            yield Answer(reply.text)
        if talk.asks:
            yield Answer(error=f"{talk.prompt}\n{WANTS_REPLY}\n")


def documents(path: Path, commands: Sequence[str]) -> Iterator[Answer]:
    """The JSON document of each command, up to the first that is refused: its document says why.
    Raises ConfigError like `run`."""
    with _connected(path) as connection:
        talk = _Talk(connection)
        for command in commands:
            reply = talk.ask({"line": command, "json": True})
            if reply.refused:
                error = json.dumps({"command": command, "error": reply.text})
                yield Answer(f"{error}\n", f'vpdn: "{command}": {reply.text}\n')
                return
            if talk.prompt is None:
                raise EOFError
            yield Answer(f"{reply.text}\n")


def attach(path: Path, keyboard: int, screen: TextIO = sys.stdout) -> bool:
    """A session until `exit` or the end of the file behind the descriptor `keyboard`: whether every
    line was taken. Ctrl-C ends a command, never the router. Raises ConfigError when no router
    answers at `path`, or it hangs up."""
    with _connected(path) as connection:
        return PipedSession(connection, keyboard, screen).run()


def attach_terminal(path: Path, keyboard: int, screen: int) -> None:
    """Lend the terminal to the router until the user leaves. Raises ConfigError when none answers
    at `path`, or it hangs up."""
    with _connected(path) as connection, connection.makefile("rb", buffering=0) as stream:
        connection.sendall(encode({"terminal": console_terminal.size(keyboard)}))
        for octets in stream:
            frame = decode(octets)
            _check(frame)
            if "raw" in frame:
                break
        else:
            raise EOFError
        last = console_terminal.lend(keyboard, screen, connection)
        if last:
            _check(decode(last))


@dataclass(frozen=True, slots=True)
class _Reply:
    """`text` is why, where JSON was refused."""

    text: str
    refused: bool


class _Talk:
    """Lines and replies in turn. `prompt` is what the router shows, None when it let us go; `asks`:
    it is a question."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._stream = connection.makefile("rb")
        self.prompt: str | None = None
        self.asks = False
        self._reply()

    def ask(self, frame: Frame) -> _Reply:
        if self.prompt is None:
            raise EOFError
        self._connection.sendall(encode(frame))
        return self._reply()

    def _reply(self) -> _Reply:
        """What comes up to the next prompt. Raises ConfigError, and EOFError when nobody says
        why no more comes."""
        printed: list[str] = []
        refused = False
        self.prompt, self.asks = None, False
        for octets in self._stream:
            frame = decode(octets)
            _check(frame)
            for kind in ("out", "json", "refused"):
                if isinstance(text := frame.get(kind), str):
                    printed.append(text)
            refused = refused or "failed" in frame or "refused" in frame
            if isinstance(prompt := frame.get("prompt"), str):
                self.prompt, self.asks = prompt, "asks" in frame
            if "prompt" in frame or "bye" in frame:
                return _Reply("".join(printed), refused)
        raise EOFError


def _check(frame: Frame) -> None:
    """Raises ConfigError when the router hangs up."""
    if isinstance(why := frame.get("bye"), str):
        raise ConfigError(why)


@contextmanager
def _connected(path: Path) -> Iterator[socket.socket]:
    """Whoever hangs up is named."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        try:
            connection.connect(str(path))
        except OSError as error:
            why = error.strerror or error
            raise ConfigError(f"no router's console at {path}: {why}") from error
        try:
            yield connection
        except (EOFError, ConnectionError) as error:
            raise ConfigError(f"the router at {path} hung up") from error
        except ConfigError as error:
            raise ConfigError(f"the router at {path} hung up: {error.reason}") from None
