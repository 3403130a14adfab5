"""The tree of a configuration -> the text that `show running-config` prints."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from vpdn.ios.sections import Section
from vpdn.ios.tree import Block, Entry


def render(tree: Block) -> str:
    """From the first `!` to `end`, each line ended by a newline."""
    lines: list[str] = []
    section: Section | None = None
    for entry in tree:
        lines += ["!"] * _gap(section, entry)
        section = entry.setting.section
        lines += _entry(entry, 0)
    return "\n".join([*lines, "!", "end", ""])


def framed(text: str) -> str:
    """A configuration as a command shows it."""
    return f"Building configuration...\n\nCurrent configuration : {len(text)} bytes\n{text}\n"


def descriptions(tree: Block) -> dict[str, str]:
    """What each interface of a configuration is described as, by its name."""
    found = ((entry.text, entry.children.find("description")) for entry in tree)
    return {
        heading.removeprefix("interface "): line.text.removeprefix("description ")
        for heading, line in found
        if line is not None and heading.startswith("interface ")
    }


def inside(text: str, heading: str) -> list[str]:
    """The lines below `heading` that stand further in, in a configuration's text."""
    lines = iter(text.splitlines())
    if heading not in lines:
        return []
    return list(takewhile(lambda line: line.startswith(" "), lines))


def _gap(previous: Section | None, entry: Entry) -> int:
    section = entry.setting.section
    if previous is None or section.paragraph != previous.paragraph:
        return section.before
    return section.between


def _entry(entry: Entry, depth: int) -> Iterator[str]:
    yield " " * depth + entry.text
    if entry.setting.remark is not None and (remark := entry.setting.remark(entry.children)):
        yield remark
    for child in entry.children:
        yield from _entry(child, depth + 1)
