"""Which calls each user has, from the moment AAA let each in until it is over.

Most users have one call, which costs an entry; finding, adding and removing one does not depend
on how many there are. Calls go by the console's number, users by any text.
"""

from __future__ import annotations


class UserCalls:
    def __init__(self) -> None:
        self._oldest: dict[str, int] = {}
        self._others: dict[str, dict[int, None]] = {}
        """Those after the oldest, in order; only of users who have several."""

    def __len__(self) -> int:
        """How many users have calls."""
        return len(self._oldest)

    def count(self, user: str) -> int:
        if user not in self._oldest:
            return 0
        return 1 + len(self._others.get(user, ()))

    def oldest(self, user: str) -> int:
        """Raises KeyError when the user has none."""
        return self._oldest[user]

    def add(self, user: str, call: int) -> None:
        """`call` is none of the user's yet."""
        if user in self._oldest:
            self._others.setdefault(user, {})[call] = None
        else:
            self._oldest[user] = call

    def remove(self, user: str, call: int) -> None:
        """Raises KeyError when it is none of the user's."""
        others = self._others.get(user, {})
        if self._oldest[user] != call:
            del others[call]
        elif others:
            self._oldest[user] = next(iter(others))
            del others[self._oldest[user]]
        else:
            del self._oldest[user]
        if user in self._others and not others:
            del self._others[user]
