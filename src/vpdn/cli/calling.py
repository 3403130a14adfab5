"""What commands that call a server share: their options, and where a password is."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from vpdn.cli.signals import all_interrupt
from vpdn.client.settings import Encryption
from vpdn.errors import ConfigError
from vpdn.ppp.auth.method import AuthMethod

METHODS = [method.value for method in AuthMethod]


class AuthMethods(click.ParamType[tuple[AuthMethod, ...]]):
    """One method, or several with commas between."""

    name = "method[,method...]"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[AuthMethod, ...]:
        names = str(value).replace(",", " ").split()
        unknown = [name for name in names if name not in METHODS]
        if unknown or not names:
            choices = ", ".join(METHODS)
            self.fail(f"{' '.join(unknown) or 'nothing'!r} is none of {choices}", param, ctx)
        return tuple(AuthMethod(name) for name in names)


def password(file: Path | None, *, prompt: bool = True) -> str:
    """The first line of `file`, else VPDN_PASSWORD, else what is typed where a person may be asked.
    Raises ConfigError."""
    if file is not None:
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
            raise ConfigError(f"cannot read {file}: {reason}") from error
        return lines[0] if lines else ""
    if "VPDN_PASSWORD" in os.environ:
        return os.environ["VPDN_PASSWORD"]
    if not prompt or not sys.stdin.isatty():
        raise ConfigError("no password: give --password-file or set VPDN_PASSWORD")
    with all_interrupt():
        given = click.prompt("Password", hide_input=True, default="", show_default=False, err=True)
    return str(given)


auth_option = click.option(
    "--auth",
    "methods",
    type=AuthMethods(),
    multiple=True,
    help="What the server may ask for, best liked first; again and again or with commas."
    "  [default: ms-chap-v2,ms-chap]",
)
encryption_option = click.option(
    "--encryption",
    type=click.Choice([each.value for each in Encryption]),
    default=Encryption.REQUIRED.value,
    show_default=True,
    help="Windows' data encryption; maximum is 128 bit or nothing.",
)
stateful_option = click.option("--stateful", is_flag=True, help="Ask for stateful MPPE first.")
port_option = click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=1723,
    show_default=True,
    help="TCP port of the server.",
)
mtu_option = click.option(
    "--mtu",
    type=click.IntRange(576, 1500),
    default=1400,
    show_default=True,
    help="Octets of an IP packet in the tunnel.",
)
password_file_option = click.option(
    "--password-file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="File with the password in its first line; else VPDN_PASSWORD, else a prompt.",
)
