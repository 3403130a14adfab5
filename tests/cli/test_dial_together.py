"""Two programs with a connection each, to two routers: whose is the default, and name servers."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from ipaddress import IPv4Address, IPv4Interface
from pathlib import Path

import pytest

from tests.client.lab import INSIDE, ROUTER, VPDN, Lab, ask, bare, connected, ended, served, until
from tests.net.conftest import NamespaceMaker, namespace
from vpdn.net import namespaces
from vpdn.net.netlink import Netlink

__all__ = ["namespace"]

BEHIND = IPv4Address("192.168.77.100")
"""The other router's address inside."""
OTHER = ROUTER.replace("172.16.10.", "192.168.77.")
BOOK = """\
[angela]
server = "10.9.0.2"
user = "tac"
password = "admin"
dns = ["10.0.0.1"]

[boris]
server = "10.8.0.2"
user = "tac"
password = "admin"
default_gateway = false
dns = ["10.0.0.2"]
"""


@pytest.fixture
def labs(namespace: NamespaceMaker, tmp_path: Path) -> tuple[Lab, Lab]:
    """One PC, and a router at each of its two devices."""
    lab = bare(namespace, tmp_path)
    second = replace(lab, router=namespace("second"), folder=tmp_path / "second")
    second.folder.mkdir()
    with namespaces.inside(lab.pc), Netlink() as netlink:
        there = os.open(namespaces.path(second.router), os.O_RDONLY)
        netlink.add_veth("eth1", "eth0", peer_namespace=there)
        os.close(there)
        netlink.add_address("eth1", IPv4Interface("10.8.0.1/24"))
        netlink.set_up("eth1")
    with namespaces.inside(second.router), Netlink() as netlink:
        netlink.add_address("eth0", IPv4Interface("10.8.0.2/24"))
        netlink.set_up("eth0")
    book = tmp_path / "vpdn" / "phonebook.toml"
    book.parent.mkdir()
    book.write_text(BOOK)
    book.chmod(0o600)
    return lab, second


def resolvconf(lab: Lab) -> tuple[str, ...]:
    """What goes before a program that shall find one, which writes down what it was told."""
    program = lab.folder / "resolvconf"
    program.write_text(f'#!/bin/sh\necho "$*" $(cat) >> {lab.folder}/told\n')
    program.chmod(0o755)
    return ("env", f"PATH={lab.folder}:/usr/bin:/bin")


def test_one_has_the_default_and_the_other_its_networks(labs: tuple[Lab, Lab]) -> None:
    """A second default is refused, and the first one does not notice. Each takes its own back."""
    lab, second = labs
    before, path = lab.state(), resolvconf(lab)
    with served(lab), served(second, OTHER):
        angela = lab.start(*path, *VPDN, "dial", "angela")
        connected(angela)
        boris = lab.start(*path, *VPDN, "dial", "boris")
        assert connected(boris)[-1].startswith("Connected. 192.168.77.1 on vpn1,")
        until(boris, "Names are asked of 10.0.0.2")
        for inside in (INSIDE, BEHIND):
            assert lab.run("ping", "-c1", "-W2", str(inside)).returncode == 0
        assert ask(lab, "--list") == "angela: 10.9.0.2, connected\nboris: 10.8.0.2, connected\n"
        assert ask(lab, "--hangup", "boris") == "boris: disconnected\n"
        assert ended(boris)[0] == 0
        greedy = lab.run(*path, *VPDN, "dial", "boris", "--default-gateway")
        assert greedy.returncode == 1
        assert greedy.stderr.splitlines()[-1].endswith("another route to 0.0.0.0/1 exists")
        assert lab.run("ping", "-c1", "-W2", str(INSIDE)).returncode == 0
        angela.send_signal(signal.SIGINT)
        assert ended(angela)[0] == 0
    assert lab.state() == before
    told = (lab.folder / "told").read_text().splitlines()
    assert [line for line in told if line.startswith("-a")] == [
        "-a vpdn.angela nameserver 10.0.0.1",
        "-a vpdn.boris nameserver 10.0.0.2",
    ]
    assert told[-1] == "-d vpdn.angela"
