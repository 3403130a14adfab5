"""Capture files read: classic pcap (draft-ietf-opsawg-pcap), and pcapng by `net.pcapng`.

Both orders of octets, stamps in microseconds and nanoseconds. Knows nothing of what is in the
packets beyond their link type. A file that breaks off gives what is whole, and then its trouble.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from vpdn.errors import ConfigError, DecodeError
from vpdn.net import pcapng
from vpdn.net.records import Record, exactly, packet_octets
from vpdn.net.refusals import refused

_NANOSECONDS = 0xA1B23C4D
_MICROSECONDS = 0xA1B2C3D4
_FRACTIONS = {_MICROSECONDS: 1_000_000, _NANOSECONDS: 1_000_000_000}
_LINK_TYPE = 0x0FFFFFFF
"""The rest of the field tells of a frame check sequence (draft-ietf-opsawg-pcap section 4)."""


class CaptureFile:
    """The packets of a file, in its order. `trouble`, once they were read: what is wrong with the
    file from there on, "" when nothing is. Raises ConfigError when there is no such file, or it is
    no capture."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.trouble = ""
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise refused(f"read {path}", error, "permission") from error
        try:
            self._records = self._begin()
        except (DecodeError, OSError) as error:
            self._file.close()
            reason = error.reason if isinstance(error, DecodeError) else error.strerror
            raise ConfigError(f"{path}: {reason}") from error

    def __iter__(self) -> Iterator[Record]:
        """Once only."""
        number = 0
        with self._file:
            try:
                for record in self._records:
                    number = record.number
                    yield record
            except DecodeError as error:
                self.trouble = f"packet {number + 1}: {error.reason}"
            except OSError as error:
                self.trouble = f"packet {number + 1}: {error.strerror}"

    def _begin(self) -> Iterator[Record]:
        start = self._file.read(4)
        if start == pcapng.SECTION:
            return pcapng.records(self._file)
        for order in "<>":
            if len(start) == 4 and (magic := struct.unpack(f"{order}I", start)[0]) in _FRACTIONS:
                return _records(self._file, order, _FRACTIONS[magic])
        raise DecodeError("neither pcap nor pcapng" if start else "the file is empty")


def _records(file: BinaryIO, order: str, fraction: int) -> Iterator[Record]:
    """What follows the magic number. Raises DecodeError, the header's at once."""
    header = struct.unpack(f"{order}HHiIII", exactly(file, 20, "the file's header"))
    return _packets(file, struct.Struct(f"{order}IIII"), fraction, header[5] & _LINK_TYPE)


def _packets(
    file: BinaryIO, layout: struct.Struct, fraction: int, link_type: int
) -> Iterator[Record]:
    number = 0
    while begun := file.read(layout.size):
        number += 1
        if len(begun) < layout.size:
            raise DecodeError("the file ends in its header")
        seconds, part, kept, length = layout.unpack(begun)
        octets = packet_octets(file, kept)
        yield Record(number, seconds + part / fraction, link_type, octets, length)
