"""Dialogs of many questions: a generator that yields prompts and is sent the replies.

    def dialog() -> Asking[str]:
        repeat = yield from number("Repeat count", 5, 1, 100)
        return f"{repeat} times\\n"

    return converse(session, dialog())

What the generator returns is the command's output; a reply that is no answer is told so, as IOS
does, and the question comes again. Facts: IOS' extended ping and traceroute.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from vpdn.ios.command import Output
from vpdn.ios.dialog import Question
from vpdn.ios.router import Session

T = TypeVar("T")

_YES_OR_NO = "% Please answer 'yes' or 'no'."


@dataclass(frozen=True, slots=True)
class Prompt:
    """`said` is printed before the question."""

    text: str
    said: str = ""
    key: bool = False


Asking = Generator[Prompt, str, T]


def converse(session: Session, dialog: Asking[Output]) -> Output:
    """Ask the first question, and the others as replies come."""
    return _advance(session, lambda: next(dialog), dialog)


def _advance(session: Session, step: Callable[[], Prompt], dialog: Asking[Output]) -> Output:
    try:
        prompt = step()
    except StopIteration as end:
        output: Output = end.value
        return output

    def answer(reply: str) -> Output:
        return _advance(session, partial(dialog.send, reply), dialog)

    session.question = Question(prompt.text, answer, key=prompt.key)
    return prompt.said


def asked(text: str, read: Callable[[str], T | None], refusal: str) -> Asking[T]:
    """Ask until `read` makes something of the reply; None is `refusal`."""
    said = ""
    while True:
        value = read((yield Prompt(text, said)))
        if value is not None:
            return value
        said = f"{refusal}\n"


def number(text: str, default: int, low: int, high: int) -> Asking[int]:
    def read(reply: str) -> int | None:
        if not reply:
            return default
        sound = reply.isascii() and reply.isdigit() and len(reply) <= 10
        return int(reply) if sound and low <= int(reply) <= high else None

    refusal = f"% A decimal number between {low} and {high}."
    return asked(f"{text} [{default}]: ", read, refusal)


def yes_or_no(text: str, default: str = "") -> Asking[bool]:
    """`default` stands in brackets, as IOS has it there: `n`, `no` or `yes/no`, which is none."""

    def read(reply: str) -> bool | None:
        word = reply.lower() or default
        if word and "yes".startswith(word):
            return True
        return False if word and "no".startswith(word) else None

    return asked(f"{text} [{default or 'yes/no'}]: ", read, _YES_OR_NO)
