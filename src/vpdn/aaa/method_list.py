"""A method list at work: `group radius local`.

One rule: an error (nobody answered) goes on to the next method, a refusal ends the list. What a
method does is behind `Backend`. The records are in the order IOS' `debug aaa authentication`
shows them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from vpdn.aaa.trace import AuthenFinished, AuthenRestarted, AuthenStarted, MethodTried
from vpdn.aaa.types import Accept, AuthRequest, Reject
from vpdn.errors import Unavailable
from vpdn.machine import Entropy


class Backend(Protocol):
    """One method. `authenticate` raises Unavailable when it cannot tell."""

    @property
    def name(self) -> str: ...

    async def authenticate(self, request: AuthRequest) -> Accept | Reject: ...


async def authenticate(
    request: AuthRequest, methods: Sequence[Backend], list_name: str, entropy: Entropy
) -> Accept | Reject:
    """Ask the methods in order until one knows. Raises Unavailable when none does."""
    transaction = new_transaction(entropy)
    request.emit(AuthenStarted(transaction, request.port, list_name, request.service))
    for position, method in enumerate(methods):
        if position:
            transaction = new_transaction(entropy)
            request.emit(AuthenRestarted(transaction, request.port, request.service))
        request.emit(MethodTried(transaction, method.name))
        try:
            outcome = await method.authenticate(request)
        except Unavailable:
            last = position == len(methods) - 1
            request.emit(AuthenFinished(transaction, "ERROR", last))
            continue
        status = "PASS" if isinstance(outcome, Accept) else "FAIL"
        request.emit(AuthenFinished(transaction, status))
        return outcome
    raise Unavailable(f'no method of list "{list_name}" could answer')


def new_transaction(entropy: Entropy) -> int:
    """A number of 32 bits for one pass through a list."""
    return int.from_bytes(entropy(4), "big")
