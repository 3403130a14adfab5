"""The options of a caller by telnet: RFC 854, 857, 858, 1073."""

from __future__ import annotations

import pytest

from vpdn.ios.telnet import OFFER, Options
from vpdn.wire.telnet import IAC, SB, SE, Command, Negotiation, Option, Verb

WINDOW = bytes((IAC, SB, Option.WINDOW_SIZE, 0, 132, 0, 50, IAC, SE))
TERMINAL_TYPE, LINE_MODE = 24, 34


class Caller:
    """What the options make of what came."""

    def __init__(self) -> None:
        self.sizes: list[tuple[int, int]] = []
        self.replies = b""
        self.options = Options(self.sizes.append, self._reply)

    def _reply(self, octets: bytes) -> None:
        self.replies += octets


def said(verb: Verb, option: int) -> bytes:
    return Negotiation(verb, option).encode()


def test_what_is_offered() -> None:
    assert b"".join(one.encode() for one in OFFER) == bytes.fromhex("fffb01 fffb03 fffd1f")


@pytest.mark.parametrize(
    "agreed",
    [
        said(Verb.DO, Option.ECHO),
        said(Verb.DO, Option.SUPPRESS_GO_AHEAD),
        said(Verb.WILL, Option.WINDOW_SIZE),
        said(Verb.DONT, Option.ECHO),
        said(Verb.WONT, Option.WINDOW_SIZE),
        said(Verb.DONT, LINE_MODE),
    ],
)
def test_an_agreement_needs_no_reply(agreed: bytes) -> None:
    caller = Caller()
    assert caller.options.typed(agreed) == b""
    assert caller.replies == b""


@pytest.mark.parametrize(
    ("asked", "refused"),
    [
        (said(Verb.WILL, TERMINAL_TYPE), said(Verb.DONT, TERMINAL_TYPE)),
        (said(Verb.DO, LINE_MODE), said(Verb.WONT, LINE_MODE)),
        (said(Verb.WILL, Option.ECHO), said(Verb.DONT, Option.ECHO)),
    ],
)
def test_everything_else_is_refused_once(asked: bytes, refused: bytes) -> None:
    """So that two machines that insist cannot talk for ever."""
    caller = Caller()
    caller.options.typed(asked * 1000)
    assert caller.replies == refused


def test_keys_come_through_and_the_size_of_the_window_is_told() -> None:
    caller = Caller()
    assert caller.options.typed(b"sh" + WINDOW + b"ow\r\n") == b"show\r\n"
    assert caller.sizes == [(50, 132)]


@pytest.mark.parametrize(
    ("command", "key"),
    [
        (Command.BREAK, b"\x1e"),
        (Command.INTERRUPT_PROCESS, b"\x03"),
        (Command.ERASE_CHARACTER, b"\x7f"),
        (Command.ERASE_LINE, b"\x15"),
        (Command.NOP, b""),
        (Command.DATA_MARK, b""),
    ],
)
def test_commands_are_keys(command: Command, key: bytes) -> None:
    assert Caller().options.typed(bytes((IAC, command))) == key


def test_are_you_there() -> None:
    caller = Caller()
    assert caller.options.typed(bytes((IAC, Command.ARE_YOU_THERE))) == b""
    assert caller.replies == b"\r\n[Yes]\r\n"
