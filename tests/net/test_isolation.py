"""What lives inside an isolated program dies with it, however it ends; root or not."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import nobody
from vpdn.net import isolation

pytestmark = pytest.mark.skipif(
    isolation.unavailable() is not None, reason=str(isolation.unavailable())
)

OUTER = """
import asyncio, sys
from vpdn.net import isolation
sys.exit(asyncio.run(isolation.rerun([sys.executable, "-c", sys.argv[1]])))
"""

ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}

READY_AND_WAIT = """
import signal, subprocess, sys
from vpdn.net import isolation, namespaces
isolation.settle()
namespaces.create("lab")
child = subprocess.Popen(["sleep", "4321"])
def leave(number, frame):
    print("told", signal.Signals(number).name, flush=True)
    sys.exit(7)
for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
    signal.signal(number, leave)
print("ready", flush=True)
signal.pause()
"""


def outer(program: str, python: str = sys.executable) -> list[str]:
    return [python, "-c", OUTER, program]


def run(argv: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        argv,
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
        env=ENVIRONMENT,
    )


@contextmanager
def waiting() -> Iterator[subprocess.Popen[str]]:
    """A program that is inside, has a namespace and a child, and waits to be told to leave."""
    process = subprocess.Popen(
        outer(READY_AND_WAIT), env=ENVIRONMENT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def sleepers() -> list[int]:
    """Processes that the waiting program started."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                line = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if line == b"sleep\x004321\x00":
                found.append(int(entry.name))
    return found


def test_it_is_the_first_process_of_a_world_of_its_own() -> None:
    program = """
import os, socket
from vpdn.net import isolation
isolation.settle()
print(isolation.isolated(), os.getpid(), socket.if_nameindex(), os.listdir("/run"))
"""
    assert run(outer(program)).stdout == "True 1 [(1, 'lo')] []\n"


def test_outside_nothing_is_isolated(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not isolation.isolated()
    monkeypatch.setenv(isolation.MARK, "1")
    assert not isolation.isolated()


@pytest.mark.parametrize("status", [0, 1, 7])
def test_the_exit_status_comes_through(status: int) -> None:
    assert run(outer(f"raise SystemExit({status})")).returncode == status


def test_namespaces_made_inside_are_seen_only_inside() -> None:
    with waiting():
        assert not Path("/run/netns/lab").exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_signals_reach_the_program_which_ends_as_it_likes(number: signal.Signals) -> None:
    with waiting() as process:
        process.send_signal(number)
        assert process.stdout is not None
        assert process.stdout.readline() == f"told {number.name}\n"
        assert process.wait(10) == 7


def test_after_kill_9_nothing_is_left() -> None:
    before = set(sleepers())
    with waiting() as process:
        assert set(sleepers()) - before
        process.kill()
        assert process.stdout is not None
        # The pipe ends when the last process that could write to it is gone.
        assert select.select([process.stdout], [], [], 10)[0]
        assert process.stdout.read() == ""
        deadline = time.monotonic() + 10
        while set(sleepers()) - before:
            assert time.monotonic() < deadline


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become somebody else")
def test_a_user_without_rights_has_namespaces_and_tun_inside() -> None:
    program = """
from ipaddress import IPv4Interface
from vpdn.net import isolation, namespaces
from vpdn.net.gre import GreSocket
from vpdn.net.netlink import Netlink
from vpdn.net.tun import Tun
isolation.settle()
for name in ("pc", "router"):
    namespaces.create(name)
with namespaces.inside("pc"), Netlink() as netlink:
    tun, gre = Tun("line0"), GreSocket()
    netlink.add_address("line0", IPv4Interface("192.168.1.47/24"))
    print(netlink.addresses())
"""
    if not Path("/dev/net/tun").exists():
        pytest.skip("there is no /dev/net/tun")
    answer = nobody.run(*outer(program, nobody.python()), tun=True)
    assert answer.stdout == "[('line0', IPv4Interface('192.168.1.47/24'))]\n", answer.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become somebody else")
@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        ("gre.GreSocket()", "cannot open a raw GRE socket: CAP_NET_RAW is missing (run as root)"),
        ("namespaces.create('a')", "cannot make network namespace a: CAP_SYS_ADMIN is missing"),
        (
            "netlink.Netlink().add_address('lo', IPv4Interface('127.9.9.9/8'))",
            "cannot give lo the address 127.9.9.9/8: CAP_NET_ADMIN is missing (run as root)",
        ),
    ],
)
def test_a_user_without_rights_is_told_what_is_missing(call: str, sentence: str) -> None:
    program = f"""
from ipaddress import IPv4Interface
from vpdn.errors import ConfigError
from vpdn.net import gre, namespaces, netlink
try:
    {call}
except ConfigError as refusal:
    print(refusal)
"""
    answer = nobody.run(nobody.python(), "-c", program)
    assert answer.stdout.startswith(sentence), answer.stderr
