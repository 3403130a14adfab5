"""How a run stands: a table where there is a terminal, lines where there is none."""

from __future__ import annotations

import asyncio
import io

from rich.console import Console

from tests.virtual_loop import run as play
from vpdn.cli.load_progress import Progress
from vpdn.client import errors
from vpdn.client.errors import DialError
from vpdn.client.settings import DialSettings
from vpdn.load.run import Run
from vpdn.load.settings import Kind, LoadSettings, Plan, Traffic
from vpdn.load.stopwatch import Phase

SETTINGS = LoadSettings(
    DialSettings("10.200.20.2", "tac", "admin"),
    Plan(10, 2, hold=5),
    traffic=(Traffic(Kind.ECHO, 64, 10),),
)
RATES = "(2.0/s), set-up p50 50 ms p99 50 ms, failed 1, echo:64@10/s"


def shown(seconds: float, terminal: bool, stopped: bool = False) -> str:
    """What is on the screen after so many seconds of a run of two calls a second that come up,
    and one that is refused."""
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=terminal, width=100, highlight=False)

    async def watch() -> None:
        loop, told = asyncio.get_running_loop(), asyncio.Event()
        run = Run(SETTINGS)
        tally = run.tally
        tally.place(0.0)
        tally.fail(DialError(errors.AUTHENTICATION_FAILURE), Phase.AUTHENTICATION)

        def call() -> None:
            tally.place(0.0)
            tally.connect()
            tally.note(Phase.WHOLE, 0.05)
            tally.traffic[0].sent += 10
            loop.call_later(0.5, call)

        call()
        if stopped:
            told.set()
        with Progress(run, told, console):
            await asyncio.sleep(seconds)

    play(watch())
    return screen.getvalue()


def test_without_a_terminal_there_is_a_line_every_five_seconds() -> None:
    assert shown(4.9, terminal=False) == ""
    lines = shown(10.1, terminal=False).splitlines()
    assert lines == [
        f"time 5 s, calls 11, up 10, under way 0, connected 10 {RATES} sent 100",
        f"time 10 s, calls 21, up 20, under way 0, connected 20 {RATES} sent 200",
    ]


def test_a_run_that_is_ending_says_so() -> None:
    assert shown(5.1, terminal=False, stopped=True).startswith("time 5 s (ending), ")


def test_a_terminal_shows_the_same_and_the_failures_by_number() -> None:
    screen = " ".join(shown(2.1, terminal=True).split())
    assert "up 4 under way 0 connected 4 (2.0/s) set-up p50 50 ms p99 50 ms failed 1" in screen
    assert "error 691 1, authentication: Access was denied because the username" in screen
