"""`service password-encryption`: passwords of type 0 in the running-config become type 7."""

from __future__ import annotations

import secrets

from vpdn.ios.passwords import SALTS, hide
from vpdn.ios.tree import Entry, written


def conceal(entry: Entry) -> None:
    """Hide the entry's password, if it has one of type 0 that type 7 can hold: one of Latin-1."""
    hides = entry.setting.hides
    if hides is None or entry.no:
        return
    kind, name = hides
    text = entry.arguments.get(name)
    if not isinstance(text, str) or not text or entry.arguments.get(kind, "0") != "0":
        return
    if not _latin(text):
        return
    hidden = hide(text, secrets.randbelow(SALTS))
    entry.arguments = {**entry.arguments, kind: "7", name: hidden}
    entry.text = written(entry.setting, entry.no, entry.arguments, entry.text)


def _latin(text: str) -> bool:
    return all(ord(character) < 256 for character in text)
