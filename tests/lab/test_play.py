"""A small lab of its own, played by the program that plays all of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from vpdn.net import isolation, namespaces

pytestmark = pytest.mark.skipif(
    isolation.unavailable() is not None, reason=f"needs namespaces: {isolation.unavailable()}"
)

PLAYER = """
import asyncio, sys
from vpdn.errors import ConfigError
from vpdn.lab import play
play.VPDN = (sys.executable, "-c", "import sys; exec(open(sys.argv[1]).read())")
try:
    sys.exit(asyncio.run(play.play(sys.argv[1], run=sys.argv[2:] == ["--run"])))
except ConfigError as refusal:
    sys.exit(str(refusal))
"""

LAB = """\
# a ──── b
title = "two"
[nodes.a]
interfaces.eth0 = ["10.0.0.1/24"]
[nodes.b]
interfaces.eth0 = ["10.0.0.2/24"]
[lans.l]
ports = ["a.eth0", "b.eth0"]
[[parts]]
name = "B"
node = "b"
run = ["server.py"]
ready = "tcp 7"
show = true
prefix = "B: "
[[parts]]
name = "A"
node = "a"
run = ["client.py", "greeting"]
ready = "file /run/greeted"
[[parts]]
name = "look"
node = "a"
program = "ping"
run = ["-c", "1", "10.0.0.2"]
ready = "ends 0"
show = true
prefix = "A> "
[files]
greeting = "hello, b"
[console]
prompt = "b#"
run = ["console.py"]
commands = ["ping 10.0.0.1", "show sessions"]
"""

SERVER = """
import signal, socket, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(print("b hangs up")))
listening = socket.create_server(("10.0.0.2", 7))
print("b listens")
while True:
    connection, _ = listening.accept()
    print("b heard:", connection.recv(100).decode())
"""

CLIENT = """
import pathlib, socket, sys, time
connection = socket.create_connection(("10.0.0.2", 7))
connection.send(pathlib.Path(sys.argv[2]).read_bytes())
pathlib.Path("/run/greeted").touch()
time.sleep(60)
"""

CONSOLE = """
import sys
if "-c" not in sys.argv[1:]:
    print("b# at your service", flush=True)
    sys.exit(0 if sys.stdin.readline() == "exit\\n" else 9)
ping = "Success rate is 100 percent (5/5)"
print({"ping 10.0.0.1": ping, "show sessions": "one session"}[sys.argv[3]])
"""


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    for name, text in (("server", SERVER), ("client", CLIENT), ("console", CONSOLE)):
        (tmp_path / f"{name}.py").write_text(text)
    path = tmp_path / "lab.toml"
    path.write_text(LAB)
    return path


def start(lab: Path, *options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PLAYER, str(lab), *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=lab.parent,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )


def play(lab: Path, *options: str, typed: str = "") -> tuple[int, str, str]:
    """Exit status, what was printed, and the complaint."""
    process = start(lab, *options)
    printed, complaint = process.communicate(typed, timeout=30)
    return process.returncode, printed, complaint


@pytest.fixture
def at_the_prompt(lab: Path) -> Iterator[subprocess.Popen[str]]:
    """A lab that waits for somebody to type."""
    process = start(lab)
    assert process.stdout is not None
    for line in process.stdout:
        if "at your service" in line:
            break
    yield process
    process.kill()
    process.communicate()


def test_a_lab_is_drawn_and_played_in_order_to_the_end(lab: Path) -> None:
    status, printed, complaint = play(lab, "--run")
    assert (status, complaint) == (0, "")
    steps = [
        "a ──── b",
        "--- B, in node b: vpdn server.py",
        "B: b listens",
        "--- B is ready",
        "--- A, in node a: vpdn client.py greeting",
        "--- look, in node a: ping -c 1 10.0.0.2",
        "A> 1 packets transmitted, 1 received",
        "b#ping 10.0.0.1",
        "Success rate is 100 percent (5/5)",
        "b#show sessions",
        "one session",
        "--- hanging up and removing everything",
        "b hangs up",
    ]
    assert [printed.index(step) for step in steps] == sorted(printed.index(s) for s in steps)
    assert "b heard: hello, b" in printed.partition("hanging up")[0]


def test_what_a_part_writes_to_its_file_ends_with_the_lab(lab: Path) -> None:
    server = lab.parent / "server.py"
    server.write_text(f"import sys; open(sys.argv[1], 'a').write('# saved')\n{SERVER}")
    before = server.read_text()
    assert play(lab, "--run")[0] == 0
    assert server.read_text() == before


def test_without_run_the_user_is_left_at_the_console(lab: Path) -> None:
    status, printed, _ = play(lab, typed="exit\n")
    assert status == 0
    assert printed.index("at your service") < printed.index("hanging up")


def test_an_unanswered_ping_is_a_failure_in_one_line(lab: Path) -> None:
    console = lab.parent / "console.py"
    console.write_text(console.read_text().replace("100 percent (5/5)", "0 percent (0/5)"))
    assert play(lab, "--run")[::2] == (1, "not answered: ping 10.0.0.1\n")


EXPECTED = """\
[expect]
within = 0.1
lines.A = ["Error 691:"]
lines.B = ["b heard: hello, b"]
lines.console = ["Success rate is 0 percent"]
[explanation]
cause = "a was told so"
cure = "ask b"
"""


@pytest.fixture
def failing(lab: Path) -> Path:
    """A lab that shows a failure, and expects it."""
    lab.write_text(LAB.replace("file /run/greeted", "ends 1") + EXPECTED)
    client = lab.parent / "client.py"
    ending = "raise SystemExit('Error 691: no. Cause: b. Cure: c.')"
    client.write_text(client.read_text().replace("time.sleep(60)", ending))
    console = lab.parent / "console.py"
    console.write_text(console.read_text().replace("100 percent (5/5)", "0 percent (0/5)"))
    return lab


def test_a_failure_that_is_expected_is_explained_at_the_end(failing: Path) -> None:
    status, printed, complaint = play(failing, "--run")
    assert (status, complaint) == (0, "")
    end = "\nError 691: no.\n\nWhy: a was told so\nCure: ask b\n"
    assert printed.endswith(end)
    assert printed.index("hanging up") < printed.index(end)
    assert "Error 691: no. Cause" not in printed.replace(end, "")


def test_a_failure_is_explained_before_the_console(failing: Path) -> None:
    status, printed, _ = play(failing, typed="exit\n")
    assert status == 0
    assert printed.index("Why: a was told so") < printed.index("at your service")


def test_what_is_expected_and_not_seen_is_named(failing: Path) -> None:
    failing.write_text(failing.read_text().replace("b heard: hello", "b heard: good-bye"))
    assert play(failing, "--run")[::2] == (1, "not seen: B: b heard: good-bye, b\n")


def test_a_part_that_fails_is_quoted_in_one_line(lab: Path) -> None:
    (lab.parent / "client.py").write_text("raise SystemExit('the line is busy')")
    assert play(lab, "--run")[::2] == (1, "A ended with status 1: the line is busy\n")


def test_a_console_that_refuses_is_quoted(lab: Path) -> None:
    (lab.parent / "console.py").write_text("raise SystemExit('nobody is there')")
    assert play(lab, "--run")[::2] == (1, "ping 10.0.0.1: nobody is there\n")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_in_good_order(
    at_the_prompt: subprocess.Popen[str], number: signal.Signals
) -> None:
    at_the_prompt.send_signal(number)
    at_the_prompt.wait(20)  # with its keyboard open: an end of it would end the lab as well
    printed, complaint = at_the_prompt.communicate()
    assert (at_the_prompt.returncode, complaint) == (1, "interrupted\n")
    assert "b hangs up" in printed


def test_at_the_console_ctrl_c_is_the_consoles(at_the_prompt: subprocess.Popen[str]) -> None:
    at_the_prompt.send_signal(signal.SIGINT)
    at_the_prompt.communicate("exit\n", timeout=20)
    assert at_the_prompt.returncode == 0


def test_before_the_console_ctrl_c_ends_it(lab: Path) -> None:
    (lab.parent / "client.py").write_text("import time; time.sleep(60)")
    process = start(lab)
    assert process.stdout is not None
    for line in process.stdout:
        if "--- A, in node a" in line:
            break
    process.send_signal(signal.SIGINT)
    printed, complaint = process.communicate(timeout=20)
    assert (process.returncode, complaint) == (1, "interrupted\n")
    assert "b hangs up" in printed


def test_nothing_is_left_after_kill_9(at_the_prompt: subprocess.Popen[str], lab: Path) -> None:
    at_the_prompt.kill()
    # Both pipes end when the last process that could write to them is gone.
    at_the_prompt.communicate(timeout=20)
    assert not {"a", "b", "lan-l"} & set(namespaces.names())


def test_a_lab_that_cannot_be_played_is_refused_before_anything_is_made(lab: Path) -> None:
    lab.write_text(LAB.replace("[lans.l]", "[lans.l]\nspeed = 10"))
    status, printed, complaint = play(lab, "--run")
    assert (status, printed) == (1, "")
    assert "lans.l.speed" in complaint
