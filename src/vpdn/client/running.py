"""The connections of this machine that run now: where they are found, and what one may ask them.

Each is a program in the foreground with a UNIX socket named after the connection; there is no
daemon and no list to go stale. One line goes in, `status` or `hangup`; one JSON document comes out.
"""

from __future__ import annotations

import errno
import json
import os
import socket
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from vpdn.client import errors
from vpdn.client.errors import DialError
from vpdn.net.local_socket import is_stale, listening_socket

SYSTEM = Path("/run/vpdn/dial")
SECONDS = 5.0
"""To answer in."""
HANGING_UP = 15.0
"""Seconds for all of a connection to be taken back."""
LONGEST_NAME = 40


def folders() -> list[Path]:
    """Where connections are looked for; new ones are put into the first. VPDN_RUN names the only
    one; else it is XDG_RUNTIME_DIR's, and that of programs without a session, like services."""
    if "VPDN_RUN" in os.environ:
        return [Path(os.environ["VPDN_RUN"])]
    of_user = os.environ.get("XDG_RUNTIME_DIR")
    return [Path(of_user) / "vpdn" / "dial", SYSTEM] if of_user else [SYSTEM]


def open_socket(name: str, *, exactly: bool) -> tuple[str, socket.socket]:
    """The name and the socket of a connection that begins. A name that need not be kept exactly
    gets a number where it is taken. Raises DialError when it is taken, OSError."""
    name = name[:LONGEST_NAME]
    for number in count(1):
        wanted = name if number == 1 else f"{name}-{number}"
        try:
            if not any(map(runs, paths_of(wanted)[1:])):
                return wanted, listening_socket(path_of(wanted))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
        if exactly:
            raise DialError(errors.DIAL_ALREADY_IN_PROGRESS)
    raise AssertionError("numbers do not end")


def runs(path: Path) -> bool:
    """Whether there is a connection with this socket, that is ours to ask."""
    try:
        return path.exists() and not is_stale(path)
    except OSError:
        return False


def is_over(path: Path) -> bool:
    """Whether nobody has this socket any more; of one that is not ours to ask nobody knows."""
    try:
        return not path.exists() or is_stale(path)
    except OSError:
        return False


def path_of(name: str) -> Path:
    """The socket of a connection that begins here."""
    return paths_of(name)[0]


def paths_of(name: str) -> list[Path]:
    """Where the socket of a connection may be."""
    return [folder / (quote(name, safe=" ") + ".sock") for folder in folders()]


def statuses() -> list[dict[str, Any]]:
    """Of every connection that runs, by name."""
    found = {name: ask(name, "status") for name in names()}
    return [status for _, status in sorted(found.items()) if status]


def names() -> Iterator[str]:
    """Those that run, and those that were killed."""
    seen: set[str] = set()
    for folder in folders():
        seen.update(unquote(path.stem) for path in folder.glob("*.sock"))
    yield from sorted(seen)


def ask(name: str, verb: str) -> dict[str, Any] | None:
    """What the connection says; None when there is none, or it is not ours to ask. After `hangup`
    it is over."""
    for path in paths_of(name):
        with suppress(OSError, ValueError):
            if path.exists() and not is_stale(path):
                answer = _answer(path, verb)
                return answer if isinstance(answer, dict) else None
    return None


def forget(name: str) -> None:
    """Of one that was killed, when what else it left is taken back: then nobody finds it any more.
    Raises OSError."""
    for path in paths_of(name):
        if is_stale(path):
            path.unlink(missing_ok=True)


def _answer(path: Path, verb: str) -> object:
    """Raises OSError, ValueError."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asking:
        asking.settimeout(HANGING_UP if verb == "hangup" else SECONDS)
        asking.connect(str(path))
        asking.sendall(f"{verb}\n".encode())
        octets = b""
        while chunk := asking.recv(65536):
            octets += chunk
        return json.loads(octets)
