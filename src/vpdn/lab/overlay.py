"""A lab that says only what differs from another one: its keys laid over those of its base.

Plain data from plain data; what may stand in a lab is `topology`'s affair.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any


class UnknownLineError(Exception):
    """A change of a line that the file does not have; the text names file and line."""


def laid_over(base: dict[str, Any], upper: dict[str, Any]) -> dict[str, Any]:
    """`base`, where `upper` says nothing else. Tables are merged; lists of named tables, as the
    parts are, by their names, and a name that ends up with `absent = true` is left out."""
    merged = dict(base)
    for key, value in upper.items():
        below = base.get(key)
        if isinstance(below, dict) and isinstance(value, dict):
            merged[key] = laid_over(below, value)
        elif isinstance(below, list) and _named(below) and _named(value):
            merged[key] = _merged_by_name(below, value)
        else:
            merged[key] = value
    return merged


def apply_changes(raw: dict[str, Any], directory: Path) -> dict[str, Any]:
    """`changes` (by file name: a line to what stands in its place, nothing for removing it)
    turned into files of the lab. Raises UnknownLineError, and OSError for a file."""
    rest = {key: value for key, value in raw.items() if key != "changes"}
    files = dict(rest.get("files", {}))
    for name, changes in raw.get("changes", {}).items():
        text = files[name] if name in files else (directory / name).read_text()
        files[name] = _changed(name, text, changes)
    return rest | {"files": files} if files else rest


def _named(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(v, dict) and "name" in v for v in value)


def _merged_by_name(
    base: list[dict[str, Any]], upper: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    by_name = {item["name"]: item for item in base}
    for item in upper:
        by_name[item["name"]] = laid_over(by_name.get(item["name"], {}), item)
    return [item for item in by_name.values() if not item.get("absent")]


def _changed(name: str, text: str, changes: dict[str, str]) -> str:
    lines = text.splitlines()
    for old, new in changes.items():
        if old not in lines:
            raise UnknownLineError(f"{name} has no line {old!r}")
        place = lines.index(old)
        lines[place : place + 1] = new.splitlines()
    return "\n".join(lines) + "\n"
