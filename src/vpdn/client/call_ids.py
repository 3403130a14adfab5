"""The Call IDs of this machine: no two of its programs may have the same one.

GRE knows nothing but addresses and Call IDs: two calls to one server with the same ID, in two
programs, would each get what is the other's. An ID is had by whoever has bound the abstract UNIX
socket of its name, which belongs to a network namespace as GRE does, and is gone with its program.
"""

from __future__ import annotations

import socket
from collections.abc import Container


class CallIds(Container[int]):
    """Those that may not be given to a call. Asking takes: what was free is ours from then on,
    until `release`."""

    def __init__(self) -> None:
        self._ours: dict[int, socket.socket] = {}

    def __contains__(self, call_id: object) -> bool:
        return not isinstance(call_id, int) or call_id in self._ours or not self._take(call_id)

    def release(self, call_id: int) -> None:
        """Once more does nothing."""
        if call_id in self._ours:
            self._ours.pop(call_id).close()

    def close(self) -> None:
        for call_id in list(self._ours):
            self.release(call_id)

    def _take(self, call_id: int) -> bool:
        bound = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            bound.bind(f"\0vpdn/call/{call_id}")
        except OSError:
            bound.close()
            return False
        self._ours[call_id] = bound
        return True
