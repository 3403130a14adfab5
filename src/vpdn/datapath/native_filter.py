"""Access lists for the data path in C: a `Filter`'s rules as the extension's arrays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from vpdn.datapath import _native
from vpdn.datapath.filters import Filter, Place, Rule

ANY = -1


class CompiledFilter:
    """A `filters.Twin`. After its rules changed `handle` is another one; `exchange` is told, before
    the old one goes."""

    def __init__(self, original: Filter, exchange: Callable[[Filter], None]) -> None:
        self._original = original
        self._exchange = exchange
        self.handle = compiled(original.rules)
        original.add_twin(self)

    def matches(self) -> Sequence[int]:
        return self.handle.matches()

    def renew(self) -> None:
        old, self.handle = self.handle, compiled(self._original.rules)
        self._exchange(self._original)
        del old


class CompiledFilters:
    """Those of an engine: each is there for as long as a session uses it. `exchange` as above."""

    def __init__(self, exchange: Callable[[Filter], None]) -> None:
        self._exchange = exchange
        self._compiled: dict[Filter, CompiledFilter] = {}
        self._uses: Counter[Filter] = Counter()

    def __len__(self) -> int:
        return len(self._compiled)

    def handle(self, chosen: Filter | None) -> _native.Filter | None:
        """What the extension knows it by."""
        if chosen is None:
            return None
        if chosen not in self._compiled:
            self._compiled[chosen] = CompiledFilter(chosen, self._exchange)
        return self._compiled[chosen].handle

    def take(self, *used: Filter | None) -> None:
        """A session uses them from now on."""
        self._uses.update(one for one in used if one is not None)

    def drop(self, *used: Filter | None) -> None:
        """It does no more, and the extension knows that."""
        for one in used:
            if one is None:
                continue
            self._uses[one] -= 1
            if not self._uses[one]:
                del self._uses[one]
                one.remove_twin(self._compiled.pop(one))


def compiled(rules: Sequence[Rule]) -> _native.Filter:
    """The rules in one list, the port ranges of all their places in another."""
    ranges: list[tuple[int, int]] = []
    return _native.Filter([_rule(rule, ranges) for rule in rules], ranges)


def _rule(rule: Rule, ranges: list[tuple[int, int]]) -> tuple[Any, ...]:
    kind, code = rule.icmp or (ANY, None)
    return (
        _place(rule.source, ranges),
        _place(rule.destination, ranges),
        ANY if rule.protocol is None else rule.protocol,
        kind,
        ANY if code is None else code,
        rule.permit,
        rule.established,
        rule.looks_deeper,
    )


def _place(place: Place, ranges: list[tuple[int, int]]) -> tuple[int, int, int, int]:
    first = len(ranges)
    ranges += place.ports
    mask = ~int(place.wildcard) & 0xFFFFFFFF
    return int(place.address) & mask, mask, first, len(place.ports)
