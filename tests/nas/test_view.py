"""What a console sees of live tunnels, at any moment of their lives."""

from __future__ import annotations

import asyncio
from ipaddress import IPv4Address

import pytest

from tests.nas.stranger import SCCRQ, Stranger, icrq
from tests.nas.test_session import packet, up
from tests.nas.world import PC, SERVER, World, config
from tests.virtual_loop import run
from vpdn.datapath.engine import Counters
from vpdn.datapath.policer import Limit
from vpdn.nas.traffic import Marks, Rate
from vpdn.nas.view import tunnel_snapshot
from vpdn.pptp.outputs import CallState, ControlState

FIRST, ROUTER = IPv4Address("172.16.10.1"), IPv4Address("172.16.10.100")


def test_a_call_that_is_up_is_shown_with_everything_it_has() -> None:
    async def story() -> None:
        pc = await up(World(config()))
        pc.send_ip(packet(FIRST, ROUTER))
        await asyncio.sleep(5)
        shown = tunnel_snapshot(pc.tunnel, asyncio.get_running_loop().time())
        assert (shown.state, shown.group) == (ControlState.ESTABLISHED, "g")
        assert (shown.remote_address, shown.local_address) == (PC, SERVER)
        [session] = shown.sessions
        assert (session.call_id, session.peer_call_id) == (pc.server_call_id, pc.call_id)
        assert (session.local_id, session.interface, session.template) == (1, 1, 1)
        assert (session.user, session.method) == ("tac", "local")
        assert session.state is CallState.ESTABLISHED
        assert (session.local_address, session.peer_address) == (ROUTER, FIRST)
        assert session.mppe == (128, False)
        assert session.lcp_open
        assert session.open_ncps == ("IPCP", "CCP")
        assert session.counters.packets_in == 1
        assert 0 <= session.idle <= session.uptime
        assert session.last_in == pytest.approx(5.0, abs=0.1)
        assert session.last_out is None
        assert session.peer_window > 0
        assert session.receive_window == 16
        assert session.counters.sequence_out > 0
        assert session.rate == Rate()

    run(story())


def test_a_call_that_waits_to_be_connected_can_be_shown() -> None:
    async def story() -> None:
        stranger = Stranger(World(config()))
        stranger.say(SCCRQ, icrq())
        [session] = tunnel_snapshot(stranger.tunnel, 0.0).sessions
        assert session.state is CallState.WAIT_CONNECT
        assert session.counters == Counters()
        assert session.peer_address is None

    run(story())


def test_a_connection_without_a_word_can_be_shown() -> None:
    async def story() -> None:
        shown = tunnel_snapshot(Stranger(World(config())).tunnel, 0.0)
        assert (shown.state, shown.remote_name, shown.sessions) == (ControlState.IDLE, "", ())

    run(story())


def test_what_a_rate_limit_did_is_counted_from_the_last_clearing() -> None:
    async def story() -> None:
        limit, loop = Limit(8000, 100), asyncio.get_running_loop()
        pc = await up(World(config(template={"police_in": limit})))
        for _ in range(5):
            pc.send_ip(packet(FIRST, ROUTER))
        await asyncio.sleep(1)
        [session] = pc.tunnel.sessions.values()
        [shown] = tunnel_snapshot(pc.tunnel, loop.time()).sessions
        assert shown.policed_out is None
        assert shown.policed_in is not None
        assert shown.policed_in.limit == limit
        assert shown.policed_in.conformed + shown.policed_in.exceeded == 5
        assert shown.policed_in.exceeded > 0
        assert shown.policed_in.burst == 0
        assert shown.policed_in.seconds == shown.uptime
        session.carrier.marks = Marks(interface=session.carrier.counters, cleared=loop.time())
        await asyncio.sleep(2)
        [shown] = tunnel_snapshot(pc.tunnel, loop.time()).sessions
        assert shown.policed_in is not None
        assert (shown.policed_in.conformed, shown.policed_in.exceeded) == (0, 0)
        assert shown.policed_in.seconds == pytest.approx(2.0)

    run(story())
