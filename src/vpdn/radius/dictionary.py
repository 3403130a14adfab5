"""The RADIUS dictionary: names, types and named values of attributes.

The files `dictionary.*` beside this module are read once, with pyrad's reader. Adding an
attribute is one line in one of them. Nothing here knows a packet.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from io import StringIO

from pyrad.dictionary import Attribute, Dictionary

Key = int | tuple[int, int]
"""An attribute's type, or (vendor, vendor type)."""

MICROSOFT = 311


@cache
def dictionary() -> Dictionary:
    """Every attribute this package knows."""
    read = Dictionary()
    for name in FILES:
        text = files("vpdn.radius").joinpath(name).read_text(encoding="utf-8")
        read.ReadDictionary(StringIO(text))
    return read


def key_of(name: str) -> Key:
    """The key of the attribute called `name`; KeyError when there is none."""
    key: Key = dictionary().attrindex.GetForward(name)
    return key


def attribute_of(key: Key) -> Attribute | None:
    """What the dictionary says about `key`: name, type, values; None when it knows nothing."""
    index = dictionary().attrindex
    return dictionary().attributes[index.GetBackward(key)] if index.HasBackward(key) else None


def value_name(name: str, value: int) -> str:
    """The dictionary's word for an integer value, or the number in digits."""
    values = dictionary().attributes[name].values
    encoded = value.to_bytes(4, "big")
    return str(values.GetBackward(encoded)) if values.HasBackward(encoded) else str(value)


FILES = ("dictionary.ietf", "dictionary.microsoft", "dictionary.cisco", "dictionary.wispr")
