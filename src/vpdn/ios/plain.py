"""Values as JSON has them: what a `show` command says to programs.

Dataclasses become objects by the names of their fields, addresses and networks strings, enums
their names in small letters, times seconds to the millisecond. Passwords and keys are left out
wherever they stand: in fields that are made for them, and in lines of a configuration (SNMP's
communities too).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from ipaddress import IPv4Address, IPv4Interface, IPv4Network

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

_SECRET_FIELDS = frozenset({"hashed", "key", "password", "secret"})
_SECRET_LINES = re.compile(
    r"^(.*?\b(?:password|secret|key|community)(?: [05789])?) \S.*$",
    re.MULTILINE,
)


def plain(value: object) -> Json:
    """Raises TypeError for what JSON has no form of."""
    match value:
        case Enum():
            return value.name.lower()
        case float():
            return round(value, 3)
        case None | bool() | int() | str():
            return value
        case IPv4Address() | IPv4Interface() | IPv4Network():
            return str(value)
        case Mapping():
            return {str(key): plain(one) for key, one in value.items()}
        case Iterable():
            return [plain(one) for one in value]
        case _ if is_dataclass(value):
            return {name: plain(one) for name, one in fields_of(value).items()}
    raise TypeError(f"no JSON for {type(value).__name__}")


def fields_of(value: object, *omitted: str) -> dict[str, object]:
    """The fields of a dataclass by name, without `omitted` ones and those that hold secrets."""
    assert is_dataclass(value)
    left_out = _SECRET_FIELDS.union(omitted)
    names = [field.name for field in fields(value) if field.name not in left_out]
    return {name: getattr(value, name) for name in names}


def without_secrets(text: str) -> str:
    """A configuration whose passwords and keys read `<removed>`, as in `show tech-support`."""
    return _SECRET_LINES.sub(r"\1 <removed>", text)


def lines_of(text: str) -> dict[str, object]:
    """A configuration, or part of one."""
    return {"lines": without_secrets(text).splitlines()}
