"""What is kept of something that may have no end: its beginning and its end, and how much between
is left out."""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")


class Kept(list[T]):
    """A list that is only appended to: the first `half` of all that were and the last `half`;
    `left_out` of them stood between."""

    def __init__(self, half: int) -> None:
        super().__init__()
        self.half = half
        self.left_out = 0

    def append(self, one: T, /) -> None:
        super().append(one)
        if len(self) > 2 * self.half:
            del self[self.half]
            self.left_out += 1
