"""Text of a running-config -> `RunningConfig`: the tree of lines and the typed `RouterConfig`.

Takes files as IOS writes them and as people paste them: comments, `Building configuration...`,
`Current configuration : 1606 bytes`, prompts. A bad line is reported with IOS' error, file, line
number and caret, and loading goes on with the next.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass

from vpdn.errors import ConfigError
from vpdn.ios.configuration import finish, overlapping
from vpdn.ios.editor import Editor
from vpdn.ios.multiline import waits_for
from vpdn.ios.running_config import render
from vpdn.ios.tree import Block, Refused
from vpdn.nas.config import RouterConfig

_STEP = 50
"""Commands that are read in one go: a hundredth of a second."""
_HEADER = re.compile(r"Building configuration|Current configuration|Using \d+ out of|\[OK\]")
_PROMPT = re.compile(r"[A-Za-z][\w.-]*(\(config[\w-]*\))?[>#]\s*")


@dataclass(frozen=True, slots=True)
class Problem:
    """A command that was not taken. `str` gives the file, the line number, the error and the caret,
    of a command over several lines the first."""

    file: str
    number: int
    line: str
    error: ConfigError

    def __str__(self) -> str:
        where = f"{self.file}:{self.number}: " if self.number else ""
        caret = "" if self.error.column is None else "\n" + " " * self.error.column + "^"
        first, _, _ = self.line.partition("\n")
        return f"{where}{self.error.reason}\n{first}{caret}"


Merged = tuple[Block, list[Problem]]


@dataclass(frozen=True, slots=True)
class Note:
    """A line that is known and kept but has no effect, and why."""

    number: int
    line: str
    reason: str


class RunningConfig:
    """What a router is configured to do: `tree` as it was said, `config` as it is meant. Immutable;
    a change makes a new one."""

    def __init__(self, tree: Block) -> None:
        """Raises ConfigError when a line of the tree refuses."""
        refused: list[Refused] = []
        self.tree = tree
        self.config = _build(tree, refused)
        if refused:
            raise refused[0].error

    def text(self) -> str:
        """As `show running-config` prints it, from `version` to `end`."""
        return render(self.tree)

    def notes(self) -> tuple[Note, ...]:
        """Every line without effect, in the order of the running-config."""
        return tuple(_notes(self.tree, ""))


@dataclass(frozen=True, slots=True)
class Loaded:
    running: RunningConfig
    problems: tuple[Problem, ...]

    @property
    def config(self) -> RouterConfig:
        return self.running.config


def load(text: str, file: str = "") -> Loaded:
    """Read a configuration; never raises for what is in it. `file` is named in the problems."""
    tree, problems = merge(factory(), text, file)
    tree, dropped = _without_refused(tree, file)
    problems += dropped
    return Loaded(RunningConfig(tree), tuple(sorted(problems, key=lambda one: one.number)))


def merge(onto: Block, text: str, file: str = "") -> Merged:
    """The tree that the lines of `text`, typed one by one, make of a copy of `onto`; and those
    that cannot be read. Whether the lines can stand together, `RunningConfig` says."""
    steps = merging(onto, text, file)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            merged: Merged = end.value
            return merged


def merging(onto: Block, text: str, file: str = "") -> Generator[None, None, Merged]:
    """What `merge` does, in steps between which something else can be done."""
    editor = Editor(onto)
    problems: list[Problem] = []
    for count, (number, command) in enumerate(_commands(text)):
        if count % _STEP == 0:
            yield
        if editor.closed:
            editor.reopen()
        try:
            editor.enter(command, number)
        except ConfigError as error:
            problems.append(Problem(file, number, command, error))
    return editor.tree, problems


def _commands(text: str) -> Iterator[tuple[int, str]]:
    """Each command with the number of its first line; one over several lines as a whole."""
    begun, command = 0, ""
    for number, line in enumerate(text.splitlines(), 1):
        command = f"{command}\n{line}" if begun else _command(line)
        if waits_for(command) is not None:
            begun = begun or number
            continue
        if command.strip():
            yield begun or number, command
        begun = 0
    if begun:
        yield begun, command


def factory() -> Block:
    """The tree of a router that nobody has configured."""
    editor = Editor(Block())
    for line in FACTORY:
        editor.enter(line)
    return editor.tree


def _command(line: str) -> str:
    """What of a line is a command: not comments, headers, or a pasted prompt."""
    bare = line.strip()
    if bare.startswith("!") or _HEADER.match(bare):
        return ""
    prompt = _PROMPT.match(bare)
    if prompt is None:
        return line.rstrip()
    return bare[prompt.end() :] if prompt[1] else ""


def _without_refused(tree: Block, file: str) -> tuple[Block, list[Problem]]:
    refused: list[Refused] = []
    _build(tree, refused)
    if not refused:
        return tree, []
    gone = {id(one.entry) for one in refused}
    kept = tree.changed(lambda entry: None if id(entry) in gone else entry)
    return kept, [Problem(file, one.entry.number, one.entry.text, one.error) for one in refused]


def _build(tree: Block, refused: list[Refused]) -> RouterConfig:
    config = finish(tree, tree.fold(RouterConfig(), refused))
    refused += overlapping(tree)
    return config


def _notes(block: Block, inherited: str) -> Iterable[Note]:
    """A line inside one that has no effect has none either."""
    for entry in block:
        reason = inherited or entry.setting.idle(entry.arguments)
        if reason:
            yield Note(entry.number, entry.text, reason)
        yield from _notes(entry.children, entry.setting.reason or inherited)


FACTORY = (
    "version 12.1",
    "service timestamps debug uptime",
    "service timestamps log uptime",
    "no service password-encryption",
    "hostname Router",
    "ip subnet-zero",
    "ip classless",
)
