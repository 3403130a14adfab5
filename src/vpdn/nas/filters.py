"""The access lists of the configuration as the data path uses them, one `Filter` a name."""

from __future__ import annotations

from collections.abc import Mapping

from vpdn.datapath.filters import Filter
from vpdn.nas.config import AccessList
from vpdn.nas.snapshot import AccessListSnapshot


class Filters:
    """A list that changes, changes for the sessions that are up; one that is not configured lets
    everything pass, as in IOS."""

    def __init__(self) -> None:
        self._lists: Mapping[str, AccessList] = {}
        self._filters: dict[str, Filter] = {}

    def configure(self, lists: Mapping[str, AccessList]) -> None:
        self._lists = lists
        for name in {*lists, *self._filters}:
            known = lists.get(name)
            self._filter(name).replace(known.rules if known else ())

    def named(self, name: str | None) -> Filter | None:
        return None if name is None else self._filter(name)

    def snapshot(self) -> tuple[AccessListSnapshot, ...]:
        """Those that are configured, with what each of their rules has decided."""
        return tuple(
            AccessListSnapshot(one.name, one.kind, tuple(self._filter(one.name).matches))
            for one in self._lists.values()
        )

    def clear(self, name: str | None = None) -> bool:
        """Begin the counts of the list `name` anew, or those of all; False when there is no such
        list."""
        if name is not None and name not in self._lists:
            return False
        for one in self._lists if name is None else (name,):
            self._filter(one).clear()
        return True

    def _filter(self, name: str) -> Filter:
        return self._filters.setdefault(name, Filter())
