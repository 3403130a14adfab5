"""The phonebook: a TOML file with a table for each connection, the settings of Windows' dialog.

Checked whole before anything is dialled. `load` is the only way in; its errors name the file, the
key and the line in one sentence.
"""

from __future__ import annotations

import os
import re
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from vpdn import toml_file
from vpdn.client.redial import LONGEST_PAUSE, Redial
from vpdn.client.settings import AUTHENTICATION, DialSettings, Encryption, Routing
from vpdn.errors import ConfigError
from vpdn.ppp.auth.method import AuthMethod
from vpdn.ppp.personality import PERSONALITIES

NAME = "[A-Za-z0-9][A-Za-z0-9 ._-]{0,39}"
MOST_REDIALS = 999_999_999
"""As in Windows, whose word for "for ever" it is."""


def _a_network(network: IPv4Network) -> IPv4Network:
    if not network.prefixlen:
        raise ValueError("everything is routed by default_gateway")
    return network


def _text(value: object) -> object:
    """Without this a bare number would pass for an address."""
    if not isinstance(value, str | IPv4Address | IPv4Network):
        raise ValueError("an address is written as a string")
    return value


Network = Annotated[IPv4Network, BeforeValidator(_text), AfterValidator(_a_network)]
Address = Annotated[IPv4Address, BeforeValidator(_text)]


def _a_personality(name: str) -> str:
    if name not in PERSONALITIES:
        raise ValueError(f"{name!r} is none of {', '.join(PERSONALITIES)}")
    return name


class Entry(BaseModel):
    """One connection. `password_file` is found from the phonebook's folder; `redial_pause` and
    `timeout` are seconds, `mtu` octets."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    server: str = Field(min_length=1)
    user: str
    password: str | None = Field(default=None, repr=False)
    password_file: Path | None = None
    prompt: bool = True
    """A person may be asked; without, what is missing is an error."""
    port: int = Field(default=1723, ge=1, le=65535)
    authentication: tuple[AuthMethod, ...] = Field(default=AUTHENTICATION, min_length=1)
    encryption: Encryption = Encryption.REQUIRED
    stateful: bool = False
    default_gateway: bool = True
    """Windows' "use default gateway on remote network"."""
    routes: tuple[Network, ...] = ()
    dns: bool | tuple[Address, ...] = True
    """Use the server's name servers, none, or these."""
    kill_switch: bool = False
    personality: Annotated[str, AfterValidator(_a_personality)] = "linux"
    mtu: int = Field(default=1400, ge=576, le=1500)
    device: str = Field(default="vpn%d", min_length=1, max_length=15)
    timeout: float = Field(default=60.0, ge=1)
    redial: int = Field(default=0, ge=0, le=MOST_REDIALS)
    redial_pause: float = Field(default=5.0, ge=1, le=LONGEST_PAUSE)
    redial_if_dropped: bool = False

    @model_validator(mode="after")
    def _can_connect(self) -> Entry:
        try:
            self.settings(self.password or "").check()
        except ConfigError as error:
            raise ValueError(error.reason) from error
        if self.password is not None and self.password_file is not None:
            raise ValueError("password and password_file are both given")
        return self

    def settings(self, password: str) -> DialSettings:
        return DialSettings(
            self.server,
            self.user,
            password,
            port=self.port,
            authentication=self.authentication,
            encryption=self.encryption,
            stateful=self.stateful,
            routing=Routing.DEFAULT if self.default_gateway else Routing.SPLIT,
            routes=self.routes,
            personality=PERSONALITIES[self.personality],
            mtu=self.mtu,
            timeout=self.timeout,
        )

    @property
    def redialling(self) -> Redial:
        return Redial(self.redial, self.redial_pause, self.redial_if_dropped)


Name = Annotated[str, Field(pattern=re.compile(f"^{NAME}$"))]
_BOOK: TypeAdapter[dict[str, Entry]] = TypeAdapter(dict[Name, Entry])


def default_path() -> Path:
    """`~/.config/vpdn/phonebook.toml`, or where XDG_CONFIG_HOME says."""
    folder = os.environ.get("XDG_CONFIG_HOME")
    return (Path(folder) if folder else Path("~/.config").expanduser()) / "vpdn" / "phonebook.toml"


def entries(book: Path | None) -> dict[str, Entry]:
    """The entries of a file that was named, and must be there, or of the user's own, if there is
    one: a home that may not be looked into has none. Raises ConfigError."""
    path = book or default_path()
    try:
        there = book is not None or path.exists()
    except PermissionError:
        there = False
    return load(path) if there else {}


def load(path: Path) -> dict[str, Entry]:
    """The entries by their names. Raises ConfigError."""
    keys, text = toml_file.read(path)
    try:
        book = _BOOK.validate_python(keys)
    except ValidationError as error:
        raise ConfigError(f"{path}: {_first_fault(error, text)}") from error
    if any(entry.password is not None for entry in book.values()):
        keep_private(path)
    return {name: _found(entry, path.parent) for name, entry in book.items()}


def made(values: dict[str, object]) -> Entry:
    """An entry of these keys. Raises ConfigError, which names the key."""
    try:
        return Entry.model_validate(values)
    except ValidationError as error:
        key = error.errors()[0]["loc"][:1]
        raise ConfigError(": ".join((*map(str, key), _reason(error)))) from error


def keep_private(path: Path) -> None:
    """Raise ConfigError when others than its owner may read the file."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror}") from error
    if mode & 0o077:
        raise ConfigError(f"{path}: others may read the password in it: chmod 600")


def _found(entry: Entry, folder: Path) -> Entry:
    if entry.password_file is None:
        return entry
    return entry.model_copy(update={"password_file": folder / entry.password_file.expanduser()})


def _first_fault(error: ValidationError, text: str) -> str:
    place = [str(part) for part in error.errors()[0]["loc"] if part != "[key]"]
    key = ".".join(place[:2])
    line = _line(text, *place[:2])
    where = f" (at line {line})" if line else ""
    return f"{key}: {_reason(error)}{where}" if key else f"{_reason(error)}{where}"


def _reason(error: ValidationError) -> str:
    fault = error.errors()[0]
    if fault["loc"] and fault["loc"][-1] == "[key]":
        return "a name has letters, digits, blanks and . _ - in it, 40 at most"
    return fault["msg"].removeprefix("Value error, ")


def _line(text: str, table: str = "", key: str = "") -> int:
    """Where a key of a table is written, else where the table begins; 0 when neither is found."""
    found, inside = 0, False
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(r"\s*\[", line):
            inside = re.sub(r"""[\s\["'\]]""", "", line) == table.replace(" ", "")
            found = number if inside else found
        elif inside and re.match(rf"""\s*["']?{re.escape(key)}["']?\s*=""", line):
            return number
    return found
