"""A declaration in the notation of IOS' command references.

[no] ppp encrypt mppe {auto | 40 | 56 | 128} [passive | required] [stateful]
"""

from __future__ import annotations

from vpdn.ios.pattern import Group, Item, Leaf, Pattern, Sequence

_MOST_CHOICES = 12
"""Longer lists are cut: the words stand below."""
_SHOWN_OF_MANY = 3


def syntax(pattern: Pattern) -> str:
    no = "[no] " if pattern.text.startswith("[no] ") else ""
    return no + _sequence(pattern.sequence)


def _sequence(sequence: Sequence) -> str:
    return " ".join(_item(item) for item in sequence)


def _item(item: Item) -> str:
    if isinstance(item, Leaf):
        return _symbol(item.token.symbol)
    texts = [_sequence(one) for one in item.alternatives]
    if item.kind == "{":
        return " ".join(f"[{text}]" for text in texts)
    return _choice(item, texts) + (" ..." if item.repeat else "")


def _symbol(text: str) -> str:
    """`?` shows what can be one of two things in words."""
    return f"{{{text.replace(' or ', ' | ')}}}" if " or " in text else text


def _choice(group: Group, texts: list[str]) -> str:
    if len(texts) > _MOST_CHOICES:
        texts = [*texts[:_SHOWN_OF_MANY], "…"]
    text = " | ".join(texts)
    if group.kind == "[":
        return f"[{text}]"
    return text if len(texts) == 1 else f"{{{text}}}"
