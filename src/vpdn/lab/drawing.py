"""The picture of a network, taken from where it is kept: the comment that opens a lab's file."""

from __future__ import annotations

from itertools import takewhile


def opening_comment(text: str) -> str:
    """The text of the comment lines `text` begins with, without their marks."""
    lines = takewhile(lambda line: line.startswith("#"), text.splitlines())
    return "\n".join(line[1:].removeprefix(" ").rstrip() for line in lines)
