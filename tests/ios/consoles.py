"""What a router's console says, all together."""

from __future__ import annotations

from pathlib import Path

from vpdn.ios.console_client import run


def printed(path: Path, *commands: str) -> str:
    """What the commands print; what of them is refused stands last."""
    return "".join(one.text + one.error for one in run(path, commands))
