"""The calls of one control connection as its messages name them: by our Call ID or by the peer's.

RFC 2637 sections 2.7 to 2.15. However many calls there are, none is searched for. What a call may
do is `call`'s business.
"""

from __future__ import annotations

from collections.abc import Container, Iterable

from vpdn.errors import MisuseError
from vpdn.machine import Deadlines, Entropy
from vpdn.pptp.call import Call, Side
from vpdn.pptp.outputs import CallState


class CallTable:
    """`taken` holds the call ids that other control connections have in use; ours count up from
    `first`, or begin anywhere."""

    __slots__ = (
        "_calls",
        "_deadlines",
        "_entropy",
        "_first",
        "_named",
        "_taken",
        "_unnamed",
    )

    def __init__(self, entropy: Entropy, taken: Container[int], first: int | None = None) -> None:
        self._entropy = entropy
        self._taken = taken
        self._first = first
        self._calls: dict[int, Call] = {}
        self._named: dict[int, list[Call]] = {}
        self._unnamed: dict[int, Call] = {}
        self._deadlines: Deadlines[int] = Deadlines()

    def __len__(self) -> int:
        return len(self._calls)

    def __contains__(self, call_id: int) -> bool:
        return call_id in self._calls

    @property
    def deadline(self) -> float | None:
        return self._deadlines.next

    def states(self) -> dict[int, CallState]:
        """The state of every call, by our Call ID."""
        return {call.call_id: call.state for call in self._calls.values()}

    def get(self, call_id: int) -> Call | None:
        return self._calls.get(call_id)

    def of_peer(self, peer_call_id: int) -> Call | None:
        """Peers that use an id twice at a time mean the older call."""
        named = self._named.get(peer_call_id)
        return named[0] if named else None

    def aborted(self) -> Call | None:
        """The oldest call we cleared before the peer told its id: a Call-Disconnect-Notify with
        an id nobody has can only mean that one."""
        cleared = (
            call for call in self._unnamed.values() if call.state is CallState.WAIT_DISCONNECT
        )
        return next(cleared, None)

    def overdue(self, now: float) -> list[Call]:
        """Those that waited too long. They stay overdue until they move."""
        found = [self._calls[call_id] for call_id in self._deadlines.due(now)]
        for call in found:
            self._deadlines.set(call.call_id, call.deadline)
        return found

    def add(self, side: Side, serial: int, peer_call_id: int | None) -> Call:
        call = Call(side, self._free_id(), serial, None)
        self._calls[call.call_id] = self._unnamed[call.call_id] = call
        if peer_call_id is not None:
            self.name(call, peer_call_id)
        return call

    def name(self, call: Call, peer_call_id: int) -> None:
        """The peer tells its Call ID."""
        call.peer_call_id = peer_call_id
        self._named.setdefault(peer_call_id, []).append(call)
        del self._unnamed[call.call_id]

    def moved(self, call: Call) -> None:
        """Take note of a call's new state; one that is closed is gone."""
        if call.state is not CallState.CLOSED:
            self._deadlines.set(call.call_id, call.deadline)
            return
        self._deadlines.set(call.call_id, None)
        del self._calls[call.call_id]
        if call.peer_call_id is None:
            del self._unnamed[call.call_id]
            return
        named = self._named[call.peer_call_id]
        named.remove(call)
        if not named:
            del self._named[call.peer_call_id]

    def clear(self) -> list[int]:
        """Forget every call; their ids."""
        call_ids = list(self._calls)
        for calls in (self._calls, self._named, self._unnamed):
            calls.clear()
        self._deadlines = Deadlines()
        return call_ids

    def _free_id(self) -> int:
        """One that is not in use."""
        for call_id in self._candidates():
            if call_id not in self._calls and call_id not in self._taken:
                return call_id
        raise MisuseError("all call ids are in use")

    def _candidates(self) -> Iterable[int]:
        """Unpredictable, and never 0, unless we are told where to begin."""
        if self._first is not None:
            return range(self._first, 0x10000)
        start = int.from_bytes(self._entropy(2), "big")
        return ((start + step) % 0xFFFF + 1 for step in range(0xFFFF))
