"""Sessions at the document's router, written down as a screen shows them and typed again.

A line with a prompt is typed, what stands below must come: `...` is any text, alone on a line any
lines. Return ends a typed line unless a `?` does, or `<TAB>`, `<^Z>`, `<^C>`; after ` --More-- `
stands the key that is pressed, after a command's question `<REPLY what is replied>`, or `<HIDDEN
what>` where it is not echoed, as the key after `[confirm]` is not; alone on a line that is a line
of text. Files called `vty_…` are played at a vty, where one logs in, the others at the console;
those called `saved_…` at a router that has a startup-config.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from difflib import unified_diff
from pathlib import Path

import pytest

from tests.ios.callers import CALLER
from tests.ios.screens import Sitting, agrees
from tests.ios.support import ANGELA
from vpdn.errors import ConfigError
from vpdn.ios import access
from vpdn.ios.commands import EXEC
from vpdn.ios.grammar import match
from vpdn.ios.lines import CONSOLE
from vpdn.ios.pager import ERASE, MORE
from vpdn.ios.startup import Startup

FILES = {
    file.stem: file.read_text()
    for file in sorted((Path(__file__).parent / "transcripts").glob("*.txt"))
}
KEYS = {"<TAB>": "\t", "<^Z>": "\x1a", "<^C>": "\x03", "<SPACE>": " ", "<RETURN>": "\r"}
_PROMPT = re.compile(r"[A-Za-z]+(?:\([\w-]*config[\w-]*\))?[>#]")
_REPLY_MARK = re.compile(r"<REPLY ?(.*)>")
_REPLY = re.compile(r"(|.*(?:\? |\[confirm\]|: ))<(?:REPLY|HIDDEN)(?: (.*))?>$")


def keys(line: str, standing: str) -> str:
    """What to press for a line of a transcript, while `standing` is in the screen's last line:
    what help or Tab left there is not typed again."""
    if line.startswith(MORE):
        return KEYS.get(line.removeprefix(MORE), line[-1])
    if reply := _REPLY.match(line):
        return reply[2] if reply[2] and "[confirm]" in line else f"{reply[2] or ''}\r"
    entered = line.removeprefix(standing) if _PROMPT.match(line) else ""
    key = next((name for name in KEYS if entered.endswith(name)), "")
    if key:
        return entered.removesuffix(key) + KEYS[key]
    return entered if entered.endswith("?") or not entered else f"{entered}\r"


def shown(text: str) -> str:
    """What the screen must have when all that was typed."""
    for key in ("<TAB>", "<^C>"):
        text = text.replace(key, "")
    text = re.sub(r"<HIDDEN.*>", "", _REPLY_MARK.sub(r"\1", text))
    text = re.sub(f"{re.escape(MORE)}.*", MORE, text.replace("<^Z>", "^Z"))
    return text.rstrip("\n")


def sit(name: str, folder: Path) -> Sitting:
    size = (24, 80) if MORE in FILES[name] else (0, 80)
    sitting = Sitting(size, CALLER if name.startswith("vty_") else CONSOLE)
    if name.startswith("saved_"):
        startup = folder / "angela.cfg"
        startup.write_text(ANGELA.read_text())
        sitting.router.startup = Startup(startup)
    return sitting


@pytest.mark.parametrize("name", FILES)
async def test_the_session_goes_as_it_is_written(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "PENALTY", 0.0)
    text = FILES[name]
    sitting = sit(name, tmp_path)
    await sitting.settle()
    for line in text.splitlines():
        await sitting.type(keys(line, sitting.line))
        if sitting.router.startup is not None:
            await sitting.written()
    screen = sitting.paper.text.replace("\r\n", "\n").replace(MORE + ERASE, MORE + "\n")
    await sitting.leave()
    assert agrees(screen, shown(text)), "\n".join(
        unified_diff(shown(text).splitlines(), screen.splitlines(), "written", "shown", lineterm="")
    )


def typed_commands() -> Iterator[str]:
    for line in "\n".join(FILES.values()).splitlines():
        if _PROMPT.match(line):
            command = _PROMPT.sub("", line, count=1).partition("|")[0]
            yield command.strip().removeprefix("do ")


def test_every_show_is_in_a_transcript() -> None:
    every = [one for declarations in EXEC for one in declarations]
    seen = set()
    for command in typed_commands():
        with suppress(ConfigError):
            seen.add(id(match(every, command).target))
    shows = [one for one in every if "show" in one.pattern.text.split()[0].strip("<|")]
    assert [one.pattern.text for one in shows if id(one.target) not in seen] == []
