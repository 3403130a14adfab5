"""A call's place in the data path, with the real engine."""

from __future__ import annotations

import asyncio
from ipaddress import IPv4Address, IPv4Network
from typing import cast

import pytest

from tests.datapath.ends import keys
from tests.nas.world import PC, Wires
from tests.virtual_loop import run
from vpdn.datapath.engine import Counters, Mppe, SessionSpec
from vpdn.errors import MisuseError
from vpdn.nas.carrier import Carrier
from vpdn.nas.traffic import Rate
from vpdn.net.pump import Pump
from vpdn.wire import ppp

CALL, ECHO = 7, ppp.Frame(ppp.Protocol.LCP, b"\x09\x01\x00\x08\0\0\0\0")
ROUTES = (IPv4Network("172.16.10.1/32"),)


def carrier(wires: Wires) -> Carrier:
    return Carrier(cast("Pump", wires), SessionSpec(CALL, 8, PC), 0.0)


def test_it_carries_from_its_start_to_its_stop() -> None:
    async def story() -> None:
        wires = Wires()
        one = carrier(wires)
        assert one.counters == Counters()
        one.start(48)
        assert one.carries
        assert one.spec.window == 48
        one.send(ECHO)
        assert (one.counters.control_out, one.counters.frames_out) == (1, 1)
        one.stop()
        one.stop()
        assert one.counters == Counters()
        with pytest.raises(MisuseError):
            wires.engine.counters(CALL)

    run(story())


def test_what_is_changed_before_the_start_counts_from_the_start() -> None:
    async def story() -> None:
        wires = Wires()
        one = carrier(wires)
        one.update(mru=1400)
        one.start(3)
        one.update(routes=ROUTES)
        assert wires.engine._sessions[CALL].spec == one.spec
        assert (one.spec.mru, one.spec.routes) == (1400, ROUTES)

    run(story())


def test_once_encrypted_never_again_in_the_clear() -> None:
    async def story() -> None:
        wires = Wires()
        one = carrier(wires)
        one.start(3)
        one.update(routes=ROUTES)
        one.encrypt(None)
        assert not one.spec.require_encryption
        one.encrypt(keys(128, False)[0])
        assert isinstance(one.mppe, Mppe)
        one.encrypt(None)
        assert one.mppe is None
        header = bytes.fromhex("450000140000000040110000")
        packet = header + IPv4Address(1).packed + ROUTES[0].network_address.packed
        wires.perform(wires.engine.from_tun([packet], 1.0))
        assert (one.counters.packets_out, one.counters.clear_drops) == (0, 1)

    run(story())


def test_its_rate_follows_what_passes() -> None:
    async def story() -> None:
        one = carrier(Wires())
        one.start(3)
        assert one.meter.rate == Rate()
        for _ in range(10):
            one.send(ECHO)
        await asyncio.sleep(5)
        one.measure(asyncio.get_running_loop().time())
        assert one.meter.rate.packets_out > 0

    run(story())


def test_what_changes_nothing_is_not_told() -> None:
    async def story() -> None:
        one = carrier(Wires())
        one.start(3)
        told = one.spec
        one.update(window=3, mru=told.mru)
        assert one.spec is told

    run(story())
