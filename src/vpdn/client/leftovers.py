"""What a program left that was killed: routes of the kernel's table, name servers of resolvconf.

Its device took its own routes along. The others are known by their metrics, which come from the
connection's socket: one program has that at a time.
"""

from __future__ import annotations

from pathlib import Path
from zlib import crc32

from vpdn.client import resolver
from vpdn.client.marks import MarkedTable, unmark

LEAST_METRIC = 1000


def metric_of(path: Path) -> int:
    """Of the way to the server, for the connection with this socket."""
    return LEAST_METRIC + crc32(bytes(path)) % (1 << 16)


def take_back(table: MarkedTable, path: Path) -> bool:
    """The way to the server, and name servers; False when there was no way."""
    resolver.forget(path.stem)
    return unmark(table, metric_of(path))
