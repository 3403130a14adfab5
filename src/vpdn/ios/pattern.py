"""Command declarations as text, compiled to a graph of tokens.

    [no] ppp encrypt mppe / <auto|40|128>$bits [passive|required]$stance [stateful]$stateful

  word, /word   a keyword                      A.B.C.D  MASK  HOST  WORD  LINE  (1-255)  INTERFACE
  TEMPLATE      a Virtual-Template               FLASH    flash: or flash:NAME
  <a|b>         one of                         [a]      may be left out
  {a|b X}       any of these, in any order     X...     one or more (also <a|b>...)
  $name         what the value is called       /        after `no`, the rest may be left out

Nothing here reads what an operator typed; `grammar` does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from vpdn.errors import MisuseError
from vpdn.ios.tokens import (
    TEMPLATE_KIND,
    Address,
    FlashFile,
    Host,
    Interface,
    Keyword,
    Line,
    Mask,
    Number,
    Token,
    Word,
)

_LEXEME = re.compile(
    r"\s*([\[\]<>{}|]|/(?![a-z])|\.\.\.|\$\w+|\(\d+-\d+\)"
    r"|/?[^\s\[\]<>{}|/$()]+?(?=\.\.\.|[\s\[\]<>{}|/$]|$))"
)
_CLOSING = {"[": "]", "<": ">", "{": "}"}
_ARGUMENTS: dict[str, Token] = {
    "A.B.C.D": Address(),
    "HOST": Host(),
    "WORD": Word(),
    "LINE": Line(),
    "MASK": Mask(),
    "FLASH": FlashFile(),
    "INTERFACE": Interface(),
    "TEMPLATE": Interface(only=TEMPLATE_KIND, symbol="Virtual-Template"),
}


@dataclass(slots=True, eq=False)
class Node:
    """One token in the graph; `next` are the places after it, END among them when a command may
    stop here. `next` lists are shared: a loop is a list that holds its own members."""

    token: Token
    name: str = ""
    repeat: bool = False
    next: list[Node] = field(default_factory=list, repr=False)


END = Node(Keyword("<cr>"))


@dataclass(frozen=True, slots=True)
class Leaf:
    token: Token
    name: str = ""
    repeat: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """`kind` is "<", "[" or "{"; each alternative is a sequence."""

    kind: str
    alternatives: tuple[Sequence, ...]
    repeat: bool = False


Item = Leaf | Group
Sequence = tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled declaration: `text` as written, `sequence` as it is built, without the `no`, and
    `start` where its graph begins."""

    text: str
    sequence: Sequence
    start: tuple[Node, ...]
    initials: frozenset[str] = frozenset()
    """The letters that it can begin with; none when it begins with an argument."""

    def may_begin(self, letter: str) -> bool:
        return not letter or not self.initials or letter in self.initials

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        return tuple(_leaves(self.sequence))

    @property
    def names(self) -> frozenset[str]:
        return frozenset(leaf.name for leaf in self.leaves if leaf.name)

    @property
    def head(self) -> str:
        """The keywords before the first thing that varies: "ppp encrypt mppe"."""
        words = self.text.removeprefix("[no] ").split()
        fixed = next((n for n, word in enumerate(words) if _VARIES.search(word)), len(words))
        return " ".join(words[:fixed])

    @property
    def heads(self) -> frozenset[str]:
        """The keywords that a command can begin with, without `no`, as far as they are the same
        for everything after the first."""
        return frozenset(_head(node) for node in self.start if node.token.symbol != "no")


def _head(node: Node) -> str:
    words = [node.token.symbol]
    while len(node.next) == 1 and node.next[0] is not END:
        [node] = node.next
        if not isinstance(node.token, Keyword):
            break
        words.append(node.token.symbol)
    return " ".join(words)


_VARIES = re.compile(r"[^a-z0-9-]")


def compile_pattern(text: str) -> Pattern:
    """Raises MisuseError when the declaration is not in the notation above."""
    body = text.removeprefix("[no] ")
    lexemes = _lex(body)
    fixed, rest = _split_at_slash(lexemes)
    sequence, tail = _Parser(fixed).sequence_to_end(), _Parser(rest).sequence_to_end()
    start = _compile((*sequence, *tail), [END])
    if text != body:
        optional_tail: Sequence = (Group("[", (tail,)),) if tail else ()
        start = start + _compile((Leaf(Keyword("no")), *sequence, *optional_tail), [END])
    return Pattern(text, (*sequence, *tail), tuple(start), _initials(start))


def _initials(start: list[Node]) -> frozenset[str]:
    if not all(isinstance(node.token, Keyword) for node in start):
        return frozenset()
    return frozenset(node.token.symbol[0].lower() for node in start)


def _lex(text: str) -> list[str]:
    lexemes, position = [], 0
    while position < len(text):
        found = _LEXEME.match(text, position)
        if found is None:
            raise MisuseError(f"declaration {text!r}: cannot read {text[position:]!r}")
        lexemes.append(found[1])
        position = found.end()
    return lexemes


def _split_at_slash(lexemes: list[str]) -> tuple[list[str], list[str]]:
    if "/" not in lexemes:
        return lexemes, []
    cut = lexemes.index("/")
    return lexemes[:cut], lexemes[cut + 1 :]


class _Parser:
    """Recursive descent over lexemes."""

    def __init__(self, lexemes: list[str]) -> None:
        self._lexemes = lexemes
        self._at = 0

    def sequence_to_end(self) -> Sequence:
        sequence = self._sequence()
        if self._peek():
            raise MisuseError(f"declaration: {self._peek()!r} is out of place")
        return sequence

    def _peek(self) -> str:
        return self._lexemes[self._at] if self._at < len(self._lexemes) else ""

    def _next(self) -> str:
        lexeme = self._peek()
        self._at += 1
        return lexeme

    def _sequence(self) -> Sequence:
        items: list[Item] = []
        while self._peek() not in ("", "|", "]", ">", "}"):
            items.append(self._item())
        return tuple(items)

    def _item(self) -> Item:
        lexeme = self._next()
        if lexeme in _CLOSING:
            return self._group(lexeme)
        leaf = Leaf(_token(lexeme), self._name(), self._repeat())
        return Group("<", ((Leaf(leaf.token, leaf.name, True),),), True) if leaf.repeat else leaf

    def _group(self, opening: str) -> Group:
        alternatives = [self._sequence()]
        while self._peek() == "|":
            self._next()
            alternatives.append(self._sequence())
        if self._next() != _CLOSING[opening]:
            raise MisuseError(f"declaration: {opening!r} is not closed")
        name = self._name()
        repeat = self._repeat()
        named = tuple(_named(sequence, name, repeat) for sequence in alternatives)
        return Group(opening, named, repeat)

    def _repeat(self) -> bool:
        if self._peek() != "...":
            return False
        self._next()
        return True

    def _name(self) -> str:
        return self._next()[1:] if self._peek().startswith("$") else ""


def _named(sequence: Sequence, name: str, repeat: bool) -> Sequence:
    """A group's name goes to its nameless arguments and single keywords; what repeats as a whole
    repeats in every part."""
    items: list[Item] = []
    for item in sequence:
        if isinstance(item, Leaf):
            takes_name = not isinstance(item.token, Keyword) or len(sequence) == 1 or repeat
            own = item.name or (name if takes_name else "")
            items.append(Leaf(item.token, own, item.repeat or repeat))
        else:
            inner = tuple(_named(one, name, repeat) for one in item.alternatives)
            items.append(Group(item.kind, inner, item.repeat))
    return tuple(items)


def _token(lexeme: str) -> Token:
    if lexeme.startswith("("):
        low, _, high = lexeme[1:-1].partition("-")
        return Number(int(low), int(high))
    return _ARGUMENTS.get(lexeme) or Keyword(lexeme)


def _compile(sequence: Sequence, follow: list[Node]) -> list[Node]:
    for item in reversed(sequence):
        follow = _compile_item(item, follow)
    return follow


def _compile_item(item: Item, follow: list[Node]) -> list[Node]:
    if isinstance(item, Leaf):
        return [Node(item.token, item.name, item.repeat, follow)]
    if item.kind == "{" or item.repeat:
        return _compile_loop(item, follow)
    starts = [node for one in item.alternatives for node in _compile(one, follow)]
    return starts + follow if item.kind == "[" else starts


def _compile_loop(group: Group, follow: list[Node]) -> list[Node]:
    """After any alternative every alternative may come again; the matcher lets a node be passed
    twice only when it repeats."""
    hub: list[Node] = []
    for alternative in group.alternatives:
        hub += _compile(alternative, hub)
    starts = list(hub)
    hub += follow
    return starts if group.kind == "<" else hub


def _leaves(sequence: Sequence) -> list[Leaf]:
    found: list[Leaf] = []
    for item in sequence:
        if isinstance(item, Leaf):
            found.append(item)
        else:
            found += [leaf for one in item.alternatives for leaf in _leaves(one)]
    return found
