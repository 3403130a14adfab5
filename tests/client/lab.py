"""A PC and a router on one wire, each in a namespace of its own, with `vpdn serve` at one end."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path

from click.testing import CliRunner

from tests.net.conftest import NamespaceMaker
from tests.net.links import Pair, join
from vpdn.cli import main
from vpdn.net import namespaces

VPDN = (sys.executable, "-m", "vpdn")

ROUTER = """\
hostname angela
username tac password 0 admin
aaa new-model
aaa authentication ppp default local
aaa authorization network default local
vpdn enable
vpdn-group 1
 accept-dialin
  protocol pptp
  virtual-template 1
interface Loopback0
 ip address 172.16.10.100 255.255.255.0
interface Virtual-Template1
 ip unnumbered Loopback0
 peer default ip address pool default
 ppp encrypt mppe auto
 ppp authentication ms-chap-v2
ip local pool default 172.16.10.1 172.16.10.60
"""
BOOK = """\
[angela]
server = "10.9.0.2"
user = "tac"
password = "admin"
default_gateway = false
routes = ["10.200.0.0/16"]

[boris]
server = "10.9.0.2"
user = "tac"
password = "admin"
kill_switch = true
redial = 5
redial_pause = 1
redial_if_dropped = true

[carol]
server = "127.0.0.1"
user = "tac"
password = "admin"
redial = 5
redial_pause = 60

[dora]
server = "10.9.0.2"
user = "tac"
password = "admin"
dns = ["10.200.20.53"]

[eve]
server = "10.9.0.2"
user = "tac"
password = "admin"
default_gateway = false
kill_switch = true
routes = ["192.0.2.0/24", "10.200.0.1/32"]
"""
"""Entries: a split tunnel; one that closes other ways; one whose server is not there; one with a
name server; a split tunnel that closes other ways."""
PATIENT = ROUTER.replace(" ppp authentication", " ppp max-bad-auth 3\n ppp authentication")
"""It lets a caller try again."""
SERVER = IPv4Address("10.9.0.2")
INSIDE = IPv4Address("172.16.10.100")


@dataclass(frozen=True, slots=True)
class Lab:
    """`pc` and `router` are namespaces; the router answers at `SERVER`."""

    pc: str
    router: str
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """A person's, with connections and a phonebook of this test's own."""
        own = {"VPDN_RUN": str(self.folder / "run"), "XDG_CONFIG_HOME": str(self.folder)}
        return {**os.environ, **own}

    def run(self, *argv: str, seconds: float = 60) -> subprocess.CompletedProcess[str]:
        """A program on the PC, to its end."""
        return subprocess.run(
            namespaces.command(self.pc, argv),
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
            env=self.environment,
        )

    def start(self, *argv: str) -> subprocess.Popen[str]:
        """A program on the PC; its stderr is a pipe."""
        return subprocess.Popen(
            namespaces.command(self.pc, argv),
            stderr=subprocess.PIPE,
            text=True,
            env=self.environment,
        )

    def dial(self, *options: str, server: object = SERVER) -> tuple[str, ...]:
        """The command line of a call as user tac."""
        password = self.folder / "password"
        password.write_text("admin\n")
        user = ("--user", "tac", "--password-file", str(password))
        return (*VPDN, "dial", str(server), *user, *options)

    def asking(self, name_server: object) -> tuple[str, ...]:
        """What goes before a program that shall ask there for names, and nobody else."""
        conf = self.folder / "resolv.conf"
        conf.write_text(f"nameserver {name_server}\n")
        script = f'mount --bind {conf} /etc/resolv.conf && exec "$@"'
        return ("unshare", "-m", "sh", "-c", script, "-")

    def state(self) -> str:
        """Routes, addresses and devices of the PC, as text to compare."""
        listings = (("route",), ("-6", "route"), ("-4", "-br", "address"))
        return "".join(self.run("ip", *words).stdout for words in listings)


def bare(namespace: NamespaceMaker, folder: Path) -> Lab:
    """The wire, with nobody at the router's end."""
    pair: Pair = join(namespace)
    lab = Lab(pair.left, pair.right, folder)
    lab.run("ip", "route", "add", "default", "via", str(SERVER))
    return lab


@contextmanager
def served(lab: Lab, configuration: str = ROUTER, *options: str) -> Iterator[subprocess.Popen[str]]:
    """The router's program, from its first "ready" on."""
    config = lab.folder / "angela.cfg"
    config.write_text(configuration)
    command = (*VPDN, "serve", str(config), "--control", str(lab.folder / "angela.sock"), *options)
    process = subprocess.Popen(
        namespaces.command(lab.router, command), stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if "ready for PPTP calls" in line:
                break
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def with_phonebook(lab: Lab) -> Lab:
    path = lab.folder / "vpdn" / "phonebook.toml"
    path.parent.mkdir()
    path.write_text(BOOK)
    path.chmod(0o600)
    return lab


def connected(process: subprocess.Popen[str]) -> list[str]:
    """The lines up to "Connected."."""
    assert process.stderr is not None
    lines = []
    for line in process.stderr:
        lines.append(line.rstrip())
        if line.startswith("Connected."):
            return lines
    raise AssertionError(lines)


def until(process: subprocess.Popen[str], beginning: str) -> None:
    """Read up to a line that begins so."""
    assert process.stderr is not None
    seen = []
    for line in process.stderr:
        seen.append(line)
        if line.startswith(beginning):
            return
    raise AssertionError(seen)


def ended(process: subprocess.Popen[str], seconds: float = 10) -> tuple[int, list[str]]:
    """The exit code and the lines that were left."""
    _, rest = process.communicate(timeout=seconds)
    return process.returncode, rest.splitlines()


def ask(lab: Lab, *arguments: str) -> str:
    """What `vpdn dial` answers on the PC, in this process."""
    with namespaces.inside(lab.pc):
        done = CliRunner().invoke(main, ["dial", *arguments], env=lab.environment)
    assert done.exit_code == 0, done.output
    return done.output
