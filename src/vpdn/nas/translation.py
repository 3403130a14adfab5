"""Address translation at work: the kernel's table is kept as the configuration has it.

What the kernel, or `nft`, refuses is published once for each configuration and never raised: calls
go on without translation. Threads of its own, born in the namespace of their maker, do all that
touches the kernel: one what is waited for, the other what takes long.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from vpdn.errors import ConfigError
from vpdn.machine import Trace
from vpdn.nas.config import RouterConfig
from vpdn.nas.nat_rules import LABEL, REMOVAL, TABLE, Devices, rules, script
from vpdn.nas.nat_snapshot import NatSnapshot
from vpdn.nas.nat_view import nat_snapshot
from vpdn.nas.trace import TranslationRefused
from vpdn.net import nft
from vpdn.net.conntrack import Connection, connections, forget

T = TypeVar("T")


class Translation:
    """`emit` gets what is to be published; `standing`: the table is there."""

    def __init__(self, emit: Callable[[Trace], None]) -> None:
        self._emit = emit
        self._thread, self._clearer = _thread("translation"), _thread("clearing")
        self._rules: tuple[str, ...] = ()
        self.standing = False
        self._counted = {"hits": 0, "misses": 0}
        self._config = RouterConfig()

    def close(self) -> None:
        """Take the table away."""
        self._remove()
        for thread in (self._thread, self._clearer):
            thread.shutdown()

    def apply(self, config: RouterConfig, devices: Devices) -> None:
        """Have the configuration's addresses translated from the next connection on; those that
        there are stay as they are."""
        wanted = rules(config, devices)
        self._config = config
        if wanted == self._rules:
            return
        self._rules = wanted
        self._count()
        if not wanted:
            self._remove()
            return
        try:
            self._run(lambda: nft.run(script(wanted, **self._counted)))
            self.standing = True
        except ConfigError as error:
            self._remove()
            self._emit(TranslationRefused(error.reason))

    def snapshot(self) -> NatSnapshot:
        """What is translated now; nothing where the kernel does not say."""
        self._count()
        return nat_snapshot(self._config, self._connections(), self.standing, **self._counted)

    async def clear(self) -> None:
        """End every translation, however many; what goes on gets a new one, and can be shown
        meanwhile. Raises ConfigError."""
        gone = self._clearer.submit(lambda: forget(connections(LABEL, most=None)))
        await asyncio.wrap_future(gone)

    def _connections(self) -> list[Connection]:
        if not self.standing:
            return []
        try:
            return self._run(lambda: connections(LABEL))
        except ConfigError:
            return []

    def _count(self) -> None:
        if self.standing:
            with suppress(ConfigError):
                self._counted |= self._run(lambda: nft.counters(TABLE))

    def _remove(self) -> None:
        if self.standing:
            self.standing = False
            with suppress(ConfigError):
                self._run(lambda: nft.run(REMOVAL))

    def _run(self, does: Callable[[], T]) -> T:
        return self._thread.submit(does).result()


def _thread(name: str) -> ThreadPoolExecutor:
    """One thread, born here and now."""
    made = ThreadPoolExecutor(1, thread_name_prefix=name)
    made.submit(int).result()
    return made
