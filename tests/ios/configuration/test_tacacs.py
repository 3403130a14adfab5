from __future__ import annotations

from ipaddress import IPv4Address

from tests.ios.support import loaded, refused, written
from vpdn.tacacs.settings import TacacsGroup, TacacsServer, TacacsSettings

ACS, OTHER = IPv4Address("10.0.0.7"), IPv4Address("10.0.0.8")
TEXT = """\
aaa group server tacacs+ ACS
 server 10.0.0.8
 server 10.0.0.7
ip tacacs source-interface Loopback0
tacacs-server host 10.0.0.7 single-connection port 4949 timeout 3 key 7 02050D480809
tacacs-server host 10.0.0.8
tacacs-server timeout 9
tacacs-server key a b"""


def test_servers_groups_and_what_they_share() -> None:
    assert loaded(TEXT).config.tacacs == TacacsSettings(
        servers=(TacacsServer(ACS, 4949, 3, "cisco", single_connection=True), TacacsServer(OTHER)),
        key="a b",
        timeout=9,
        groups={"ACS": TacacsGroup("ACS", (OTHER, ACS))},
        source_interface="Loopback0",
    )
    assert written(TEXT) == TEXT.splitlines()


def test_a_server_is_told_apart_by_its_address() -> None:
    lines = "tacacs-server host 10.0.0.7 port 50\ntacacs-server host 10.0.0.7 timeout 4"
    assert written(lines) == ["tacacs-server host 10.0.0.7 timeout 4"]
    assert written(f"{lines}\nno tacacs-server host 10.0.0.7") == []


def test_defaults_are_not_written() -> None:
    assert written("tacacs-server timeout 5\ntacacs-server host 10.0.0.7 port 49") == [
        "tacacs-server host 10.0.0.7"
    ]


def test_keys_are_hidden_where_passwords_are() -> None:
    shown = loaded(f"service password-encryption\n{TEXT}").running.text()
    assert "key a b" not in shown
    assert loaded(shown).config.tacacs == loaded(TEXT).config.tacacs


def test_every_line_is_noted_as_there_is_no_client() -> None:
    noted = {note.line for note in loaded(TEXT).running.notes()}
    assert {line.strip() for line in TEXT.splitlines()} <= noted


def test_what_is_no_server() -> None:
    for line in ("tacacs-server host 10.0.0.7 port 0", "tacacs-server timeout 1001"):
        assert "Invalid input" in refused(line)[0]
