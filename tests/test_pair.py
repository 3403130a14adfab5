"""Both ends of a link against each other, over good lines and bad ones."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

import pytest

from tests.pair import CLIENT, ROUTER, Faults, Pair
from vpdn.ppp.outputs import NetworkUp
from vpdn.ppp.personality import PERSONALITIES

POOL = IPv4Address("172.16.10.1")
LOOPBACK = IPv4Address("172.16.10.100")


@pytest.mark.parametrize("personality", PERSONALITIES)
def test_every_client_reaches_an_encrypted_network(personality: str) -> None:
    client = replace(CLIENT, personality=PERSONALITIES[personality])
    pair = Pair(ROUTER, client, faults=Faults(delay=0.15)).start().run(8.0)
    assert pair.router.network == NetworkUp(LOOPBACK, POOL)
    assert pair.client.network == NetworkUp(POOL, LOOPBACK)
    assert pair.router.keys is not None
    assert pair.client.keys is not None
    assert (pair.router.keys.bits, pair.router.keys.stateful) == (40, False)
    assert pair.router.keys.send == pair.client.keys.receive
    assert pair.router.keys.receive == pair.client.keys.send
