"""The phonebook: what it may say, what is wrong with it, and where."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

import pytest

from vpdn.client import phonebook
from vpdn.client.redial import Redial
from vpdn.client.settings import DialSettings, Encryption, Routing
from vpdn.errors import ConfigError
from vpdn.ppp.auth.method import AuthMethod
from vpdn.ppp.personality import WINDOWS_10

FULL = """\
[angela]
server = "10.200.20.2"
user = "tac"
password = "admin"
port = 1724
authentication = ["ms-chap-v2"]
encryption = "maximum"
stateful = true
default_gateway = false
routes = ["10.200.0.0/16"]
dns = ["10.200.20.53"]
personality = "windows10"
mtu = 1300
timeout = 20
redial = 3
redial_pause = 60
redial_if_dropped = true
"""


def write(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / "phonebook.toml"
    path.write_text(text)
    path.chmod(mode)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        phonebook.load(path)
    return str(caught.value).removeprefix(str(path))


def test_all_that_windows_dialog_has_can_be_said(tmp_path: Path) -> None:
    entry = phonebook.load(write(tmp_path, FULL))["angela"]
    assert entry.settings("admin") == DialSettings(
        "10.200.20.2",
        "tac",
        "admin",
        port=1724,
        authentication=(AuthMethod.MS_CHAP_V2,),
        encryption=Encryption.MAXIMUM,
        stateful=True,
        routing=Routing.SPLIT,
        routes=(IPv4Network("10.200.0.0/16"),),
        personality=WINDOWS_10,
        mtu=1300,
        timeout=20,
    )
    assert entry.dns == (IPv4Address("10.200.20.53"),)
    assert entry.redialling == Redial(3, 60, if_dropped=True)


def test_what_is_not_said_is_as_on_the_command_line(tmp_path: Path) -> None:
    path = write(tmp_path, '[a]\nserver = "angela"\nuser = "tac"\n')
    entry = phonebook.load(path)["a"]
    assert entry.settings("x") == DialSettings("angela", "tac", "x")
    assert entry.redialling == Redial()
    assert (entry.dns, entry.kill_switch, entry.prompt) == (True, False, True)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("mtu = 40", "angela.mtu: Input should be greater than or equal to 576 (at line 4)"),
        ('personality = "amiga"', "angela.personality: 'amiga' is none of windows2000"),
        ('colour = "red"', "angela.colour: Extra inputs are not permitted (at line 4)"),
        ('routes = ["10.0.0.1/8"]', "angela.routes: Input is not a valid IPv4 network (at line 4)"),
        ('routes = ["0.0.0.0/0"]', "angela.routes: everything is routed by default_gateway"),
        ("routes = [7]", "angela.routes: an address is written as a string (at line 4)"),
        (
            'authentication = ["pap"]',
            "angela: The current encryption selection requires EAP or some version of MS-CHAP",
        ),
        (
            'personality = "windows10"\nauthentication = ["ms-chap"]',
            "angela: windows10 has no ms-chap: allow ms-chap-v2 (at line 1)",
        ),
        ('password = "a"\npassword_file = "b"', "angela: password and password_file are both"),
        ("redial = -1", "angela.redial: Input should be greater than or equal to 0 (at line 4)"),
        ("mtu =", " (at line 4, column 6)"),
        ("[angela]", "Cannot declare ('angela',) twice (at line 4"),
        ('["../up"]', "../up: a name has letters, digits, blanks and . _ - in it"),
        ("[Virtual]", "Virtual.server: Field required (at line 4)"),
    ],
)
def test_what_is_wrong_is_told_with_key_and_line(tmp_path: Path, line: str, says: str) -> None:
    told = refusal(write(tmp_path, f'[angela]\nserver = "s"\nuser = "u"\n{line}\n'))
    assert told.startswith(": ")
    assert says in told
    assert "\n" not in told


def test_a_phonebook_that_is_no_text_or_not_there_is_told(tmp_path: Path) -> None:
    path = tmp_path / "phonebook.toml"
    assert refusal(path) == ": No such file or directory"
    path.write_bytes(b"[a]\xff")
    assert refusal(path) == ": not UTF-8 text (at octet 3)"


def test_a_password_that_others_may_read_is_refused(tmp_path: Path) -> None:
    assert "chmod 600" in refusal(write(tmp_path, FULL, 0o640))
    without = FULL.replace('password = "admin"\n', "")
    assert phonebook.load(write(tmp_path, without, 0o644))
    with pytest.raises(ConfigError, match="No such file"):
        phonebook.keep_private(tmp_path / "none")


def test_a_password_file_is_found_from_the_phonebook(tmp_path: Path) -> None:
    path = write(tmp_path, '[a]\nserver = "s"\nuser = "u"\npassword_file = "a.password"\n')
    assert phonebook.load(path)["a"].password_file == tmp_path / "a.password"


def test_no_password_is_shown(tmp_path: Path) -> None:
    assert "admin" not in repr(phonebook.load(write(tmp_path, FULL)))
    assert "secret" not in refusal(
        write(tmp_path, '[a]\nserver="s"\nuser="u"\npassword=["secret"]')
    )


def test_it_is_where_xdg_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert phonebook.default_path() == tmp_path / "vpdn" / "phonebook.toml"
    monkeypatch.delenv("XDG_CONFIG_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert phonebook.default_path() == tmp_path / ".config" / "vpdn" / "phonebook.toml"


def test_an_entry_is_made_of_its_keys_or_refused_in_a_sentence() -> None:
    assert phonebook.made({"server": "s", "user": "u"}).server == "s"
    with pytest.raises(ConfigError, match="at least 1 character"):
        phonebook.made({"server": "", "user": "u"})


def test_who_has_no_phonebook_has_no_entries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert phonebook.entries(None) == {}
    (tmp_path / "vpdn").mkdir()
    write(tmp_path / "vpdn", FULL)
    assert list(phonebook.entries(None)) == ["angela"]
    with pytest.raises(ConfigError, match="nowhere"):
        phonebook.entries(tmp_path / "nowhere")
