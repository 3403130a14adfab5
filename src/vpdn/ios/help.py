"""What `?` and Tab say, taken from the declarations alone.

    sh?       the keywords that begin so, in three columns
    show ?    what may come next, each with its sentence, `<cr>` last
    ?         the same under the title of the mode

Several sets of declarations may be asked in turn, as a configuration mode asks its parents: the
first that can read the words answers. Nothing here knows modes, sessions or screens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from vpdn.errors import ConfigError
from vpdn.ios.grammar import AMBIGUOUS, Declaration, Path, walk
from vpdn.ios.pattern import END, Node
from vpdn.ios.tokens import MOST_TEMPLATES, TEMPLATE_KIND, Interface, Keyword, interface_kind
from vpdn.ios.vocabulary import HELP, KINDS_HELP

UNRECOGNIZED = "% Unrecognized command"
CR = END.token.symbol
PIPE = "|"
_COLUMNS = 3
_NARROWEST = 20
"""Columns for sentences; with fewer the screen breaks the lines where it will."""

Declarations = Iterable[Declaration[Any]]
Offers = Callable[[Path[Any], Node], bool]
"""Whether what begins so may go on so."""


def everything(path: Path[Any], node: Node) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that may come next. `keyword`: it is typed as it stands."""

    symbol: str
    sentence: str
    keyword: bool = True


def choices(declarations: Declarations, words: str, offers: Offers = everything) -> list[Choice]:
    """What may follow the complete words `words`, sorted, `<cr>` last. Raises ConfigError when
    they cannot be read."""
    declarations = tuple(declarations)
    try:
        following = _following(declarations, words, offers)
    except ConfigError:
        unit = _interface_unit(declarations, words)
        if unit is None:
            raise
        return [unit]
    found: dict[str, Choice] = {}
    for declaration, node in following:
        for choice in _offered(declaration, node):
            found.setdefault(choice.symbol, choice)
    return sorted(found.values(), key=lambda one: (one.symbol == CR, one.symbol))


def _following(
    declarations: Declarations, words: str, offers: Offers = everything
) -> list[tuple[Declaration[Any], Node]]:
    return [
        (path.declaration, node)
        for path in walk(declarations, words)
        for node in path.following
        if offers(path, node)
    ]


def _offered(declaration: Declaration[Any], node: Node) -> list[Choice]:
    """An interface is offered by its kinds, everything else as it is."""
    if isinstance(node.token, Interface):
        return [Choice(kind, KINDS_HELP[kind]) for kind in node.token.kinds]
    keyword = isinstance(node.token, Keyword) and node is not END
    return [Choice(node.token.symbol, sentence(declaration, node), keyword)]


def _interface_unit(declarations: Declarations, words: str) -> Choice | None:
    """After an interface's kind comes its number, a word that only the two together are read by."""
    before, word = split(words.rstrip())
    kind = interface_kind(word)
    if kind is None:
        return None
    tokens = [node.token for _, node in _following(declarations, before)]
    if not any(isinstance(token, Interface) and kind in token.kinds for token in tokens):
        return None
    numbers = f"<1-{MOST_TEMPLATES}>" if kind == TEMPLATE_KIND else "<0-2147483647>"
    return Choice(numbers, f"{kind} interface number", keyword=False)


def sentence(declaration: Declaration[Any], node: Node) -> str:
    """A keyword's is filed under itself, an argument's under its name; `<cr>` needs none."""
    if node is END:
        return ""
    texts, symbol = declaration.help, node.token.symbol
    return texts.get(symbol) or texts.get(node.name) or HELP.get(symbol, "")


def help_text(
    sets: Sequence[Declarations],
    line: str,
    title: str = "",
    *,
    width: int = 0,
    pipe: bool = False,
    offers: Offers = everything,
) -> str:
    """The answer to a `?` typed after `line`, with a line end after each of its lines. `title`
    heads the list when nothing was typed; `width` is the screen's in columns, 0 when that is not
    known; `pipe`: what the line prints can be filtered; `offers`: what whoever asks may say."""
    words, fragment = split(line)
    try:
        offered = _first_answer(sets, words, fragment, offers)
    except ConfigError as error:
        ambiguous = error.reason.startswith(AMBIGUOUS.split("{", 1)[0])
        return f"{error.reason if ambiguous else UNRECOGNIZED}\n"
    if pipe and offered[-1].symbol == CR:
        offered.insert(-1, Choice(PIPE, "Output modifiers"))
    if fragment:
        names = [one.symbol for one in offered if one.keyword]
        return columns(names) if names else listing(offered, width)
    return (f"{title}\n" if title and not words.strip() else "") + listing(offered, width)


def beginnings(sets: Sequence[Declarations], line: str, offers: Offers = everything) -> list[str]:
    """The keywords that the last word of the line may become."""
    try:
        offered = _first_answer(sets, *split(line), offers)
    except ConfigError:
        return []
    return [one.symbol for one in offered if one.keyword]


def complete(sets: Sequence[Declarations], line: str, offers: Offers = everything) -> str | None:
    """The line with its last word in full and a blank after it; None when no keyword, or more
    than one, begins so."""
    words, fragment = split(line)
    if not fragment:
        return None
    try:
        offered = [one for one in _first_answer(sets, words, fragment, offers) if one.keyword]
    except ConfigError:
        return None
    exact = [one for one in offered if one.symbol.lower() == fragment.lower()]
    unique = exact or offered
    return f"{words}{unique[0].symbol} " if len(unique) == 1 else None


def split(line: str) -> tuple[str, str]:
    """A line as its finished words, blanks and all, and the word that is still being typed."""
    cut = max(line.rfind(" "), line.rfind("\t")) + 1
    return line[:cut], line[cut:]


def listing(offered: Iterable[Choice], width: int = 0) -> str:
    """One choice a line, the sentences under one another; one that is too long for the screen goes
    on under itself."""
    rows = list(offered)
    left = max((len(one.symbol) for one in rows), default=0)
    return "".join(
        f"  {symbol:{left}}  {words}".rstrip() + "\n"
        for one in rows
        for symbol, words in _wrapped(one, width - left - 5)
    )


def _wrapped(one: Choice, room: int) -> Iterator[tuple[str, str]]:
    """The symbol beside the first line of the sentence, nothing beside the others."""
    lines = wrap(one.sentence, room) if room >= _NARROWEST else [one.sentence]
    yield one.symbol, lines[0] if lines else ""
    yield from (("", line) for line in lines[1:])


def columns(names: Sequence[str]) -> str:
    width = max(map(len, names)) + 2
    rows = [names[n : n + _COLUMNS] for n in range(0, len(names), _COLUMNS)]
    return "".join("".join(f"{name:{width}}" for name in row).rstrip() + "\n" for row in rows)


def _first_answer(
    sets: Sequence[Declarations], words: str, fragment: str, offers: Offers
) -> list[Choice]:
    """Of the first set that has one; the error is that of the first set."""
    errors: list[ConfigError] = []
    for declarations in sets:
        try:
            offered = _beginning(choices(declarations, words, offers), fragment)
        except ConfigError as error:
            errors.append(error)
        else:
            if offered:
                return offered
    raise errors[0] if errors else ConfigError(UNRECOGNIZED)


def _beginning(offered: list[Choice], fragment: str) -> list[Choice]:
    """The keywords that begin with `fragment`; without one, the arguments it may become part
    of."""
    if not fragment:
        return offered
    keywords = [
        one for one in offered if one.keyword and one.symbol.lower().startswith(fragment.lower())
    ]
    return keywords or [one for one in offered if not one.keyword and one.symbol != CR]
