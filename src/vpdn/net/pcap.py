"""Captures in the classic pcap format (draft-ietf-opsawg-pcap), microsecond time stamps.

Knows nothing of what is in the packets beyond the link type it is told.
"""

from __future__ import annotations

import struct
import time
from enum import IntEnum
from pathlib import Path
from types import TracebackType
from typing import Self

from vpdn.net.refusals import refused

MAGIC = 0xA1B2C3D4
LONGEST = 262144
FILE_HEADER = struct.Struct("<IHHiIII")
RECORD_HEADER = struct.Struct("<IIII")


class LinkType(IntEnum):
    """The registered numbers of what a capture's packets begin with."""

    ETHERNET = 1
    PPP = 9
    RAW_IP = 101
    PPP_WITH_DIRECTION = 204
    """An octet before the frame: 0 for what was received, 1 for what was sent."""


def file_header(link_type: LinkType) -> bytes:
    return FILE_HEADER.pack(MAGIC, 2, 4, 0, 0, LONGEST, link_type)


def record(packet: bytes, when: float) -> bytes:
    """One packet, taken at `when` (seconds since 1970)."""
    kept = packet[:LONGEST]
    stamp = divmod(round(when * 1_000_000), 1_000_000)
    return RECORD_HEADER.pack(*stamp, len(kept), len(packet)) + kept


class PcapWriter:
    """Writes a new capture file. Every packet is on disk when `write` returns, so that a capture
    can be read while it grows. Raises ConfigError when the file cannot be made."""

    def __init__(self, path: Path, link_type: LinkType) -> None:
        try:
            self._file = path.open("wb", buffering=0)
        except OSError as error:
            raise refused(f"write {path}", error, "permission") from error
        self._file.write(file_header(link_type))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def write(self, packet: bytes, when: float | None = None) -> None:
        """Add one packet, taken at `when` (seconds since 1970; None: now)."""
        self._file.write(record(packet, time.time() if when is None else when))

    def close(self) -> None:
        self._file.close()
