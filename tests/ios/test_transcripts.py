"""Sessions at the document's router, written down as a screen shows them and typed again.

A line with a prompt is typed, what stands below must come: `...` is any text, alone on a line any
lines. Return ends a typed line unless a `?` does, or `<TAB>`, `<^Z>`, `<^C>`; after ` --More-- `
stands the key that is pressed, after a command's question `<REPLY what is replied>`; alone on a
line that is a line of text.
"""

from __future__ import annotations

import re
from difflib import unified_diff
from pathlib import Path

import pytest

from tests.ios.screens import Sitting, agrees
from vpdn.ios.pager import ERASE, MORE

FILES = {
    file.stem: file.read_text()
    for file in sorted((Path(__file__).parent / "transcripts").glob("*.txt"))
}
KEYS = {"<TAB>": "\t", "<^Z>": "\x1a", "<^C>": "\x03", "<SPACE>": " ", "<RETURN>": "\r"}
_PROMPT = re.compile(r"[A-Za-z]+(?:\(config[\w-]*\))?[>#]")
_REPLY_MARK = re.compile(r"<REPLY ?(.*)>")
_REPLY = re.compile(r"(|.*(?:\? |\[confirm\]|: ))<REPLY(?: (.*))?>$")


def keys(line: str, standing: str) -> str:
    """What to press for a line of a transcript, while `standing` is in the screen's last line:
    what help or Tab left there is not typed again."""
    if line.startswith(MORE):
        return KEYS.get(line.removeprefix(MORE), line[-1])
    if reply := _REPLY.match(line):
        return f"{reply[2] or ''}\r"
    entered = line.removeprefix(standing) if _PROMPT.match(line) else ""
    key = next((name for name in KEYS if entered.endswith(name)), "")
    if key:
        return entered.removesuffix(key) + KEYS[key]
    return entered if entered.endswith("?") or not entered else f"{entered}\r"


def shown(text: str) -> str:
    """What the screen must have when all that was typed."""
    for key in ("<TAB>", "<^C>"):
        text = text.replace(key, "")
    text = _REPLY_MARK.sub(r"\1", text)
    text = re.sub(f"{re.escape(MORE)}.*", MORE, text.replace("<^Z>", "^Z"))
    return text.rstrip("\n")


@pytest.mark.parametrize("name", FILES)
async def test_the_session_goes_as_it_is_written(name: str) -> None:
    text = FILES[name]
    sitting = Sitting((24, 80) if MORE in text else (0, 80))
    await sitting.settle()
    for line in text.splitlines():
        await sitting.type(keys(line, sitting.line))
    screen = sitting.paper.text.replace("\r\n", "\n").replace(MORE + ERASE, MORE + "\n")
    await sitting.leave()
    assert agrees(screen, shown(text)), "\n".join(
        unified_diff(shown(text).splitlines(), screen.splitlines(), "written", "shown", lineterm="")
    )


def test_there_are_transcripts() -> None:
    assert FILES
