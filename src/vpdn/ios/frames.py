"""What passes between a console and its client: JSON objects, one a line."""

from __future__ import annotations

import json

Frame = dict[str, str | bool]


def encode(frame: Frame) -> bytes:
    return json.dumps(frame).encode() + b"\n"


def decode(octets: bytes) -> Frame:
    """Raises ValueError when the line is no frame."""
    frame = json.loads(octets)
    if not isinstance(frame, dict):
        raise ValueError("not an object")
    return {str(key): value for key, value in frame.items() if isinstance(value, str | bool)}
