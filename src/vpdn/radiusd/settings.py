"""The RADIUS server's file: TOML, checked whole before anything starts.

Words and defaults are those of Windows 2000's Internet Authentication Service where it has one.
`load` is the only way in; its errors name the file and the key in one line.
"""

from __future__ import annotations

import re
from datetime import datetime
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from vpdn import toml_file
from vpdn.errors import ConfigError, MisuseError
from vpdn.radius.packet import Code, request
from vpdn.radiusd import hours
from vpdn.radiusd.conditions import compile_condition

Method = Literal["pap", "chap", "ms-chap", "ms-chap-v2"]
Encryption = Literal["none", "basic", "strong", "strongest"]


def _listed(value: object) -> object:
    """A single value where a list may stand."""
    return value if isinstance(value, list) else [value]


def _address_is_text(value: object) -> object:
    """Without this a bare number would pass for an address."""
    if not isinstance(value, str | IPv4Address | IPv4Network):
        raise ValueError("an address is written as a string")
    return value


Texts = Annotated[list[str], BeforeValidator(_listed), Field(min_length=1)]
Address = Annotated[IPv4Address, BeforeValidator(_address_is_text)]
Network = Annotated[IPv4Network, BeforeValidator(_address_is_text)]
Hash = Annotated[str, Field(pattern=re.compile("^[0-9a-fA-F]{32}$"))]
Port = Annotated[int, Field(ge=0, le=65535)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Client(_Model):
    """An access server that may ask. `name` is IAS' friendly name; `address` may be a network.

    `require_message_authenticator` drops requests without one: turn it on for clients that can.
    """

    name: str
    address: Network
    secret: str = Field(min_length=1)
    require_message_authenticator: bool = False


class User(_Model):
    """`password`, or its NT hash (32 hex digits; `lm_hash` too where MS-CHAPv1 is to key 40-bit
    MPPE). `address` is the static address of the dial-in tab. `hours` are the account's logon
    hours. A password that is too old at `password_expires`, or that `must_change_password`, is one
    until the user has changed it."""

    name: str = Field(min_length=1)
    password: str | None = None
    nt_hash: Hash | None = None
    lm_hash: Hash | None = None
    groups: list[str] = []
    dialin: Literal["allow", "deny", "policy"] = "policy"
    disabled: bool = False
    hours: Texts | None = None
    must_change_password: bool = False
    password_expires: datetime | None = None
    address: Address | None = None

    @model_validator(mode="after")
    def _one_secret(self) -> User:
        if (self.password is None) == (self.nt_hash is None):
            raise ValueError("give either a password or an nt_hash")
        return self

    @model_validator(mode="after")
    def _hours_read(self) -> User:
        for one in self.hours or ():
            hours.parse(one)
        return self


class Profile(_Model):
    """What a granted connection must keep to and gets. `encryption` lists the boxes ticked on
    the profile's Encryption tab; without it MS-CHAPv1 is told nothing, and v2 that all are.
    Without `mppe_keys` it is a server that knows MS-CHAP and nothing of MPPE, as many are."""

    authentication: list[Method] = ["ms-chap-v2", "ms-chap"]
    encryption: list[Encryption] | None = Field(default=None, min_length=1)
    mppe_keys: bool = True
    attributes: dict[str, int | str] = {"Framed-Protocol": "PPP", "Service-Type": "Framed"}

    @model_validator(mode="after")
    def _attributes_encode(self) -> Profile:
        try:
            request(Code.ACCESS_REQUEST, 0, bytes(16), b"-", list(self.attributes.items()))
        except MisuseError as error:
            raise ValueError(f"attributes: {error}") from error
        return self


class Policy(_Model):
    """A remote access policy; a policy without conditions matches every request."""

    name: str
    conditions: dict[str, Texts] = {}
    permission: Literal["grant", "deny"] = "deny"
    profile: Profile = Profile()

    @model_validator(mode="after")
    def _conditions_compile(self) -> Policy:
        for name, values in self.conditions.items():
            compile_condition(name, values)
        return self


class Settings(_Model):
    """`realms` are accepted after an `@`, besides the domain itself. `changed_passwords` is the
    file for what users change; None keeps it in memory only."""

    listen: Address = IPv4Address(0)
    auth_port: Port = 1645
    acct_port: Port = 1646
    domain: str = Field(default="LOCAL", min_length=1, max_length=60)
    realms: list[str] = []
    clients: list[Client] = []
    users: list[User] = []
    policies: list[Policy] = []
    changed_passwords: Path | None = None


def load(path: Path) -> Settings:
    """Read the server's file; changed passwords are kept beside it. Raises ConfigError with one
    line."""
    keys, _ = toml_file.read(path)
    try:
        settings = Settings.model_validate(keys)
        kept = settings.changed_passwords or path.with_suffix(".passwords.json").name
        return settings.model_copy(update={"changed_passwords": path.parent / kept})
    except ValidationError as error:
        raise ConfigError(f"{path}: {_first_fault(error)}") from error


def _first_fault(error: ValidationError) -> str:
    fault = error.errors()[0]
    key = ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in fault["loc"])
    message = fault["msg"].removeprefix("Value error, ")
    return f"{key}: {message}" if key else message
