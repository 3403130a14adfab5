"""Reading a typed line against a set of command declarations, as IOS does.

The line is walked word by word along every declaration at once; at each word the most specific
readings survive (exact keyword, abbreviated keyword, typed argument, WORD, LINE). What cannot be
read raises ConfigError with IOS' sentence; `column` is where the caret goes.

Nothing here knows what a command does: each declaration carries a `target` of its owner's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from vpdn.errors import ConfigError, MisuseError
from vpdn.ios.pattern import END, Node, Pattern
from vpdn.ios.tokens import Hit, Interface, Keyword, Rank, Token, kinds_of
from vpdn.ios.vocabulary import HELP

T = TypeVar("T")

INVALID = "% Invalid input detected at '^' marker."
INCOMPLETE = "% Incomplete command."
AMBIGUOUS = '% Ambiguous command:  "{}"'


@dataclass(frozen=True, slots=True)
class Declaration(Generic[T]):
    """`help` has a sentence for every token of `pattern`, by keyword or argument name."""

    pattern: Pattern
    help: Mapping[str, str]
    target: T


@dataclass(frozen=True, slots=True)
class Match(Generic[T]):
    """A line understood. `arguments` are typed; `words` is the line with every keyword in full;
    `exact`: they were typed in full; `column`: where the first typed argument stands, or None."""

    target: T
    no: bool
    arguments: Mapping[str, object]
    words: tuple[str, ...]
    exact: bool
    column: int | None

    @property
    def text(self) -> str:
        return " ".join(self.words)


@dataclass(frozen=True, slots=True)
class Path(Generic[T]):
    """One way through one declaration so far."""

    declaration: Declaration[T]
    steps: tuple[tuple[Node, object], ...] = ()
    exact: bool = True
    column: int | None = None

    @property
    def following(self) -> Iterable[Node]:
        if not self.steps:
            return self.declaration.pattern.start
        passed = {node for node, _ in self.steps if not node.repeat}
        return [node for node in self.steps[-1][0].next if node not in passed]

    def step(self, node: Node, hit: Hit, start: int) -> Path[T]:
        exact = self.exact and hit.rank is not Rank.ABBREVIATED
        typed = node.name and not isinstance(node.token, Keyword)
        column = start if self.column is None and typed else self.column
        return Path(self.declaration, (*self.steps, (node, hit.value)), exact, column)


def declare(pattern: Pattern, help_text: str, target: T) -> Declaration[T]:
    """Help is written one token a line, `token  sentence`; common words have theirs in
    `vocabulary`. Raises MisuseError when a token has none."""
    own = dict(
        (line.strip().split("  ", 1) if "  " in line.strip() else [line.strip(), ""])
        for line in help_text.splitlines()
        if line.strip()
    )
    texts: dict[str, str] = {}
    for leaf in pattern.leaves:
        word = leaf.token.symbol if isinstance(leaf.token, Keyword) else leaf.name
        sentence = own.get(word) or HELP.get(word)
        if not sentence:
            raise MisuseError(f"declaration {pattern.text!r}: no help for {word!r}")
        texts[word] = sentence.strip()
    return Declaration(pattern, texts, target)


def match(declarations: Iterable[Declaration[T]], line: str) -> Match[T]:
    """Understand `line`. Raises ConfigError."""
    for path in walk(declarations, line):
        if END in path.following:
            return _matched(path)
    raise ConfigError(INCOMPLETE, line=line)


def walk(declarations: Iterable[Declaration[T]], line: str) -> list[Path[T]]:
    """Every way to read the words of `line`, finished or not. Raises ConfigError when there is
    none."""
    position = _skip_blanks(line, 0)
    paths = [Path(declaration) for declaration in declarations]
    while position < len(line):
        paths, end = _advance(paths, line, position)
        position = _skip_blanks(line, end)
    return paths


def _advance(paths: list[Path[T]], line: str, start: int) -> tuple[list[Path[T]], int]:
    end = _word_end(line, start)
    nodes = [(path, node) for path in paths for node in path.following if node is not END]
    hits = [
        (path, node, hit) for path, node in nodes if (hit := node.token.match(line, start, end))
    ]
    if not hits:
        raise _unread([node.token for _, node in nodes], line, start, end)
    best = min(hit.rank for _, _, hit in hits)
    kept = [(path, node, hit) for path, node, hit in hits if hit.rank == best]
    if best is Rank.ABBREVIATED and len({node.token.symbol for _, node, _ in kept}) > 1:
        raise ConfigError(AMBIGUOUS.format(line[:end].strip()), line=line)
    return [path.step(node, hit, start) for path, node, hit in kept], kept[0][2].end


def _unread(tokens: list[Token], line: str, start: int, end: int) -> ConfigError:
    """What is wrong with the word line[start:end], which none of `tokens` reads. An interface's
    kind by itself is half a name; the other half is its number."""
    word = line[start:end]
    kinds = {
        kind
        for token in tokens
        if isinstance(token, Interface)
        for kind in kinds_of(word)
        if kind in token.kinds
    }
    if len(kinds) > 1:
        return ConfigError(AMBIGUOUS.format(line[:end].strip()), line=line)
    if kinds:
        unit = _skip_blanks(line, end)
        if unit == len(line):
            return ConfigError(INCOMPLETE, line=line)
        return ConfigError(INVALID, line=line, column=unit)
    agreed = max((token.agreed(word) for token in tokens), default=0)
    return ConfigError(INVALID, line=line, column=start + agreed)


def _matched(path: Path[T]) -> Match[T]:
    arguments: dict[str, object] = {}
    for node, value in path.steps:
        if node.repeat:
            earlier = arguments.get(node.name, ())
            arguments[node.name] = (*earlier, value) if isinstance(earlier, tuple) else (value,)
        elif node.name:
            arguments[node.name] = value
    words = tuple(str(value) for _, value in path.steps)
    negated = words[0] == "no" and path.declaration.pattern.text.startswith("[no] ")
    return Match(path.declaration.target, negated, arguments, words, path.exact, path.column)


def _skip_blanks(line: str, position: int) -> int:
    while position < len(line) and line[position] in " \t":
        position += 1
    return position


def _word_end(line: str, position: int) -> int:
    while position < len(line) and line[position] not in " \t":
        position += 1
    return position
