"""`show access-lists`: the lists as they are configured, and what each line has decided."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vpdn.ios.command import command
from vpdn.ios.modes import USER
from vpdn.ios.router import Session
from vpdn.ios.tree import Block, Entry
from vpdn.nas.snapshot import AccessListSnapshot

_WILDCARD = re.compile(r"(\d+(?:\.\d+){3}) (\d+(?:\.\d+){3})")


def _data(session: Session, name: str = "") -> object:
    return [
        {
            "name": known.name,
            "kind": known.kind,
            "rules": [{"rule": line, "matches": count} for line, count in rules],
        }
        for known, rules in _chosen(session, name)
    ]


@command(
    USER,
    "show access-lists [WORD$name]",
    "access-lists  List access lists\nname  ACL name",
    data=_data,
)
def show_access_lists(session: Session, name: str = "") -> str:
    return _shown(session, name)


@command(USER, "show ip access-lists [WORD$name]", "access-lists  List IP access lists", data=_data)
def show_ip_access_lists(session: Session, name: str = "") -> str:
    return _shown(session, name)


def _chosen(session: Session, name: str) -> list[tuple[AccessListSnapshot, list[tuple[str, int]]]]:
    """The list of this name or all, each with its lines and what they have decided."""
    lines = _lines(session.router.running.tree)
    return [
        (known, list(zip(lines.get(known.name, ()), known.matches, strict=False)))
        for known in session.server.snapshot().access_lists
        if name in ("", known.name)
    ]


def _shown(session: Session, name: str) -> str:
    text = ""
    for known, rules in _chosen(session, name):
        text += f"{known.kind.capitalize()} IP access list {known.name}\n"
        text += "".join(f"    {_words(known, line)}{_matches(count)}\n" for line, count in rules)
    return text


def _words(known: AccessListSnapshot, line: str) -> str:
    """Of a standard list the wildcard is named."""
    return _WILDCARD.sub(r"\1, wildcard bits \2", line) if known.kind == "standard" else line


def _matches(count: int) -> str:
    return "" if not count else f" ({count} match{'' if count == 1 else 'es'})"


def _lines(tree: Block) -> dict[str, list[str]]:
    """The lines of every list that decide something, without what names the list."""
    found: dict[str, list[str]] = {}
    for entry in tree:
        if entry.setting.slot == "access-list":
            name = str(entry.arguments["number"])
            own = [entry.text.removeprefix(f"access-list {name} ")] if _decides(entry) else []
            found.setdefault(name, []).extend(own)
        elif entry.setting.slot.startswith("ip access-list "):
            found[str(entry.arguments["name"])] = list(_inside(entry.children))
    return found


def _inside(block: Block) -> Iterator[str]:
    return (entry.text for entry in block if _decides(entry))


def _decides(entry: Entry) -> bool:
    return "action" in entry.arguments
