"""The socket and engine of one source address."""

from __future__ import annotations

from contextlib import closing
from ipaddress import IPv4Address

import pytest

from tests.client.lab import Lab
from vpdn.datapath.engine import SessionSpec
from vpdn.errors import ConfigError
from vpdn.load.desk import Desk
from vpdn.load.stream import Streams
from vpdn.load.tally import Tally
from vpdn.net import carriage, namespaces
from vpdn.net.carriage import Carriage

NOBODY, LOOPBACK = IPv4Address("192.0.2.1"), IPv4Address("127.0.0.1")
FRAME = b"\xff\x03\xc0\x21\x09\x01\x00\x08\x00\x00\x00\x00"


def desk(source: IPv4Address | None) -> Desk:
    return Desk(source, Streams((), Tally((), lambda: 0.0)))


async def test_an_address_that_is_not_the_machines_is_refused(lab: Lab) -> None:
    with namespaces.inside(lab.pc), pytest.raises(ConfigError, match=r"192\.0\.2\.1"):
        desk(NOBODY)


async def test_gre_that_cannot_be_sent_is_counted(lab: Lab) -> None:
    with namespaces.inside(lab.pc), closing(desk(LOOPBACK)) as loopback:
        loopback.carrier.attach(SessionSpec(1, 2, NOBODY))
        loopback.carrier.send_frame(1, FRAME)
        assert loopback.unsent == 1


async def test_an_engine_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carriage, "AVAILABLE", False)
    with pytest.raises(ConfigError, match="has not been built"):
        Desk(LOOPBACK, Streams((), Tally((), lambda: 0.0)), Carriage.NATIVE)
