"""What a phonebook and a command line make together."""

from __future__ import annotations

from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

import click
import pytest

from vpdn.cli.dial_options import chosen, entry_options
from vpdn.client.phonebook import Entry
from vpdn.client.settings import Encryption
from vpdn.errors import ConfigError
from vpdn.ppp.auth.method import AuthMethod

BOOK = """\
[angela]
server = "10.200.20.2"
user = "tac"
password = "admin"
mtu = 1300
encryption = "maximum"
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "phonebook.toml"
    path.write_text(BOOK)
    path.chmod(0o600)
    return path


def choose(book: Path | None, *words: str) -> tuple[Entry, bool]:
    found: list[tuple[Entry, bool]] = []

    @click.command()
    @click.argument("name")
    @entry_options
    def command(name: str, **given: Any) -> None:
        found.append(chosen(name, book, given))

    command.main(list(words), standalone_mode=False)
    return found[0]


def test_an_entry_is_taken_as_it_is(book: Path) -> None:
    entry, listed = choose(book, "angela")
    assert listed
    assert (entry.server, entry.user, entry.mtu, entry.dns) == ("10.200.20.2", "tac", 1300, True)
    assert entry.encryption is Encryption.MAXIMUM


def test_only_what_was_typed_is_otherwise_than_in_the_entry(book: Path) -> None:
    entry, _ = choose(
        book,
        "angela",
        *("--auth", "ms-chap-v2", "--split-tunnel", "--route", "10.0.0.0/8", "--no-dns"),
        *("--kill-switch", "--redial", "2", "--user", "EXAMPLE\\tac", "--no-prompt"),
    )
    assert not entry.prompt
    assert entry.authentication == (AuthMethod.MS_CHAP_V2,)
    assert (entry.default_gateway, entry.dns, entry.kill_switch) == (False, False, True)
    assert entry.routes == (IPv4Network("10.0.0.0/8"),)
    assert (entry.redial, entry.user, entry.mtu) == (2, "EXAMPLE\\tac", 1300)


def test_a_password_file_that_was_typed_goes_before_the_entrys_password(book: Path) -> None:
    entry, _ = choose(book, "angela", "--password-file", "typed")
    assert (entry.password, entry.password_file) == (None, Path("typed"))


def test_a_server_needs_a_user_and_leaves_name_servers_alone(book: Path) -> None:
    entry, listed = choose(book, "10.9.0.2", "--user", "tac")
    assert not listed
    assert entry == Entry(server="10.9.0.2", user="tac", dns=False)
    with pytest.raises(click.UsageError, match="is no entry of"):
        choose(book, "10.9.0.2")


def test_what_cannot_connect_is_wrong_usage(book: Path) -> None:
    with pytest.raises(click.UsageError, match="requires EAP or some version of MS-CHAP"):
        choose(book, "angela", "--auth", "pap")
    with pytest.raises(click.UsageError, match="host bits"):
        choose(book, "angela", "--route", "10.0.0.1/8")
    with pytest.raises(click.UsageError, match=r"^routes: everything is routed by default_gateway"):
        choose(book, "angela", "--route", "0.0.0.0/0")
    with pytest.raises(click.UsageError, match=r"^device: String should have at most 15"):
        choose(book, "angela", "--device", "x" * 16)


def test_a_phonebook_that_was_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="No such file"):
        choose(tmp_path / "none", "angela", "--user", "tac")


def test_an_entrys_password_file_that_others_may_read_is_refused(book: Path) -> None:
    book.write_text('[a]\nserver = "s"\nuser = "u"\npassword_file = "p"\n')
    secret = book.parent / "p"
    secret.write_text("admin\n")
    secret.chmod(0o644)
    with pytest.raises(ConfigError, match="chmod 600"):
        choose(book, "a")
    secret.chmod(0o600)
    assert choose(book, "a")[0].password_file == secret
