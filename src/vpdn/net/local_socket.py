"""UNIX sockets in the file system, by which programs of this machine ask a running one.

Whoever may open the file may ask: mode 0600. Knows nothing of what is said.
"""

from __future__ import annotations

import errno
import os
import socket
import stat
from pathlib import Path


def listening_socket(path: Path) -> socket.socket:
    """One at `path`; what a program that is gone left there is replaced, and folders are made.

    Raises OSError: EADDRINUSE when a program listens there, ENOTSOCK when a file is in the way.
    """
    path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    if is_stale(path):
        path.unlink(missing_ok=True)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    mask = os.umask(0o177)
    try:
        listening.bind(str(path))
        listening.listen()
    except OSError:
        listening.close()
        raise
    finally:
        os.umask(mask)
    return listening


def is_stale(path: Path) -> bool:
    """Whether there is a socket that nobody listens at any more. Raises OSError (ENOTSOCK)."""
    if not path.exists():
        return False
    if not stat.S_ISSOCK(path.stat().st_mode):
        raise OSError(errno.ENOTSOCK, os.strerror(errno.ENOTSOCK))
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            return True
    return False
