"""What one configuration has that another has not, as `show archive config differences` says it.

A line that stands in both but holds other lines is named once, without a sign, above them.
"""

from __future__ import annotations

from collections.abc import Iterator

from vpdn.ios.tree import Block, Entry, order_of

NONE = "!No changes were found\n"


def differences(old: Block, new: Block) -> str:
    """The change from `old` to `new`, in the order of a running-config, each line ended by a
    newline."""
    lines = list(_block(old, new, 0))
    return "".join(f"{line}\n" for line in ("!Contextual Config Diffs:", *lines)) if lines else NONE


def _block(old: Block, new: Block, depth: int) -> Iterator[str]:
    before = {entry.text: entry for entry in old}
    after = {entry.text: entry for entry in new}
    gone = [entry for text, entry in before.items() if text not in after]
    for entry in sorted([*gone, *after.values()], key=order_of):
        if entry.text not in after:
            yield from _whole(entry, "-", depth)
        elif entry.text not in before:
            yield from _whole(entry, "+", depth)
        elif inside := list(_block(before[entry.text].children, entry.children, depth + 1)):
            yield " " * depth + entry.text
            yield from inside


def _whole(entry: Entry, sign: str, depth: int) -> Iterator[str]:
    for line in entry.text.splitlines():
        yield " " * depth + sign + line
    for child in entry.children:
        yield from _whole(child, sign, depth + 1)
