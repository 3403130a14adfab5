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
from vpdn.nas.traffic import Rate
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
