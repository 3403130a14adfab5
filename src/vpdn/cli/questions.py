"""What `vpdn dial` asks at a terminal when the server refused the name or the password.

The event loop goes on meanwhile: the server may lose its patience, or the user may press Ctrl-C,
and either way the terminal is as it was.
"""

from __future__ import annotations

import asyncio
import os
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import click

from vpdn.client import errors
from vpdn.client.errors import DialError
from vpdn.client.settings import Answer, NewLogin
from vpdn.ppp.outputs import NewPassword

LONGEST_LINE = 4096
"""Octets a terminal hands over at once."""


def somebody_is_there() -> bool:
    """Whether there is a terminal to ask at."""
    return sys.stdin.isatty() and sys.stderr.isatty()


class Answers:
    """Answers a refusal: a password that has expired by `new_password`, if there is one, and once;
    anything else is a person's to answer, where there is one."""

    def __init__(self, new_password: str | None, *, person: bool) -> None:
        self._new_password = new_password
        self._person = person

    async def __call__(self, error: DialError, user: str) -> Answer | None:
        new, self._new_password = self._new_password, None
        if new is not None and error.number == errors.PASSWD_EXPIRED:
            click.echo(str(error), err=True)
            return NewPassword(new)
        return await ask(error, user) if self._person else None


async def ask(error: DialError, user: str) -> Answer | None:
    """Another name and password, or a new password; None when the user gives up by the end of
    input (Ctrl-D), or when `error` is none that an answer would mend."""
    click.echo(str(error), err=True)
    if error.number == errors.AUTHENTICATION_FAILURE:
        return await _new_login(user)
    if error.number in (errors.PASSWD_EXPIRED, errors.CHANGING_PASSWORD):
        return await _new_password()
    return None


async def _new_login(user: str) -> NewLogin | None:
    name = await _line(f"User name [{user}]: ")
    password = None if name is None else await _line("Password: ", hidden=True)
    return None if password is None else NewLogin(name or user, password)


async def _new_password() -> NewPassword | None:
    while True:
        new = await _line("New password: ", hidden=True)
        again = None if new is None else await _line("Confirm new password: ", hidden=True)
        if new is None or again is None:
            return None
        if new == again:
            return NewPassword(new)
        click.echo("The two passwords are not the same.", err=True)


async def _line(prompt: str, *, hidden: bool = False) -> str | None:
    """What is typed, without the end of the line; None at the end of input."""
    descriptor = sys.stdin.fileno()
    with _silent(descriptor) if hidden else nullcontext():
        click.echo(prompt, nl=False, err=True)
        try:
            await _readable(descriptor)
            typed = os.read(descriptor, LONGEST_LINE)
        except OSError:
            return None  # the terminal went away
        finally:
            if hidden:
                click.echo(err=True)
    return typed.decode("utf-8", "surrogateescape").rstrip("\n") if typed else None


async def _readable(descriptor: int) -> None:
    loop, ready = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(descriptor, ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(descriptor)


@contextmanager
def _silent(descriptor: int) -> Iterator[None]:
    """The terminal shows nothing of what is typed."""
    before = termios.tcgetattr(descriptor)
    quiet = termios.tcgetattr(descriptor)
    quiet[3] &= ~termios.ECHO
    termios.tcsetattr(descriptor, termios.TCSADRAIN, quiet)
    try:
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
