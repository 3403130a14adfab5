"""`vpdn console`: finding the router, and what is there instead of one."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.cli.program import vpdn
from vpdn.cli import main


@pytest.fixture
def run_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("vpdn.cli.console.RUN", tmp_path)
    return tmp_path


def console(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["console", *arguments])


def listening(path: Path, *answers: bytes) -> socket.socket:
    """Something at `path` that gives the first who comes an answer to each thing said, the first
    unasked, and hangs up."""
    made = socket.socket(socket.AF_UNIX)
    made.bind(str(path))
    made.listen()

    def serve() -> None:
        connection, _ = made.accept()
        connection.sendall(answers[0])
        for answer in answers[1:]:
            connection.recv(1000)
            connection.sendall(answer)
        connection.close()

    threading.Thread(target=serve, daemon=True).start()
    return made


def test_without_a_router_there_is_no_console(run_directory: Path) -> None:
    done = console("-c", "show vpdn")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == (f"vpdn: no router is running: there is no console in {run_directory}\n")


def test_of_several_routers_one_has_to_be_named(run_directory: Path) -> None:
    for name in ("angela", "berta"):
        (run_directory / f"{name}.sock").touch()
    done = console("-c", "show vpdn")
    assert done.exit_code == 1
    assert done.stderr == (
        "vpdn: several routers are running, name one with --control: "
        f"{run_directory}/angela.sock, {run_directory}/berta.sock\n"
    )


def test_the_only_router_needs_no_name(run_directory: Path) -> None:
    answers = (b'{"prompt": "a#"}\n', b'{"out": "hello\\n"}\n{"prompt": "a#"}\n')
    with closing(listening(run_directory / "angela.sock", *answers)):
        done = console("-c", "show vpdn")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "hello\n", "")


def test_a_command_that_is_refused_is_told_on_the_error_stream(run_directory: Path) -> None:
    refused = b'{"out": "    ^\\n% Invalid\\n"}\n{"failed": true}\n{"prompt": "a#"}\n'
    answers = (b'{"prompt": "a#"}\n', b'{"out": "hello\\n"}\n{"prompt": "a#"}\n', refused)
    with closing(listening(run_directory / "angela.sock", *answers)):
        done = console("-c", "show vpdn", "-c", "shox", "-c", "show users")
    assert (done.exit_code, done.stdout) == (1, "hello\n")
    assert done.stderr == "a#shox\n    ^\n% Invalid\n"


def test_json_is_one_document_a_line(run_directory: Path) -> None:
    answers = (b'{"prompt": "a#"}\n', b'{"json": "{1}"}\n{"prompt": "a#"}\n')
    more = (b'{"json": "{2}"}\n{"prompt": "a#"}\n',)
    with closing(listening(run_directory / "angela.sock", *answers, *more)):
        done = console("--json", "-c", "show vpdn", "-c", "show hosts")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "{1}\n{2}\n", "")


def test_json_that_is_refused_is_a_document_and_one_line(run_directory: Path) -> None:
    answers = (b'{"prompt": "a#"}\n', b'{"refused": "no form"}\n{"prompt": "a#"}\n')
    with closing(listening(run_directory / "angela.sock", *answers)):
        done = console("--json", "-c", "ping 10.0.0.1", "-c", "show vpdn")
    assert json.loads(done.stdout) == {"command": "ping 10.0.0.1", "error": "no form"}
    assert (done.exit_code, done.stderr) == (1, 'vpdn: "ping 10.0.0.1": no form\n')


@pytest.mark.parametrize(
    ("said", "status", "error"),
    [
        (b'{"failed": true}\n{"prompt": "a#"}\n{"bye": true}\n', 1, ""),
        (b'{"bye": true}\n', 0, ""),
        (b'{"bye": "the line was cleared"}\n', 1, "hung up: the line was cleared\n"),
    ],
)
def test_lines_from_a_pipe_have_an_exit_status(
    said: bytes, status: int, error: str, tmp_path: Path
) -> None:
    path = tmp_path / "angela.sock"
    with closing(listening(path, b'{"prompt": "a#"}\n', said)):
        done = vpdn("console", "--control", path, typed="show vpdn\n")
    assert done.returncode == status
    assert done.stderr == (f"vpdn: the router at {path} {error}" if error else "")


def test_json_of_a_router_that_hangs_up_is_one_line(run_directory: Path) -> None:
    path = run_directory / "angela.sock"
    with closing(listening(path, b'{"prompt": "a#"}\n', b'{"bye": true}\n')):
        done = console("--json", "-c", "show vpdn")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == f"vpdn: the router at {path} hung up\n"


def test_json_without_a_command_is_wrong_usage(run_directory: Path) -> None:
    done = console("--json")
    assert done.exit_code == 2
    assert "--json needs a command" in done.stderr


def test_a_socket_that_a_router_left_behind_is_one_line(run_directory: Path) -> None:
    path = run_directory / "angela.sock"
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(path))
    done = console("-c", "show vpdn")
    assert done.exit_code == 1
    assert done.stderr == f"vpdn: no router's console at {path}: Connection refused\n"


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/nowhere/angela.sock", "No such file or directory"),
        ("/dev/null", "Connection refused"),
        ("/tmp/" + "x" * 200, "AF_UNIX path too long"),
    ],
)
def test_a_path_without_a_console_is_one_line(path: str, why: str) -> None:
    done = console("--control", path, "-c", "show vpdn")
    assert done.exit_code == 1
    assert done.stderr == f"vpdn: no router's console at {path}: {why}\n"


def test_a_router_that_hangs_up_is_one_line(run_directory: Path) -> None:
    path = run_directory / "angela.sock"
    with closing(listening(path, b'{"prompt": "a#"}\n')):
        done = console(*["-c", "show vpdn"] * 3)
    assert done.exit_code == 1
    assert done.stderr == f"vpdn: the router at {path} hung up\n"


@pytest.mark.parametrize("answer", [b"\xff\xfe\n", b"HTTP/1.0 400 what?\n", b'"text"\n', b"{}\n"])
def test_something_that_is_no_console_is_no_traceback(answer: bytes, run_directory: Path) -> None:
    with closing(listening(run_directory / "angela.sock", answer)):
        done = console("-c", "show vpdn")
    assert done.exit_code == 1
    assert done.exception is None or isinstance(done.exception, SystemExit)
    assert "internal error" not in done.stderr


def test_it_begins_at_once_since_it_knows_nothing_of_the_router() -> None:
    program = "import sys, vpdn.cli.console; print('vpdn.ios.router' in sys.modules)"
    command = [sys.executable, "-c", program]
    assert subprocess.run(command, capture_output=True, check=True).stdout == b"False\n"
