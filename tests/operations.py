"""How much work a piece of code is, whatever the machine: executed bytecodes.

What C does (a hash, a heap's push, a copied list) counts as one.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any


@dataclass
class Operations:
    count: int = 0


@contextmanager
def operations() -> Iterator[Operations]:
    """Counts what runs in this thread meanwhile, in other tasks and callbacks too."""
    counted = Operations()

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        frame.f_trace_opcodes = True
        counted.count += event == "opcode"
        return trace

    before = sys.gettrace()
    gc.disable()  # what others left behind is not this code's work
    sys.settrace(trace)
    try:
        yield counted
    finally:
        sys.settrace(before)
        gc.enable()
