"""What blocks does so beside the event loop, and holds up nobody's end."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest

from vpdn.net.background import in_background

FOR_EVER = """\
import asyncio, threading
from vpdn.net.background import in_background
async def main():
    try:
        await asyncio.wait_for(in_background(threading.Event().wait), 0.1)
    except TimeoutError:
        print("given up")
asyncio.run(main())
"""


def test_what_it_returns_comes_back() -> None:
    assert asyncio.run(in_background(lambda: 7)) == 7


def test_others_go_on_meanwhile() -> None:
    async def main() -> bool:
        released = asyncio.Event()
        loop = asyncio.get_running_loop()

        def release() -> bool:
            loop.call_soon_threadsafe(released.set)
            return asyncio.run_coroutine_threadsafe(released.wait(), loop).result(5)

        return await in_background(release)

    assert asyncio.run(main())


def test_a_program_does_not_wait_for_what_was_given_up() -> None:
    done = subprocess.run(
        (sys.executable, "-c", FOR_EVER), capture_output=True, text=True, timeout=10, check=True
    )
    assert (done.stdout, done.stderr) == ("given up\n", "")


def test_what_comes_too_late_is_nobodys() -> None:
    """The result of a thread whose asker is gone raises nothing anywhere."""

    async def main() -> None:
        asking = asyncio.create_task(in_background(lambda: 7))
        await asyncio.sleep(0)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        await asyncio.sleep(0.01)

    asyncio.run(main())
