"""Logs for the tests: the document's, this router's own of calls that really went so, and how they
are read."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.nas.world import World
from tests.virtual_loop import run
from vpdn.explain.reading import lines
from vpdn.explain.session import Session
from vpdn.explain.sorting import Sorter
from vpdn.explain.verdict import judge
from vpdn.ios.debug import Debug
from vpdn.ios.debug_format import lines as worded
from vpdn.nas.config import RouterConfig
from vpdn.nas.events import Event

DOCUMENT = Path(__file__).parent.parent / "transcripts"
DEBUGS = (
    Debug.LOG
    | Debug.PPP_NEGOTIATION
    | Debug.MPPE_EVENTS
    | Debug.AAA_AUTHENTICATION
    | Debug.AAA_AUTHORIZATION
    | Debug.L2X_EVENTS
    | Debug.VPDN_EVENTS
    | Debug.VPDN_ERRORS
    | Debug.RADIUS
)
"""The document's, and the router's log."""


def document(name: str) -> list[str]:
    return (DOCUMENT / f"{name}.log").read_text().splitlines()


def explained(rows: Iterable[str]) -> list[Session]:
    """The calls of a log."""
    sorter = Sorter()
    octets = (f"{row}\n".encode() for row in rows)
    done = [session for line in lines(octets, "log") for session in sorter.feed(line)]
    return done + sorter.finish()


def causes(rows: Iterable[str]) -> list[str]:
    """The names of the diagnoses, sorted."""
    return sorted(judge(session).diagnosis.name for session in explained(rows))


def only(rows: Iterable[str]) -> Session:
    [session] = explained(rows)
    return session


def log(config: RouterConfig, *calls: dict[str, Any], silent_after: float = 0.0) -> list[str]:
    """What this router says of `calls`, three seconds apart, in a minute and a half. After
    `silent_after` seconds, if any, the PCs send nothing more."""
    heard: list[str] = []

    def hear(event: Event) -> None:
        heard.extend(line.text for line in worded(event, DEBUGS))

    async def story() -> None:
        world = World(config)
        world.services.events.subscribe(hear)
        for options in calls:
            pc = world.call(**options)
            await asyncio.sleep(3)
            pc.mute = pc.mute or bool(silent_after)
        await asyncio.sleep(90)

    run(story())
    return heard
