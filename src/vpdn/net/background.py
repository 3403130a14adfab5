"""A function that blocks, beside the event loop, and that nobody has to wait for.

asyncio's own threads are waited for at a program's end, whoever gave up waiting before: a name
server that does not answer would keep a program for half a minute after Ctrl-C.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


async def in_background(function: Callable[[], T]) -> T:
    """What it returns; it must raise nothing. Cancelled, its thread goes on, and ends with the
    program."""
    waiting: Future[T] = Future()
    waiting.set_running_or_notify_cancel()
    Thread(target=lambda: waiting.set_result(function()), daemon=True).start()
    return await asyncio.wrap_future(waiting)
