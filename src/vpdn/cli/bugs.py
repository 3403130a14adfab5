"""How a fault of our own is told: one line on stderr, never a traceback.

Whatever the event loop or a rim catches comes here through `logging`. With VPDN_TRACEBACK in the
environment the traceback is there as well, for whoever mends it.
"""

from __future__ import annotations

import logging
import os
import traceback
from pathlib import PurePath


class OneLine(logging.Formatter):
    """The first line of the message, the error, and where it was raised."""

    def format(self, record: logging.LogRecord) -> str:
        line = f"vpdn: {record.getMessage().partition(chr(10))[0]}"
        error = record.exc_info[1] if record.exc_info else None
        if error is None:
            return line
        line += f": {_described(error)}"
        if "VPDN_TRACEBACK" not in os.environ:
            return line
        return "\n".join((line, *"".join(traceback.format_exception(error)).splitlines()))


def tell_in_one_line() -> None:
    """From now on, in this process."""
    logging.raiseExceptions = False
    handler = logging.StreamHandler()
    handler.setFormatter(OneLine())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)


def _described(error: BaseException) -> str:
    what = f"{type(error).__name__}: {error}".rstrip(": ").replace("\n", " ")
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return what
    return f"{what} ({PurePath(frames[-1].filename).name}:{frames[-1].lineno})"
