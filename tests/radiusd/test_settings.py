"""The server's file: what it may say, and how its errors name file and key in one line."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

import pytest

from vpdn.errors import ConfigError
from vpdn.radiusd.settings import load

EXAMPLE = Path(__file__).parents[2] / "examples" / "ias.toml"
USER = '[[users]]\nname = "tac"\n'
POLICY = '[[policies]]\nname = "p"\n'
CLIENT = '[[clients]]\nname = "angela"\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "ias.toml"
    path.write_text(text)
    return path


def test_the_example_is_the_documents_set_up() -> None:
    settings = load(EXAMPLE)
    [client], [user], [policy] = settings.clients, settings.users, settings.policies
    assert (client.address, client.secret) == (IPv4Network("10.200.20.2/32"), "cisco")
    assert (user.name, user.password, user.dialin) == ("tac", "admin", "allow")
    assert policy.name == "Allow access if dial-in permission is enabled"
    assert policy.conditions == {
        "Service-Type": ["Framed"],
        "Framed-Protocol": ["PPP"],
        "Windows-Groups": user.groups,
    }
    assert policy.permission == "grant"
    assert (settings.auth_port, settings.acct_port) == (1645, 1646)


def test_an_empty_file_is_a_server_that_knows_nobody(tmp_path: Path) -> None:
    settings = load(written(tmp_path, ""))
    assert (settings.clients, settings.users, settings.policies) == ([], [], [])
    assert settings.listen == IPv4Address("0.0.0.0")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("auth_port = 70000", "auth_port: "),
        ("nonsense = 1", "nonsense: "),
        ("listen = 1", "listen: an address is written as a string"),
        (CLIENT + 'address = "10.200.20.0/33"\nsecret = "x"', "clients.1.address: "),
        (CLIENT + 'address = "10.200.20.2"', "clients.1.secret: "),
        (CLIENT + 'address = "10.200.20.2"\nsecret = ""', "clients.1.secret: "),
        (USER, "users.1: give either a password or an nt_hash"),
        (USER + f'password = "x"\nnt_hash = "{"0" * 32}"', "users.1: give either"),
        (USER + 'nt_hash = "short"', "users.1.nt_hash: "),
        (USER + 'password = "x"\ndialin = "maybe"', "users.1.dialin: "),
        (POLICY + 'permission = "perhaps"', "policies.1.permission: "),
        (POLICY + 'conditions = { Foo = "1" }', 'policies.1: "Foo" is neither an attribute'),
        (POLICY + 'conditions = { Service-Type = "Foo" }', 'policies.1: "Foo" is no value'),
        (POLICY + "conditions = { Service-Type = [] }", "policies.1.conditions.Service-Type: "),
        (POLICY + 'profile.authentication = ["eap"]', "policies.1.profile.authentication.1: "),
        (POLICY + "profile.encryption = []", "policies.1.profile.encryption: "),
        (POLICY + "profile.attributes = { Foo = 1 }", "policies.1.profile: attributes: Foo"),
        (POLICY + 'profile.attributes = { Framed-Protocol = "Foo" }', "policies.1.profile: "),
        ("auth_port = x", "Invalid value (at line 1, column 13)"),
    ],
)
def test_an_error_names_file_and_key_in_one_line(tmp_path: Path, text: str, complaint: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ConfigError) as refused:
        load(path)
    assert refused.value.reason.startswith(f"{path}: {complaint}")
    assert "\n" not in refused.value.reason


def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.toml: No such file or directory$"):
        load(tmp_path / "nowhere.toml")
    binary = tmp_path / "ias.toml"
    binary.write_bytes(b"a = \xff")
    with pytest.raises(ConfigError, match="not UTF-8"):
        load(binary)
