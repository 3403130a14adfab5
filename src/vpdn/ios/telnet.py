"""A caller by telnet: the options of RFC 857, 858 and 1073, and a terminal behind them.

The router echoes and takes every key at once; it asks for the size of the window and refuses
everything else, each thing once.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

from vpdn.ios.lines import Line
from vpdn.ios.router import Router
from vpdn.ios.stream_terminal import StreamScreen, close, serve
from vpdn.ios.terminal import Terminal
from vpdn.wire.telnet import (
    Command,
    Element,
    Negotiation,
    Option,
    Said,
    Splitter,
    Subnegotiation,
    Text,
    Verb,
    window_size,
)

OFFER = (
    Negotiation(Verb.WILL, Option.ECHO),
    Negotiation(Verb.WILL, Option.SUPPRESS_GO_AHEAD),
    Negotiation(Verb.DO, Option.WINDOW_SIZE),
)
_OURS = {Option.ECHO, Option.SUPPRESS_GO_AHEAD}
_REFUSAL = {Verb.DO: Verb.WONT, Verb.WILL: Verb.DONT}
_KEYS = {
    Command.BREAK: b"\x1e",
    Command.INTERRUPT_PROCESS: b"\x03",
    Command.ABORT_OUTPUT: b"\x1e",
    Command.ERASE_CHARACTER: b"\x7f",
    Command.ERASE_LINE: b"\x15",
}
"""The keys that do what the commands ask for."""
_HERE = b"\r\n[Yes]\r\n"


class Options:
    """What the caller says besides typing. `resize` is told the window's lines and columns;
    `reply` takes octets for the caller, maybe none."""

    def __init__(
        self, resize: Callable[[tuple[int, int]], None], reply: Callable[[bytes], None]
    ) -> None:
        self._resize = resize
        self._reply = reply
        self._splitter = Splitter()
        self._replies = b""
        self._refused: set[Negotiation] = set()

    def typed(self, octets: bytes) -> bytes:
        """The keys among what came. It is replied to all of it at once."""
        keys = b"".join(map(self._key, self._splitter.feed(octets)))
        replies, self._replies = self._replies, b""
        self._reply(replies)
        return keys

    def _key(self, element: Element) -> bytes:
        match element:
            case Text(octets):
                return octets
            case Said(Command.ARE_YOU_THERE):
                self._replies += _HERE
            case Said(command):
                return _KEYS.get(command, b"")
            case Negotiation():
                self._negotiate(element)
            case Subnegotiation(Option.WINDOW_SIZE, octets):
                size = window_size(octets)
                if size is not None:
                    self._resize(size)
        return b""

    def _negotiate(self, asked: Negotiation) -> None:
        """What was offered is agreed; an end to it is not argued about."""
        agreed = asked.option in _OURS if asked.verb is Verb.DO else False
        agreed = agreed or asked == Negotiation(Verb.WILL, Option.WINDOW_SIZE)
        refusal = _REFUSAL.get(asked.verb)
        if agreed or refusal is None or asked in self._refused:
            return
        self._refused.add(asked)
        self._replies += Negotiation(refusal, asked.option).encode()


async def serve_telnet(router: Router, line: Line, connection: socket.socket) -> None:
    """Until the caller leaves or is gone. Raises ConnectionError."""
    reader, writer = await asyncio.open_connection(sock=connection)
    try:
        writer.write(b"".join(one.encode() for one in OFFER))
        screen = StreamScreen(writer)
        terminal = Terminal(router, screen, line=line)
        options = Options(terminal.shell.session.resize, screen.send)
        await serve(terminal, reader, options.typed)
    finally:
        await close(writer)
