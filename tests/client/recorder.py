"""The owner of a call that only writes down the frames it gets."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from vpdn.datapath.engine import EngineEvent


@dataclass
class Recorder:
    frames: list[bytes] = field(default_factory=list)
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    def frame_received(self, frame: bytes, now: float) -> None:
        self.frames.append(frame)
        self.heard.set()

    def data_path_event(self, event: EngineEvent, now: float) -> None:
        raise AssertionError(event)
