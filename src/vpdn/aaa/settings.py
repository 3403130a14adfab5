"""What AAA is told: users of its own and the method lists."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class LocalUser:
    """`secret` is the cleartext password where one can be recovered, else None: CHAP and MS-CHAP
    then cannot work for this user. `hashed` is what IOS calls a secret, of type 5, 8 or 9, and
    tells only whether a password is right. `free`: no password is asked."""

    name: str
    secret: str | None = None
    privilege: int = 1
    hashed: str | None = None
    free: bool = False


@dataclass(frozen=True, slots=True)
class MethodList:
    """`methods` as typed after the list's name: "group radius", "local", "none", "if-needed" …"""

    name: str
    methods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AaaSettings:
    new_model: bool = False
    authentication_login: dict[str, MethodList] = field(default_factory=dict)
    authentication_ppp: dict[str, MethodList] = field(default_factory=dict)
    authorization_network: dict[str, MethodList] = field(default_factory=dict)
