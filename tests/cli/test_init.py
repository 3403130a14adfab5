"""What all commands share: how they are found, how they fail, and what they cost."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from tests.cli.program import ENVIRONMENT, refusal, vpdn
from vpdn import __version__
from vpdn.cli import COMMANDS, main
from vpdn.errors import ConfigError, DecodeError


def invoke(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, arguments)
    return result.exit_code, result.output


def test_help_names_every_command_in_one_line() -> None:
    code, text = invoke("--help")
    assert code == 0
    for name in COMMANDS:
        assert f"\n  {name} " in text
    assert "..." not in text.partition("Commands:")[2].replace("dial", "")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    code, text = invoke(name, "-h")
    assert code == 0
    assert text.startswith("Usage: ")
    assert "--help" in text


def test_the_version_is_told() -> None:
    assert invoke("--version") == (0, f"vpdn, version {__version__}\n")


@pytest.mark.parametrize("arguments", [("nonsense",), ("check",), ("check", "--nonsense", "x")])
def test_wrong_usage_is_2(arguments: tuple[str, ...]) -> None:
    assert invoke(*arguments)[0] == 2


def test_a_command_is_imported_only_when_it_is_called() -> None:
    probe = (
        "import sys, vpdn.cli; "
        "print(sorted(name for name in sys.modules if name.startswith('vpdn.') "
        "and name.partition('.')[2] not in ('cli', 'cli.bugs', 'errors')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=True, env=ENVIRONMENT
    )
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    ("raised", "told"),
    [
        (ConfigError("the line is wrong"), "vpdn: the line is wrong\n"),
        (DecodeError("too short", 7), "vpdn: too short (at octet 7)\n"),
        (ZeroDivisionError("division by zero"), "vpdn: internal error: ZeroDivisionError: "),
    ],
)
def test_what_a_command_raises_is_one_line_and_1(
    raised: Exception,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    @click.command()
    def check() -> None:
        raise raised

    monkeypatch.setattr("vpdn.cli.check.check", check)
    monkeypatch.setattr("sys.argv", ["vpdn", "check"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    error = capsys.readouterr().err
    assert error.startswith(told)
    assert error.count("\n") == 1


def test_a_reader_that_is_gone_is_no_traceback() -> None:
    done = subprocess.run(
        f"{sys.executable} -m vpdn check examples/angela.cfg | true",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
        env=ENVIRONMENT,
    )
    assert "Traceback" not in done.stderr


def test_a_file_that_is_not_there_is_one_line() -> None:
    assert refusal(vpdn("check", "/nowhere/at.cfg")) == (
        "cannot read /nowhere/at.cfg: No such file or directory"
    )
