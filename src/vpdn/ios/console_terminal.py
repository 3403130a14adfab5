"""The user's own terminal lent to a router: keys go out as they are pressed, text comes in.

The terminal is raw meanwhile, so that every key is the router's; only Ctrl-] stays here, and lets
go of a router that does not answer.
"""

from __future__ import annotations

import os
import select
import socket
import termios
import tty
from collections.abc import Iterator
from contextlib import contextmanager

LET_GO = 0x1D
_CHUNK = 4096


def size(terminal: int) -> str:
    """Lines and columns of the terminal behind a descriptor, `24x80` when it has none."""
    try:
        columns, lines = os.get_terminal_size(terminal)
    except OSError:
        columns, lines = 0, 0
    return f"{lines or 24}x{columns or 80}"


def lend(keyboard: int, screen: int, connection: socket.socket) -> bytes:
    """Until the router hangs up, the keyboard ends, or Ctrl-] is pressed: what the router said
    behind the octet of zero that ends the text, b"" when we were the ones to go. Raises EOFError
    when the router is gone without that."""
    with raw(keyboard):
        while True:
            ready, _, _ = select.select([keyboard, connection.fileno()], [], [])
            if connection.fileno() in ready:
                text, ended, last = connection.recv(_CHUNK).partition(b"\0")
                os.write(screen, text)
                if ended:
                    return last + _rest(connection)
                if not text:
                    raise EOFError
            if keyboard in ready:
                keys = os.read(keyboard, _CHUNK)
                if not keys or LET_GO in keys:
                    return b""
                connection.sendall(keys)


def _rest(connection: socket.socket) -> bytes:
    with connection.makefile("rb") as stream:
        return stream.read()


@contextmanager
def raw(terminal: int) -> Iterator[None]:
    """Every key unchanged and at once, until the block is left."""
    before = termios.tcgetattr(terminal)
    tty.setraw(terminal)
    try:
        yield
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
