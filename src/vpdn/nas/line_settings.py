"""What a terminal line is told: who may log in on it, how, and what his screen is like.

The server itself takes no notice of lines; they are here because `RouterConfig` is the whole of
what a router is told.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class Login(Enum):
    """How a line asks who is there."""

    NONE = "no login"
    LINE = "login"
    LOCAL = "login local"


@dataclass(frozen=True, slots=True)
class LineSettings:
    """Lines `first` to `last` of one kind: "con", "aux", "vty", "tty" or "" (numbered through).
    Times in seconds, 0 for none. `login` None: nothing was said, and the kind decides.
    `authentication` is the list that AAA asks under `aaa new-model`."""

    kind: str
    first: int
    last: int
    login: Login | None = None
    authentication: str = "default"
    exec_list: str = "default"
    """The list that says whether somebody who has logged in gets an exec; `command_lists` those
    that say which commands he may give, by the level of the commands."""
    command_lists: dict[int, str] = field(default_factory=dict)
    password: str | None = None
    exec_timeout: int = 600
    privilege: int = 1
    access_class: str | None = None
    """The access list that a caller's address must pass."""
    transport_input: tuple[str, ...] | None = None
    """Of "telnet", "ssh", "none", "all" …; None: nothing was said."""
    length: int = 24
    width: int = 80
    history: int = 10
    synchronous: bool = False
    autocommand: str = ""
    """Carried out at a login, which ends then."""

    @property
    def asks(self) -> Login:
        """What holds without `aaa new-model`: a vty that was told nothing wants its password."""
        if self.login is not None:
            return self.login
        return Login.LINE if self.kind == "vty" else Login.NONE

    def takes(self, protocol: str) -> bool:
        """Whether callers by "telnet" or "ssh" are let in to the line."""
        given = ("all",) if self.transport_input is None else self.transport_input
        return "all" in given or protocol in given
