"""The requests that wait for an answer, as answers and time-outs find them: without a search.

An answer names its request by the server it comes from and the Identifier (RFC 2865 section 3).
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address

from vpdn.machine import Deadlines
from vpdn.radius.transaction import Transaction

_Place = tuple[IPv4Address, int, int]


class OpenRequests:
    """By their token; at a server while one is asked."""

    def __init__(self) -> None:
        self._by_token: dict[int, Transaction] = {}
        self._by_place: dict[_Place, Transaction] = {}
        self._by_alias: dict[_Place, Transaction] = {}
        self._deadlines: Deadlines[int] = Deadlines()

    def __len__(self) -> int:
        return len(self._by_token)

    def __contains__(self, token: int) -> bool:
        return token in self._by_token

    @property
    def deadline(self) -> float | None:
        return self._deadlines.next

    def due(self, now: float) -> list[Transaction]:
        """Those whose server did not answer in time; each is told once."""
        return [self._by_token[token] for token in self._deadlines.due(now)]

    def find(self, address: IPv4Address, port: int, identifier: int) -> Transaction | None:
        """Of two servers it could come from, the one whose own address it is."""
        place = address, port, identifier
        return self._by_place.get(place) or self._by_alias.get(place)

    def add(self, transaction: Transaction) -> None:
        self._by_token[transaction.token] = transaction

    def asked(self, transaction: Transaction) -> None:
        """It is sent to the server of its attempt, and waits until its deadline."""
        for table, place in self._places(transaction):
            table[place] = transaction
        self._deadlines.set(transaction.token, transaction.deadline)

    def left(self, transaction: Transaction) -> None:
        """The server of its attempt is asked no more."""
        for table, place in self._places(transaction):
            if table.get(place) is transaction:
                del table[place]

    def remove(self, token: int) -> Transaction | None:
        """Whose it was; None when there is none."""
        transaction = self._by_token.pop(token, None)
        if transaction is not None:
            self.left(transaction)
            self._deadlines.set(token, None)
        return transaction

    def _places(
        self, transaction: Transaction
    ) -> Iterator[tuple[dict[_Place, Transaction], _Place]]:
        """From where its server may answer, and where that is noted."""
        if transaction.attempt is None:
            return
        server, identifier = transaction.attempt.server.settings, transaction.identifier
        yield self._by_place, (server.address, server.auth_port, identifier)
        for alias in server.aliases:
            yield self._by_alias, (alias, server.auth_port, identifier)
