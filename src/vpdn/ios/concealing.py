"""`service password-encryption`: passwords of type 0 in the running-config become type 7."""

from __future__ import annotations

import secrets
from dataclasses import replace

from vpdn.ios.passwords import SALTS, hide
from vpdn.ios.tree import Entry, written


def conceal(entry: Entry) -> Entry:
    """The entry with its password hidden, if it has one of type 0 that type 7 can hold: one of
    Latin-1."""
    hides = entry.setting.hides
    if hides is None or entry.no:
        return entry
    kind, name = hides
    text = entry.arguments.get(name)
    if not isinstance(text, str) or not text or entry.arguments.get(kind, "0") != "0":
        return entry
    if not _latin(text):
        return entry
    hidden = hide(text, secrets.randbelow(SALTS))
    arguments = {**entry.arguments, kind: "7", name: hidden}
    shown = written(entry.setting, entry.no, arguments, entry.text)
    return replace(entry, arguments=arguments, text=shown)


def _latin(text: str) -> bool:
    return all(ord(character) < 256 for character in text)
