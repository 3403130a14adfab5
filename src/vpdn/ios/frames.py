"""What passes between a console and its client: JSON objects, one a line."""

from __future__ import annotations

import json

from vpdn.errors import DecodeError

Frame = dict[str, str | bool]


def encode(frame: Frame) -> bytes:
    """Octets of a configuration that were no UTF-8 arrive as question marks."""
    printable = {key: _printable(value) for key, value in frame.items()}
    return json.dumps(printable).encode() + b"\n"


def decode(octets: bytes) -> Frame:
    """Raises DecodeError when the line is no frame."""
    try:
        frame = json.loads(octets)
    except (ValueError, RecursionError) as error:
        raise DecodeError(f"no JSON: {error}") from None
    if not isinstance(frame, dict):
        raise DecodeError("no JSON object")
    return {
        str(key): _printable(value) for key, value in frame.items() if isinstance(value, str | bool)
    }


def _printable(value: str | bool) -> str | bool:
    """JSON can say half of a character, which no octets stand for."""
    return value.encode(errors="replace").decode() if isinstance(value, str) else value
