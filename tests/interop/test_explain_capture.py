"""A call of Debian's pppd with pptp-linux to Debian's pptpd, captured on its wire: `vpdn explain`
reads it, and with the password what was inside. `tests/explain/data` has such captures."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.interop import pppd
from tests.interop.conftest import GuestMaker, WireMaker
from tests.interop.network import Host
from vpdn.cli import main
from vpdn.net import namespaces
from vpdn.net.pcap import LinkType, PcapWriter

SERVER, CLIENT = "10.99.0.1", "10.99.0.2"
INSIDE = "172.16.10.100"
DEMANDS = "name angela\nrequire-mschap-v2\nrequire-mppe-128"
_EVERY_PROTOCOL = 0x0003
_PATIENCE = 0.1


@pytest.mark.timeout(120)
def test_two_programs_of_others_are_understood(
    wire: WireMaker, guest: GuestMaker, tmp_path: Path
) -> None:
    segment, file = wire(), tmp_path / "call.pcap"
    server, client = guest(segment, f"{SERVER}/24"), guest(segment, f"{CLIENT}/24")
    pppd.serve_pptpd(server, INSIDE, "172.16.10.1-10", "tac * admin *", DEMANDS)
    with captured(segment, "tap0", file):
        assert pppd.dial(client, SERVER, "tac", "admin", "require-mppe-128").status == 0
        assert pppd.ping(client, INSIDE)
        pppd.hang_up(client)
    [call] = explained(file)
    assert call["findings"] == []
    assert (call["pc"], call["server"], call["guessed"]) == (CLIENT, SERVER, False)
    assert call["agreed"]["encryption"] == "MPPE 128 bit, stateless"
    assert call["agreed"]["address of PC"] == "172.16.10.1"
    [said] = call["password"]
    assert 'right: it makes the response of "tac", and the server proves' in said
    inside = [one["text"] for one in call["inside"]]
    assert f"172.16.10.1 > {INSIDE} ICMP echo request seq 1, 84 octets" in inside
    assert f"{INSIDE} > 172.16.10.1 ICMP echo reply seq 3, 84 octets" in inside
    assert call["undeciphered"] == []


def explained(file: Path) -> list[dict[str, Any]]:
    words = ["explain", "--pcap", str(file), "--password", "admin", "--packets", "0", "--json"]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
    calls: list[dict[str, Any]] = json.loads(done.stdout)["calls"]
    return calls


@contextmanager
def captured(host: Host, device: str, file: Path) -> Iterator[None]:
    """What passes a network card of the host's, until the end."""
    over = threading.Event()
    with namespaces.inside(host.name):
        listening = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_EVERY_PROTOCOL))
    with listening, PcapWriter(file, LinkType.ETHERNET) as writer:
        listening.bind((device, _EVERY_PROTOCOL))
        listening.settimeout(_PATIENCE)
        keeper = threading.Thread(target=_keep, args=(listening, writer, over))
        keeper.start()
        try:
            yield
        finally:
            over.set()
            keeper.join()


def _keep(listening: socket.socket, writer: PcapWriter, over: threading.Event) -> None:
    while not over.is_set():
        try:
            writer.write(listening.recv(65_536), time.time())
        except TimeoutError:
            continue
