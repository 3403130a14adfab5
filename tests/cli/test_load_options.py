"""The options of `vpdn load`: what they stand for, and wrong usage before anything is touched."""

from __future__ import annotations

from ipaddress import IPv4Address
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from vpdn.cli import main
from vpdn.cli.load_options import load_options, settings
from vpdn.client.settings import DialSettings, Encryption, Routing
from vpdn.load.settings import Kind, LoadSettings, Plan, Traffic
from vpdn.net.carriage import Carriage
from vpdn.ppp.auth.method import AuthMethod
from vpdn.ppp.personality import PERSONALITIES


def read(line: str) -> LoadSettings:
    """What `vpdn load angela` would do."""
    found: list[LoadSettings] = []

    @click.command()
    @load_options
    def command(**given: object) -> None:
        found.append(settings("angela", **given))

    result = CliRunner().invoke(command, line, env={"VPDN_PASSWORD": "admin"})
    assert result.exit_code == 0, result.output
    return found[0]


def test_a_user_is_enough() -> None:
    call = DialSettings("angela", "tac", "admin", routing=Routing.SOURCE, timeout=30)
    assert read("--user tac") == LoadSettings(call, Plan())


def test_every_option_has_its_place() -> None:
    plan = "--sessions 7 --rate 90/min --hold 3 --duration 20 --churn 2/s --dialling 4"
    call = "--auth pap,chap --encryption none --port 1724 --mtu 1300 --timeout 9"
    rest = "--traffic echo:64@2/s --target 10.0.0.9 --local 10.0.0.1-10.0.0.2 --datapath python"
    who = "--user tac --password no --personality windows10,linux"
    found = read(f"{who} {plan} {call} {rest}")
    assert found == LoadSettings(
        DialSettings(
            "angela",
            "tac",
            "no",
            port=1724,
            authentication=(AuthMethod.PAP, AuthMethod.CHAP),
            encryption=Encryption.NONE,
            routing=Routing.SOURCE,
            mtu=1300,
            timeout=9,
        ),
        Plan(7, 1.5, 3, 20, 2, 4),
        personalities=(PERSONALITIES["windows10"], PERSONALITIES["linux"]),
        sources=(IPv4Address("10.0.0.1"), IPv4Address("10.0.0.2")),
        traffic=(Traffic(Kind.ECHO, 64, 2),),
        target=IPv4Address("10.0.0.9"),
        carriage=Carriage.PYTHON,
    )


def test_users_of_a_file_have_their_own_passwords(tmp_path: Path) -> None:
    file = tmp_path / "users.csv"
    file.write_text("tac,admin\n# nobody\nangela,cisco\n")
    found = read(f"--users {file}")
    assert found.users == (("tac", "admin"), ("angela", "cisco"))
    assert found.call.password == ""


def usage(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["load", *arguments], env={"VPDN_PASSWORD": "admin"})
    return result.exit_code, result.output


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ((), "SERVER"),
        (("angela",), "one of --user and --users is needed"),
        (("angela", "--user", "tac", "--users", "file"), "one of --user and --users is needed"),
        (("angela", "--user", "tac", "--rate", "fast"), "'fast' is no rate"),
        (("angela", "--user", "tac", "--sessions", "0"), "--sessions"),
        (("angela", "--user", "tac", "--sessions", "99999"), "32768 is the most"),
        (("angela", "--user", "tac", "--hold", "0"), "--hold"),
        (("angela", "--user", "tac", "--hold", "nan"), "--hold"),
        (("angela", "--user", "tac", "--churn", "5"), "churn needs a duration"),
        (("angela", "--user", "tac", "--traffic", "tcp:64@1/s"), "is no traffic"),
        (("angela", "--user", "tac", "--traffic", "udp:1450@1/s"), "larger than the MTU"),
        (("angela", "--user", "tac", "--personality", "amiga"), "'amiga' is none of"),
        (("angela", "--user", "tac", "--personality", ","), "'nothing' is none of"),
        (("angela", "--user", "tac", "--local", "10.0.0.2-10.0.0.1"), "is no range"),
        (("angela", "--user", "tac", "--target", "angela"), "is no IPv4 address"),
        (("angela", "--user", "tac", "--target", "10.0.0.1,10.0.0.2"), "is no IPv4 address"),
        (("angela", "--user", "tac", "--auth", "pap"), "requires EAP"),
        (("angela", "--user", "tac", "--datapath", "warp"), "'warp' is not one of"),
    ],
)
def test_wrong_usage_is_exit_2(arguments: tuple[str, ...], word: str) -> None:
    code, output = usage(*arguments)
    assert code == 2, output
    assert word in " ".join(output.replace("│", " ").split())


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "cannot read {}: No such file or directory"),
        (b"\xff\n", "cannot read {}: it is not UTF-8 text"),
        (b"tac\n", "{}: line 1 is not name,password"),
    ],
)
def test_users_that_cannot_be_read_are_one_line(
    tmp_path: Path, content: bytes | None, why: str
) -> None:
    file = tmp_path / "users.csv"
    if content is not None:
        file.write_bytes(content)
    code, output = usage("angela", "--users", str(file))
    assert (code, output) == (1, f"vpdn: {why.format(file)}\n")
