"""Authorization of single commands: may who is at a line give this one?

One rule: a method that cannot tell leaves it to the next; when none is left the answer is no.
RADIUS knows no question about a command (RFC 2865 has none), so its servers cannot tell. The pairs
are those of TACACS+ (RFC 8907 section 6.1): `service=shell`, `cmd=`, one `cmd-arg=` a word.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vpdn.aaa.login import local_user
from vpdn.aaa.method_list import new_transaction
from vpdn.aaa.settings import LocalUser
from vpdn.aaa.trace import CommandAnswered, CommandAsked, CommandMethodTried
from vpdn.aaa.types import AV, Emit
from vpdn.machine import Entropy

END = "<cr>"
"""Stands for the Return at a command's end."""


@dataclass(frozen=True, slots=True)
class CommandRequest:
    """`words` of a command in full; `port` is the line ("tty130"). `authenticated`: the user had to
    say who he is."""

    user: str
    port: str
    words: tuple[str, ...]
    authenticated: bool
    emit: Emit

    @property
    def pairs(self) -> tuple[AV, ...]:
        """As a server is asked."""
        arguments = (AV("cmd-arg", word) for word in (*self.words[1:], END))
        return (AV("service", "shell"), AV("cmd", self.words[0]), *arguments)


def authorize_command(
    request: CommandRequest,
    methods: Sequence[str],
    list_name: str,
    users: Mapping[str, LocalUser],
    entropy: Entropy,
) -> bool:
    """Ask the methods in order until one can tell."""
    transaction, emit = new_transaction(entropy), request.emit
    emit(CommandAsked(transaction, request.port, request.user, request.pairs, list_name))
    for method in methods:
        emit(CommandMethodTried(transaction, request.port, method.removeprefix("group ")))
        allowed = _allows(method, request, users)
        emit(CommandAnswered(transaction, "PASS_ADD" if allowed else "ERROR"))
        if allowed:
            return True
    return False


def _allows(method: str, request: CommandRequest, users: Mapping[str, LocalUser]) -> bool:
    """None of these ever says no: a user of somebody else's is not known here."""
    match method:
        case "none":
            return True
        case "if-authenticated":
            return request.authenticated
        case "local":
            return local_user(users, request.user) is not None
    return False
