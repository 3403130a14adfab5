"""`aaa authentication …` and `aaa authorization …`: who is asked, in which order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from vpdn.aaa.settings import AaaSettings, MethodList
from vpdn.errors import ConfigError
from vpdn.ios.modes import GLOBAL
from vpdn.ios.sections import Section
from vpdn.ios.setting import accepted, setting

_MOST_METHODS = 4
_OLD_GROUPS = ("radius", "tacacs+")
"""Could be named without `group` before 12.0(5)T, and still can."""
METHODS_HELP = """
    default           The default list
    list              Named list
    methods           Name of a server group
    local-case        Use case-sensitive local username authentication.
    line              Use line password for authentication.
    enable            Use enable password for authentication.
    krb5              Use Kerberos 5 authentication.
    if-needed         Only authenticate if needed.
    if-authenticated  Succeed if user has authenticated.
"""


def methods(*words: str) -> str:
    """The notation of one or more methods: server groups, and those named."""
    choices = "|".join(("group <radius|tacacs+|WORD>", *_OLD_GROUPS, *words))
    return f"<{choices}>$methods..."


def grouped(words: Iterable[str]) -> tuple[str, ...]:
    """("group", "radius", "local") or the older ("radius", "local") -> "group radius", "local".
    Raises ConfigError when there are too many."""
    made: list[str] = []
    named = False
    for word in words:
        if word == "group" and not named:
            named = True
            continue
        made.append(f"group {word}" if named or word in _OLD_GROUPS else word)
        named = False
    if len(made) > _MOST_METHODS:
        raise ConfigError(f"% A method list has {_MOST_METHODS} methods at most")
    return tuple(made)


_LOCAL = ("local", "local-case", "none")


def _lists(kind: str, service: str, sentence: str, attribute: str, *known: str) -> None:
    """Declare the lists of one service, kept by name as `attribute` of the AAA settings."""

    def keep(aaa: Any, list: str, methods: tuple[str, ...]) -> Any:
        lists = {**getattr(aaa, attribute), list: MethodList(list, grouped(methods))}
        return replace(aaa, **{attribute: lists})

    declared = setting(
        GLOBAL,
        f"[no] aaa {kind} {service} <default|WORD>$list / {methods(*known)}",
        f"{service}  {sentence}\n{METHODS_HELP}",
        key=("list",),
        section=Section.AAA_LISTS,
        part="aaa",
    )(keep)

    @declared.writer
    def write(list: str, methods: tuple[str, ...]) -> str:
        return " ".join((f"aaa {kind} {service}", list, *grouped(methods)))


_lists(
    "authentication",
    "login",
    "Set authentication lists for logins.",
    "authentication_login",
    "enable",
    "krb5",
    "line",
    *_LOCAL,
)


@setting(
    GLOBAL,
    f"[no] aaa authentication enable default / {methods('enable', 'line', 'none')}",
    f"enable  Set authentication list for enable.\n{METHODS_HELP}",
    section=Section.AAA_LISTS,
    part="aaa",
)
def enable(aaa: AaaSettings, methods: tuple[str, ...]) -> AaaSettings:
    return replace(aaa, authentication_enable=MethodList("default", grouped(methods)))


@enable.writer
def _enable(methods: tuple[str, ...]) -> str:
    return " ".join(("aaa authentication enable default", *grouped(methods)))


@setting(
    GLOBAL,
    "[no] aaa authentication ppp <default|WORD>$list / [passwd-expiry]$aging"
    f" {methods('if-needed', 'krb5', *_LOCAL)}",
    f"""
    ppp            Set authentication lists for ppp.
    passwd-expiry  enable the list to provide password aging support
    {METHODS_HELP}
    """,
    key=("list",),
    section=Section.AAA_LISTS,
    part="aaa",
)
def ppp(aaa: AaaSettings, list: str, methods: tuple[str, ...], aging: str = "") -> AaaSettings:
    made = MethodList(list, grouped(methods), bool(aging))
    return replace(aaa, authentication_ppp={**aaa.authentication_ppp, list: made})


@ppp.writer
def _ppp(list: str, methods: tuple[str, ...], aging: str) -> str:
    words = [aging] if aging else []
    return " ".join(("aaa authentication ppp", list, *words, *grouped(methods)))


accepted(
    GLOBAL,
    "[no] aaa authentication <arap|nasi>$service <default|WORD>$list / LINE$rest",
    "there is no such service here",
    """
    arap  Set authentication lists for arap.
    nasi  Set authentication lists for NASI.
    """,
    key=("service", "list"),
    section=Section.AAA_LISTS,
)
accepted(
    GLOBAL,
    "[no] aaa authentication <attempts|banner|fail-message|username-prompt|password-prompt>$what"
    " / LINE$rest",
    "the dialog at login has IOS' own words",
    """
    attempts         Set the maximum number of login attempts
    banner           Message to use when starting login/authentication.
    fail-message     Message to use for failed login/authentication.
    username-prompt  Text to use when prompting for a username
    password-prompt  Text to use when prompting for a password
    """,
    key=("what",),
    section=Section.AAA_LISTS,
)


def _authorized(word: str, sentence: str) -> None:
    """Declare a line that has more authorized."""

    def keep(aaa: Any) -> Any:
        return replace(aaa, **{f"authorization_{word.replace('-', '_')}": True})

    setting(
        GLOBAL,
        f"[no] aaa authorization {word}",
        f"{word}  {sentence}",
        section=Section.AAA_LISTS,
        part="aaa",
    )(keep)


_authorized("console", "For enabling console authorization")
_authorized("config-commands", "For configuration mode commands.")
_AUTHORIZATION = ("if-authenticated", "local", "none")
_lists(
    "authorization",
    "exec",
    "For starting an exec (shell).",
    "authorization_exec",
    *_AUTHORIZATION,
)


def _level(level: int, list: str, methods: tuple[str, ...]) -> tuple[int, str]:
    return level, list


@setting(
    GLOBAL,
    "[no] aaa authorization commands (0-15)$level <default|WORD>$list"
    f" / {methods(*_AUTHORIZATION)}",
    f"commands  For exec (shell) commands.\nlevel  Enable level\n{METHODS_HELP}",
    key=("level", "list"),
    section=Section.AAA_LISTS,
    part="aaa",
    sort=_level,
)
def commands(aaa: AaaSettings, level: int, list: str, methods: tuple[str, ...]) -> AaaSettings:
    made = MethodList(list, grouped(methods))
    lists = {**aaa.authorization_commands, (level, list): made}
    return replace(aaa, authorization_commands=lists)


@commands.writer
def _commands(level: int, list: str, methods: tuple[str, ...]) -> str:
    return " ".join((f"aaa authorization commands {level} {list}", *grouped(methods)))


_lists(
    "authorization",
    "network",
    "For network services. (PPP, SLIP, ARAP)",
    "authorization_network",
    *_AUTHORIZATION,
)
accepted(
    GLOBAL,
    "[no] aaa authorization <reverse-access|configuration>$service <default|WORD>$list / LINE$rest",
    "there is no such service here",
    """
    reverse-access  For reverse access connections
    configuration   For downloading configurations from AAA server
    """,
    key=("service", "list"),
    section=Section.AAA_LISTS,
)
