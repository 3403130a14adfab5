"""`enable password|secret`, `username …`: passwords, and secrets that are kept only hashed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace

from vpdn.aaa.settings import LocalUser
from vpdn.crypto.password_hash import hashed, is_hash
from vpdn.errors import ConfigError
from vpdn.ios.modes import GLOBAL
from vpdn.ios.passwords import recover, typed
from vpdn.ios.sections import Section
from vpdn.ios.setting import setting
from vpdn.nas.config import RouterConfig

HIGHEST = 15
_BAD_SECRET = """\
ERROR: The secret you entered is not a valid encrypted secret.
To enter an UNENCRYPTED secret, do not specify type {kind} encryption.
When you properly enter an UNENCRYPTED secret, it will be encrypted."""
_SECRET = "secret [0|5|8|9]$secret_kind LINE$secret"
_CHOSEN = "algorithm-type <md5|sha256|scrypt>$algorithm secret [0]$secret_kind LINE$secret"
_SECRET_HELP = """
    secret          The secret, of which only a hash is kept
    8               Specifies a PBKDF2 hashed secret will follow
    9               Specifies a SCRYPT hashed secret will follow
    algorithm-type  Algorithm to use for hashing the plain text secret
    md5             Encode the secret using the MD5 algorithm
    sha256          Encode the secret using the PBKDF2 hashing algorithm
    scrypt          Encode the secret using the SCRYPT hashing algorithm
    secret_kind     How the text is stored
"""
_ALGORITHMS = {"md5": "5", "sha256": "8", "scrypt": "9"}


def _hash_secret(arguments: Mapping[str, object]) -> Mapping[str, object]:
    """A secret that was typed in the clear is hashed before it is kept. Raises ConfigError for
    one that says it is hashed and is not."""
    text, kind = arguments.get("secret"), str(arguments.get("secret_kind", "0"))
    if not isinstance(text, str):
        return arguments
    if kind == "0":
        kind = _ALGORITHMS[str(arguments.get("algorithm", "md5"))]
        text = hashed(text, kind, secrets.token_bytes)
    elif not is_hash(text, kind):
        raise ConfigError(_BAD_SECRET.format(kind=kind))
    others = {name: value for name, value in arguments.items() if name != "algorithm"}
    return {**others, "secret_kind": kind, "secret": text}


def _one_of_them(arguments: Mapping[str, object]) -> Mapping[str, object]:
    """A user has a password, a secret or neither: what was said last."""
    given = _hash_secret(arguments)
    if given.keys() & _PASSWORDS.keys():
        return {**_PASSWORDS, **given}
    return given


_PASSWORDS = {"password": "", "secret": "", "nopassword": ""}


@setting(
    GLOBAL,
    "[no] enable secret / [level (1-15)$level] [0|5|8|9]$secret_kind LINE$secret",
    f"level  Set exec level password\n{_SECRET_HELP}",
    key=("level",),
    section=Section.ENABLE,
    settle=_hash_secret,
)
def enable_secret(
    config: RouterConfig, secret: str, level: int = HIGHEST, secret_kind: str = "0"
) -> RouterConfig:
    return replace(config, enable_secrets={**config.enable_secrets, level: secret})


@enable_secret.writer
def _enable_secret(secret: str, level: int, secret_kind: str) -> str:
    return f"enable secret {_level(level)}{secret_kind} {secret}"


@setting(
    GLOBAL,
    "enable algorithm-type <md5|sha256|scrypt>$algorithm secret [level (1-15)$level]"
    " [0]$secret_kind LINE$secret",
    f"level  Set exec level password\n{_SECRET_HELP}",
    slot="enable secret",
    key=("level",),
    section=Section.ENABLE,
    settle=_hash_secret,
)
def enable_chosen_secret(
    config: RouterConfig,
    secret: str,
    level: int = HIGHEST,
    secret_kind: str = "0",
    algorithm: str = "",
) -> RouterConfig:
    return replace(config, enable_secrets={**config.enable_secrets, level: secret})


@enable_chosen_secret.writer
def _enable_chosen_secret(secret: str, level: int, secret_kind: str, algorithm: str) -> str:
    return _enable_secret(secret, level, secret_kind)


@setting(
    GLOBAL,
    "[no] enable password / [level (1-15)$level] [0|7]$kind [LINE$password]",
    """
    password  Assign the privileged level password
    level     Set exec level password
    """,
    key=("level",),
    section=Section.ENABLE,
    hides=("kind", "password"),
)
def enable_password(
    config: RouterConfig, level: int = HIGHEST, kind: str = "0", password: str = ""
) -> RouterConfig:
    """Without a password, as published configurations have the line, nothing is set."""
    if not password:
        return config
    known = {**config.enable_passwords, level: recover(password, kind)}
    return replace(config, enable_passwords=known)


@enable_password.writer
def _enable_password(level: int, kind: str, password: str) -> str:
    return f"enable password {_level(level)}{typed(kind, password)}".rstrip()


def _level(level: int) -> str:
    return "" if level == HIGHEST else f"level {level} "


@setting(
    GLOBAL,
    "[no] username WORD$name / [privilege (0-15)$privilege] [nohangup$nohangup]"
    " [noescape$noescape] [user-maxlinks (1-255)$links] [access-class (1-199)$access_class]"
    f" [password [0|7]$kind LINE$password|{_SECRET}|{_CHOSEN}|nopassword$nopassword"
    "|autocommand LINE$autocommand]",
    f"""
    username    Establish User Name Authentication
    name        User name
    privilege   Set user privilege level
    password    Specify the password for the user
    nopassword  No password is required for the user to log in
    autocommand    Automatically issue a command after the user logs in
    nohangup       Do not disconnect after an automatic command
    noescape       Prevent the user from using an escape character
    user-maxlinks  Limit the user's number of inbound links
    links          Number of links
    access-class   Restrict access by access-class
    access_class   Access list number
    {_SECRET_HELP}
    """,
    key=("name",),
    moot={
        "noescape": "nobody can connect to another host from here",
        "access_class": "nobody can connect to another host from here",
    },
    section=Section.USERS,
    merge=True,
    hides=("kind", "password"),
    settle=_one_of_them,
    part="users",
)
def username(
    users: dict[str, LocalUser],
    name: str,
    privilege: int = 1,
    kind: str = "0",
    password: str = "",
    secret_kind: str = "0",
    secret: str = "",
    algorithm: str = "",
    nopassword: str = "",
    autocommand: str = "",
    nohangup: str = "",
    noescape: str = "",
    links: int = 0,
    access_class: int = 0,
) -> dict[str, LocalUser]:
    known = recover(password, kind) if password else None
    user = LocalUser(
        name,
        known,
        privilege,
        secret or None,
        bool(nopassword),
        autocommand,
        not nohangup,
        links or None,
    )
    return {**users, name: user}


@username.writer
def _username(
    name: str,
    privilege: int,
    kind: str,
    password: str,
    secret_kind: str,
    secret: str,
    algorithm: str,
    nopassword: str,
    autocommand: str,
    nohangup: str,
    noescape: str,
    links: int,
    access_class: int,
) -> str:
    """An automatic command stands on a line of its own."""
    words = ["username", name]
    if privilege != 1:
        words += ["privilege", str(privilege)]
    words += filter(None, (nohangup, noescape))
    words += ["user-maxlinks", str(links)] if links else []
    words += ["access-class", str(access_class)] if access_class else []
    if secret:
        words += ["secret", secret_kind, secret]
    elif password:
        words += ["password", kind, password]
    elif nopassword:
        words += [nopassword]
    lines = [words, ["username", name, "autocommand", autocommand]] if autocommand else [words]
    return "\n".join(" ".join(line) for line in lines)
