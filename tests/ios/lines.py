"""Hypothesis strategies for configurations, made from the grammar: every declaration of every mode
is walked and its arguments are drawn, so that a command is covered as soon as it is declared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from vpdn.ios import configuration
from vpdn.ios.grammar import Declaration
from vpdn.ios.modes import GLOBAL, Mode
from vpdn.ios.pattern import END, Node
from vpdn.ios.setting import Setting
from vpdn.ios.tokens import TEMPLATE_KIND, Address, Host, Interface, Keyword, Mask, Number, Word

assert configuration.__all__

_LONGEST = 30
_LINES_INSIDE = 6
_MASKS = ("255.255.255.0", "255.255.255.255", "255.0.0.0", "0.0.0.0", "0.0.0.255", "255.0.255.0")
_ADDRESSES = ("10.0.0.1", "10.0.0.2", "10.0.0.9", "10.0.1.5", "192.168.1.0", "0.0.0.0", "224.0.0.5")
_WORDS = ("a", "b", "default", "radius", "0", "7", "12.1", "x!y", "Vpn-1", "local", "é")
_TEXTS = ("a", "a b", "0 x", "7 02050D480809", "02050D480809", '"quoted"', "10€", "a  b", "none")
_HASHES = (
    "$1$28772684$iEwNOgGugqO9.bIz5sk8k/",
    "$8$dsYGNam3K1SIJO$7nv/35M/qr6t.dVc7UY9zrJDWRVqncHub1PE9UlMQFs",
    "$9$nhEmQVczB7dqsO$X.HsgL6x1il0RxkOSSvyQYwucySCt7qFm4v7pqCxkKM",
)
_MASKED = ("mask", "wild")


def argument(node: Node) -> st.SearchStrategy[str]:
    """A word, or the words, that the node may read."""
    token = node.token
    match token:
        case Keyword():
            return st.just(token.symbol)
        case Number(low, high):
            return st.sampled_from((low, high, (low + high) // 2)).map(str)
        case Address():
            masks = node.name.endswith(_MASKED)
            return st.sampled_from(_MASKS if masks else _ADDRESSES)
        case Mask():
            return st.sampled_from((*_MASKS[:4], "/24", "/0", "/32"))
        case Host():
            return st.sampled_from((*_ADDRESSES, "b", "ias.lab"))
        case Interface(only):
            kinds = (TEMPLATE_KIND,) if only else ("Loopback", "Ethernet", "Serial")
            return st.sampled_from([f"{kind}{unit}" for kind in kinds for unit in (1, 2)])
        case Word():
            return st.sampled_from(_WORDS)
    return st.sampled_from(_HASHES if node.name == "secret" else _TEXTS)


@st.composite
def line(draw: Callable[[st.SearchStrategy[Any]], Any], declaration: Declaration[Setting]) -> str:
    """One way through the declaration."""
    words: list[str] = []
    passed: set[Node] = set()
    following = list(declaration.pattern.start)
    while True:
        open_ = [node for node in following if node.repeat or node not in passed]
        node = END if END in open_ and len(words) > _LONGEST else draw(st.sampled_from(open_))
        if node is END:
            return " ".join(words)
        words.append(draw(argument(node)))
        passed.add(node)
        following = node.next


@st.composite
def section(draw: Callable[[st.SearchStrategy[Any]], Any], mode: Mode[Setting]) -> list[str]:
    """A line of the mode, and if it opens another, lines of that one."""
    declaration = draw(st.sampled_from(mode.declarations))
    lines = [draw(line(declaration))]
    child = declaration.target.child
    if child is not None and not lines[0].startswith("no "):
        for _ in range(draw(st.integers(0, _LINES_INSIDE))):
            lines += [f" {one}" for one in draw(section(child))]
        lines.append(" exit")
    return lines


# Only these go on over several lines, which the grammar does not know.
BANNERS = st.sampled_from(
    [
        ["banner motd # Keep out #"],
        ["banner login ^C", "hostname no", "^C"],
        ["banner exec #^C#"],
        ["banner incoming ~", "~"],
        ["banner motd #"],
    ]
)
configurations: st.SearchStrategy[list[str]] = st.lists(
    st.one_of(section(GLOBAL), section(GLOBAL), section(GLOBAL), BANNERS), max_size=12
).map(lambda sections: [one for lines in sections for one in lines])

_JUNK = (
    *("\t", "!", "^C", "\x03", "\x00", "é", "\u202e", "²", "١٢", "a\nb", "\x1b[2J", "?", "|", '"'),
    *("-1", "4294967296", "0" * 400, "255.255.255.256", "10.0.0", "x" * 10_000, "exit", "end"),
    *("no", "default", "do", "7 99AA", "9 $9$$", "Loopback99999999999", "Virtual-Template0"),
)
_JUNK_WORDS = st.sampled_from(_JUNK)
_PLACES = st.integers(0, 20)


def _dropped(words: list[str], at: int, junk: str) -> list[str]:
    return [*words[:at], *words[at + 1 :]]


def _doubled(words: list[str], at: int, junk: str) -> list[str]:
    return [*words[: at + 1], *words[at:]]


def _swapped(words: list[str], at: int, junk: str) -> list[str]:
    return [*words[:at], *reversed(words[at : at + 2]), *words[at + 2 :]]


def _shortened(words: list[str], at: int, junk: str) -> list[str]:
    return [*words[:at], *(word[: at % 7] for word in words[at : at + 1]), *words[at + 1 :]]


def _ended(words: list[str], at: int, junk: str) -> list[str]:
    return words[:at]


def _put_in(words: list[str], at: int, junk: str) -> list[str]:
    return [*words[:at], junk, *words[at:]]


def _replaced(words: list[str], at: int, junk: str) -> list[str]:
    return [*words[:at], junk, *words[at + 1 :]]


def _lengthened(words: list[str], at: int, junk: str) -> list[str]:
    return [*words[:at], *(word + junk for word in words[at : at + 1]), *words[at + 1 :]]


_HARMS = st.sampled_from(
    (_dropped, _doubled, _swapped, _shortened, _ended, _put_in, _replaced, _lengthened)
)


@st.composite
def harmed(draw: Callable[[st.SearchStrategy[Any]], Any], line: str) -> str:
    """The line after some accidents."""
    words = line.split()
    for _ in range(draw(st.integers(0, 3))):
        harm = draw(_HARMS)
        words = harm(words, draw(_PLACES) % max(len(words), 1), draw(_JUNK_WORDS))
    return str(draw(st.sampled_from((" ", "\t", "  ")))).join(words)
