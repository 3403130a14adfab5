"""Ctrl-C, SIGTERM, SIGHUP and SIGKILL at every point of `vpdn dial`: nothing is left behind.

No device, address, route, socket or process; of one that was killed, nothing once it was hung up or
dialled again.
"""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.client.lab import (
    PATIENT,
    SERVER,
    VPDN,
    Lab,
    ask,
    bare,
    connected,
    ended,
    served,
    until,
    with_phonebook,
)
from tests.net.conftest import NamespaceMaker, namespace
from tests.pseudo_terminal import Program
from vpdn.net import namespaces

__all__ = ["namespace"]

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
NOBODY = "192.0.2.1"
"""Behind the router, which forwards nothing."""


@pytest.fixture
def lab(namespace: NamespaceMaker, tmp_path: Path) -> Lab:
    return with_phonebook(bare(namespace, tmp_path))


@contextmanager
def leaving_nothing(lab: Lab) -> Iterator[None]:
    before = lab.state()
    yield
    assert lab.state() == before
    assert list((lab.folder / "run").glob("*")) == []
    pids = subprocess.run(("ip", "netns", "pids", lab.pc), capture_output=True, check=True).stdout
    assert pids == b""


@contextmanager
def listening(lab: Lab) -> Iterator[socket.socket]:
    """Somebody at port 1723 who accepts and says nothing."""
    with namespaces.inside(lab.router):
        mute = socket.create_server(("0.0.0.0", 1723))
    with mute:
        yield mute


def slow_resolvconf(lab: Lab) -> tuple[str, ...]:
    """What goes before a program that shall find one, which takes its time and writes down what it
    was told."""
    program = lab.folder / "resolvconf"
    program.write_text(f'#!/bin/sh\nsleep 0.3\necho "$*" >> {lab.folder}/told\n')
    program.chmod(0o755)
    return ("env", f"PATH={lab.folder}:/usr/bin:/bin")


def told(lab: Lab) -> str:
    """The last that resolvconf was told."""
    return (lab.folder / "told").read_text().splitlines()[-1]


def interrupted(call: subprocess.Popen[str], number: signal.Signals) -> str:
    """The last line."""
    call.send_signal(number)
    code, lines = ended(call)
    assert "Traceback" not in "".join(lines)
    assert code == (0 if lines[-1] == "Disconnected." else 1), lines
    return lines[-1]


def killed(call: subprocess.Popen[str]) -> None:
    call.kill()
    ended(call)


def test_a_signal_before_anybody_has_answered(lab: Lab) -> None:
    """While TCP is being opened, and while a server says nothing."""
    with leaving_nothing(lab), listening(lab) as mute:
        call = lab.start(*lab.dial("--kill-switch", server=NOBODY))
        until(call, "Connecting")
        time.sleep(0.2)
        assert interrupted(call, signal.SIGTERM).startswith("Error 631")
        call = lab.start(*lab.dial("--kill-switch"))
        accepted, _ = mute.accept()
        with accepted:
            assert accepted.recv(1) == b"\0"
            assert interrupted(call, signal.SIGHUP).startswith("Error 631")


def test_ctrl_c_while_a_name_is_looked_up(lab: Lab) -> None:
    """The name server does not answer; nobody waits for it."""
    with leaving_nothing(lab):
        call = lab.start(*lab.asking(NOBODY), *lab.dial(server="vpn.example.net"))
        until(call, "Connecting")
        time.sleep(0.2)
        began = time.monotonic()
        assert interrupted(call, signal.SIGINT).startswith("Error 631")
        assert time.monotonic() - began < 3


def test_a_signal_at_every_stage(lab: Lab) -> None:
    """In LCP, for which Windows 2000 is late; and so on, to where name servers are handed over. A
    second one does not wait for a server that hangs."""
    with leaving_nothing(lab), served(lab) as router:
        call = lab.start(*lab.dial("--personality", "windows2000", "--kill-switch"))
        until(call, "Connecting")
        time.sleep(0.5)
        assert interrupted(call, signal.SIGINT).startswith("Error 631")
        for stage, number in zip(("Verifying", "Registering", "Connected."), SIGNALS, strict=True):
            call = lab.start(*VPDN, "dial", "boris")
            until(call, stage)
            interrupted(call, number)
        call = lab.start(*slow_resolvconf(lab), *VPDN, "dial", "dora")
        connected(call)
        assert interrupted(call, signal.SIGINT) == "Disconnected."
        assert told(lab) == "-d vpdn.dora"
        call = lab.start(*VPDN, "dial", "boris")
        connected(call)
        router.send_signal(signal.SIGSTOP)
        call.send_signal(signal.SIGINT)
        until(call, "Disconnecting...")
        began = time.monotonic()
        assert interrupted(call, signal.SIGINT) == "Disconnected."
        assert time.monotonic() - began < 1.5


def test_ctrl_c_while_waiting_to_redial(lab: Lab) -> None:
    with leaving_nothing(lab):
        call = lab.start(*VPDN, "dial", "boris", "--redial-pause", "300")
        until(call, "Redialing")
        assert interrupted(call, signal.SIGINT).startswith("Error 631")


def test_ctrl_c_where_a_password_is_asked_for(lab: Lab) -> None:
    """Before anybody was called, and after a refusal; the terminal is as it was."""
    with leaving_nothing(lab), served(lab, PATIENT):
        command = (*VPDN, "dial", str(SERVER), "--user", "tac", "--kill-switch")
        person = Program(namespaces.command(lab.pc, command), lab.environment)
        person.until("Password: ")
        person.interrupt()
        assert person.end() == 1
        assert "Traceback" not in person.text
        person.close()
        person = Program(namespaces.command(lab.pc, command), lab.environment)
        person.until("Password: ")
        person.type("guess\n")
        person.until("User name [tac]: ")
        person.type("\n")
        person.until("Password: ")
        assert not person.echoes()
        person.interrupt()
        person.until("Error 631")
        assert person.end() == 1
        assert person.echoes()
        assert "Traceback" not in person.text
        person.close()


def test_one_that_was_killed_leaves_the_default_route_working(lab: Lab) -> None:
    """Only the way to the server is left, and a name server; dialling again takes them over, and
    hanging up takes them back."""
    path = slow_resolvconf(lab)
    with leaving_nothing(lab), served(lab):
        for _ in range(2):
            call = lab.start(*path, *VPDN, "dial", "dora")
            connected(call)
            until(call, "Names are asked of")
            killed(call)
        routes = lab.run("ip", "route").stdout
        assert "default via 10.9.0.2 dev eth0" in routes
        assert "vpn0" not in routes
        assert routes.count("10.9.0.2 dev eth0 proto 172") == 1
        lifted = lab.run(*path, *VPDN, "dial", "--hangup", "dora")
        assert lifted.stdout == "dora: was not connected; what it had left is taken back\n"
        assert told(lab) == "-d vpdn.dora"


def test_one_that_was_killed_keeps_other_ways_closed_until_it_is_hung_up(lab: Lab) -> None:
    with leaving_nothing(lab), served(lab):
        for entry in ("eve", "boris"):
            call = lab.start(*VPDN, "dial", entry)
            connected(call)
            killed(call)
            assert "No route to host" in lab.run("ping", "-c1", "-W1", NOBODY).stderr
            if entry == "eve":
                assert "eve: 10.9.0.2, not connected" in ask(lab, "--list")
                said = "eve: was not connected; what it had left is taken back\n"
                assert ask(lab, "--hangup", "--all") == said
        call = lab.start(*VPDN, "dial", "boris", "--no-kill-switch")
        connected(call)
        assert interrupted(call, signal.SIGINT) == "Disconnected."
