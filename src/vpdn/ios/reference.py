"""The command reference: a page of Markdown from the declarations of some modes.

What `?` says of each word, what a line does not do here, and how a mode is entered: nothing of it
is written twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from vpdn.ios.grammar import Declaration
from vpdn.ios.modes import Mode
from vpdn.ios.setting import Setting
from vpdn.ios.syntax import syntax
from vpdn.ios.tokens import Keyword

_NOTATION = """\
Written by `make docs` from the grammar itself. `{a | b}` is one of these, `[a]` may be left out,
`...` means once or more; capitals and `<ranges>` are yours to fill in. `[no]`: with `no` before it
the line takes back what it says. A word is explained where it stands first."""
_PLAIN = re.compile(r"[^a-z0-9 -]")


@dataclass(frozen=True, slots=True)
class Chapter:
    """The commands of one mode; `entered` are the lines that lead there."""

    title: str
    mode: Mode[Any]
    entered: tuple[str, ...] = ()


def page(title: str, introduction: str, chapters: Sequence[Chapter]) -> str:
    """The whole page, each line ended by a newline."""
    parts = [f"# {title}", introduction, _NOTATION, "\n".join(_contents(chapters))]
    for chapter in chapters:
        parts += _chapter(chapter)
    return "\n\n".join(parts) + "\n"


def chapters_of(modes: Iterable[tuple[str, Mode[Setting]]]) -> list[Chapter]:
    """Configuration modes by their names, with what enters each."""
    known = list(modes)
    found = []
    for title, mode in known:
        entered = [
            syntax(one.pattern).removeprefix("[no] ")
            for _, parent in known
            for one in parent.declarations
            if one.target.child is mode
        ]
        found.append(Chapter(title, mode, tuple(entered)))
    return found


def _contents(chapters: Iterable[Chapter]) -> Iterator[str]:
    for chapter in chapters:
        links = " · ".join(
            f"[{family}](#{_anchor(_heading(chapter, family))})"
            for family, _ in _families(chapter.mode)
        )
        yield f"- [{chapter.title}](#{_anchor(chapter.title)}): {links}"


def _chapter(chapter: Chapter) -> Iterator[str]:
    yield f"## {chapter.title}"
    if chapter.entered:
        lines = ", ".join(f"`{line}`" for line in chapter.entered)
        yield f"`{chapter.mode.prompt}` after {lines}."
    for family, declarations in _families(chapter.mode):
        yield f"### {_heading(chapter, family)}"
        explained: set[tuple[str, str]] = set()
        for one in declarations:
            yield from _command(one, explained)


def _families(mode: Mode[Any]) -> list[tuple[str, list[Declaration[Any]]]]:
    """The commands by their first word, as `?` lists them."""
    ordered = sorted(mode.declarations, key=lambda one: (_first(one), syntax(one.pattern)))
    return [(family, list(those)) for family, those in groupby(ordered, key=_first)]


def _first(declaration: Declaration[Any]) -> str:
    """The words that stand for a line which begins with one of several: the first of them."""
    return declaration.pattern.leaves[0].token.symbol


def _heading(chapter: Chapter, family: str) -> str:
    """Unlike any other of the page, so that a link finds it."""
    return f"{family}, {chapter.title.lower()}"


def _anchor(heading: str) -> str:
    """As GitHub makes it."""
    return _PLAIN.sub("", heading.lower()).replace(" ", "-")


def _command(declaration: Declaration[Any], explained: set[tuple[str, str]]) -> Iterator[str]:
    yield f"```\n{syntax(declaration.pattern)}\n```"
    yield from _effect(declaration)
    words = "\n".join(_words(declaration, explained))
    if words:
        yield words


def _effect(declaration: Declaration[Any]) -> Iterator[str]:
    """What the line does not do, and what holds without it."""
    target: object = declaration.target
    if not isinstance(target, Setting):
        return
    if target.reason:
        yield f"**Without effect**: {target.reason}."
    for name, why in target.moot.items():
        yield f"**Without effect** is `{_typed(declaration, name)}`: {why}."
    if target.default:
        yield f"Default: `{target.default}`."


def _typed(declaration: Declaration[Any], name: str) -> str:
    """What an operator types for the argument `name`."""
    leaves = (leaf for leaf in declaration.pattern.leaves if leaf.name == name)
    return next(leaf.token.symbol for leaf in leaves)


def _words(declaration: Declaration[Any], explained: set[tuple[str, str]]) -> Iterator[str]:
    """One row a word, in the order of the line, but for those explained above."""
    for leaf in declaration.pattern.leaves:
        symbol = leaf.token.symbol
        name = symbol if isinstance(leaf.token, Keyword) else leaf.name
        text = declaration.help.get(symbol) or declaration.help[name]
        if (symbol, text) not in explained:
            explained.add((symbol, text))
            yield f"- `{symbol}` {_escaped(text)}"


def _escaped(text: str) -> str:
    return text.replace("<", "&lt;").replace("*", "\\*")
