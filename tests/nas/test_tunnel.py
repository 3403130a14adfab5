"""A control connection against peers that do what they please, and what is left of them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from ipaddress import IPv4Address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.nas.stranger import SCCRQ, Stranger, iccn, icrq, ocrq
from tests.nas.test_session import up
from tests.nas.world import PC, World, config
from tests.virtual_loop import run
from vpdn.errors import ConfigError
from vpdn.nas import limits
from vpdn.nas.standing import EMPTY_TUNNEL, LOGIN_TIMEOUT
from vpdn.nas.trace import InterfaceChanged, LimitReached, RouteRefused
from vpdn.net.tcp import LINGER
from vpdn.pptp.outputs import ControlState
from vpdn.wire import gre, pptp
from vpdn.wire import ppp as ppp_wire

STOP = pptp.StopControlConnectionRequest(pptp.StopReason.NONE)


async def over(world: World) -> dict[str, object]:
    await asyncio.sleep(2)
    return world.leftovers()


@pytest.mark.parametrize(
    "messages",
    [
        pytest.param((ocrq(), pptp.CallClearRequest(1)), id="a call and its end"),
        pytest.param((ocrq(), STOP), id="a call and the connection's end"),
        pytest.param((icrq(), pptp.CallDisconnectNotify(1, 1, 0, 0)), id="an incoming call's end"),
        pytest.param((icrq(), STOP), id="an incoming call and the connection's end"),
        pytest.param((ocrq(), SCCRQ), id="a call and what is forbidden"),
    ],
)
def test_what_begins_and_ends_in_one_segment_leaves_nothing(
    messages: tuple[pptp.Message, ...],
) -> None:
    async def story() -> dict[str, object]:
        world = World(config())
        stranger = Stranger(world)
        stranger.say(SCCRQ, *messages)
        await asyncio.sleep(1)
        stranger.reset()
        return await over(world)

    assert run(story()) == {}


def test_an_incoming_call_that_is_never_connected_leaves_nothing() -> None:
    async def story() -> dict[str, object]:
        world = World(config())
        stranger = Stranger(world)
        stranger.say(SCCRQ, icrq())
        assert world.of(InterfaceChanged) == []
        stranger.reset()
        return await over(world)

    assert run(story()) == {}


def test_an_incoming_call_gets_the_window_it_tells_when_it_connects() -> None:
    async def story() -> None:
        world = World(config())
        stranger = Stranger(world)
        stranger.say(SCCRQ, icrq())
        [call_id] = world.services.calls
        stranger.say(iccn(call_id, window=48))
        assert stranger.tunnel.sessions[call_id].carrier.spec.window == 48
        assert world.wires.engine.counters(call_id).control_out == 0

    run(story())


def test_a_peer_hears_of_its_call_when_its_packets_can_come(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def story() -> list[pptp.Message]:
        world = World(config())
        stranger = Stranger(world)

        def written(data: bytes) -> None:
            assert [call.carrier.carries for call in stranger.tunnel.sessions.values()] == [True]
            stranger.tcp(data)

        monkeypatch.setattr(stranger.transport, "write", written)
        stranger.say(SCCRQ, ocrq())
        return stranger.heard

    started, connected = run(story())
    assert isinstance(started, pptp.StartControlConnectionReply)
    assert isinstance(connected, pptp.OutgoingCallReply)


def test_a_stop_clears_a_call_that_waits_to_be_connected() -> None:
    async def story() -> None:
        world = World(config())
        stranger = Stranger(world)
        stranger.say(SCCRQ, icrq())
        stranger.tunnel.stop("the end")
        await asyncio.sleep(0)
        assert len(stranger.of(pptp.CallClearRequest)) == 1

    run(story())


def test_a_connection_nobody_calls_on_is_stopped() -> None:
    async def story() -> dict[str, object]:
        world = World(config())
        stranger = Stranger(world)
        stranger.say(SCCRQ)
        await asyncio.sleep(EMPTY_TUNNEL + 1)
        assert stranger.of(pptp.StopControlConnectionRequest)
        await asyncio.sleep(70)
        return await over(world)

    assert run(story()) == {}


def test_a_connection_that_says_nothing_is_closed() -> None:
    async def story() -> dict[str, object]:
        world = World(config())
        stranger = Stranger(world)
        stranger.send(*[octet.to_bytes() for octet in SCCRQ.encode()[:-1]])
        await asyncio.sleep(61)
        assert stranger.heard == []
        return await over(world)

    assert run(story()) == {}


def test_a_connection_that_never_logs_in_is_stopped_however_busy_it_is() -> None:
    async def story() -> dict[str, object]:
        world = World(config())
        stranger = Stranger(world)
        stranger.say(SCCRQ)
        for call_id in range(1, 1 + int(LOGIN_TIMEOUT / 10)):
            assert not stranger.transport.closing
            stranger.say(ocrq(call_id))
            await asyncio.sleep(10)
        await asyncio.sleep(1)
        assert world.of(LimitReached)[-1] == LimitReached("time to log in", PC)
        assert stranger.tunnel.state is ControlState.WAIT_STOP_REPLY
        await asyncio.sleep(70)
        return await over(world)

    assert run(story()) == {}


def test_a_session_that_is_up_is_never_late() -> None:
    async def story() -> None:
        world = World(config())
        pc = await up(world)
        await asyncio.sleep(LOGIN_TIMEOUT * 2)
        assert pc.tunnel.state is ControlState.ESTABLISHED
        assert world.services.limits._half_open_in_all == 0

    run(story())


def test_a_template_without_authentication_ends_half_open_too() -> None:
    async def story() -> None:
        world = World(config(authentication=(), mppe=None))
        await up(world, mppe=None)
        assert world.services.limits._half_open_in_all == 0

    run(story())


def test_a_peer_that_reads_nothing_cannot_keep_a_closed_connection() -> None:
    async def story() -> dict[str, object]:
        world = World(config())
        stranger = Stranger(world, stuck=True)
        stranger.send(b"GET / HTTP/1.0\r\n\r\n")
        await asyncio.sleep(LINGER - 1)
        assert world.closed == []
        await asyncio.sleep(2)
        assert world.closed == [stranger.tunnel]
        return await over(world)

    assert run(story()) == {}


def test_connections_past_the_limit_are_dropped_and_cost_nothing() -> None:
    async def story() -> dict[str, object]:
        world = World(config())
        first = [Stranger(world) for _ in range(limits.HALF_OPEN_PER_SOURCE)]
        refused = [Stranger(world) for _ in range(10)]
        assert all(one.transport.closing for one in refused)
        assert world.of(LimitReached) == [LimitReached("half-open connections per source", PC)] * 10
        other = Stranger(world, IPv4Address("192.0.2.1"))
        assert not other.transport.closing
        for one in [*first, other]:
            one.reset()
        return await over(world)

    assert run(story()) == {}


def test_calls_before_the_first_is_up_are_limited() -> None:
    async def story() -> dict[str, object]:
        world = World(config())
        stranger = Stranger(world)
        stranger.say(SCCRQ, *(ocrq(number) for number in range(1, 40)))
        assert len(stranger.tunnel.sessions) == limits.CALLS_WHILE_HALF_OPEN
        await asyncio.sleep(0)
        refused = [
            reply
            for reply in stranger.heard
            if isinstance(reply, pptp.OutgoingCallReply) and reply.result != 1
        ]
        assert len(refused) == 39 - limits.CALLS_WHILE_HALF_OPEN
        stranger.reset()
        return await over(world)

    assert run(story()) == {}


def test_a_group_that_is_gone_takes_no_further_calls_and_its_calls_go_on() -> None:
    async def story() -> dict[str, object]:
        world = World(config())
        pc = await up(world)
        world.services.config = replace(world.config, groups={})
        pc.tunnel.data_received(ocrq(99).encode())
        assert len(pc.tunnel.sessions) == 1
        pc.hang_up()
        return await over(world)

    assert run(story()) == {}


def test_calls_count_for_the_group_they_came_by() -> None:
    async def story() -> dict[str, object]:
        world = World(config())
        pc = await up(world)
        [group] = world.config.groups.values()
        world.services.config = replace(world.config, groups={"h": replace(group, name="h")})
        pc.tunnel.data_received(ocrq(99).encode())
        assert world.services.active == {"g": 1, "h": 1}
        pc.drop()
        return await over(world)

    assert run(story()) == {}


def test_a_route_that_cannot_be_added_ends_that_session_with_a_record() -> None:
    async def story() -> dict[str, object]:
        world = World(config())
        world.routes.broken = ConfigError("cannot route 172.16.10.1/32 to vpdn0")
        pc = world.call()
        await asyncio.wait_for(pc.lost.wait(), 30)
        reason = "cannot route 172.16.10.1/32 to vpdn0"
        assert world.of(RouteRefused) == [RouteRefused(IPv4Address("172.16.10.1"), reason)]
        return await over(world)

    assert run(story()) == {}


def test_a_route_that_cannot_be_removed_does_not_keep_the_session() -> None:
    async def story() -> dict[str, object]:
        world = World(config())
        pc = await up(world)
        world.routes.broken = ConfigError("no such device")
        pc.drop()
        await asyncio.sleep(1)
        assert len(world.of(RouteRefused)) == 1
        world.routes.present.clear()
        return await over(world)

    assert run(story()) == {}


def test_a_bug_in_one_tunnels_timer_ends_that_tunnel_and_no_other() -> None:
    async def story() -> None:
        raised: list[dict[str, Any]] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, told: raised.append(told))
        world = World(config())
        victim = await up(world)
        victim.mute = True
        world.routes.broken = RuntimeError("a bug")
        await asyncio.sleep(100)
        assert [str(told["exception"]) for told in raised] == ["a bug"]
        assert victim.tunnel in world.closed
        world.routes.broken = None
        other = await up(world)
        assert other.network is not None

    run(story())


# --- anything ---------------------------------------------------------------------------------

IDS = st.sampled_from([0, 1, 2, 3, 0xFFFF])
MESSAGES = st.one_of(
    st.just(SCCRQ),
    st.builds(ocrq, IDS),
    st.builds(icrq, IDS),
    st.builds(iccn, IDS, st.integers(0, 100)),
    st.builds(pptp.CallClearRequest, IDS),
    st.builds(pptp.CallDisconnectNotify, IDS, st.integers(0, 9), st.just(0), st.just(0)),
    st.builds(pptp.EchoRequest, st.integers(0, 5)),
    st.builds(pptp.SetLinkInfo, IDS, st.just(0), st.just(0)),
    st.just(STOP),
    st.just(pptp.StopControlConnectionReply(1, 0)),
).map(lambda message: message.encode())
SEGMENTS = st.one_of(MESSAGES, st.lists(MESSAGES).map(b"".join), st.binary(max_size=40))
ENDS = ["drop", "stop", "silence"]
FRAMES = st.one_of(
    st.binary(max_size=30),
    st.tuples(
        st.sampled_from([0xC021, 0xC023, 0xC223, 0x8021, 0x80FD, 0x0021, 0x00FD, 0x8057]),
        st.integers(1, 14),
        st.binary(max_size=20),
    ).map(
        lambda parts: ppp_wire.Frame(
            parts[0], bytes((parts[1], 1)) + (len(parts[2]) + 4).to_bytes(2, "big") + parts[2]
        ).encode()
    ),
)


@given(st.lists(st.one_of(SEGMENTS, FRAMES.map(lambda frame: (frame,)), st.floats(0, 70))))
def test_whatever_a_peer_says_nothing_is_raised_or_left(
    doings: list[bytes | tuple[bytes] | float],
) -> None:
    """Octets on TCP, frames in GRE to every call there is, and pauses, in any order."""

    async def story() -> dict[str, object]:
        world = World(config())
        stranger = Stranger(world)
        stranger.say(SCCRQ)
        sequence = 0
        for doing in doings:
            match doing:
                case bytes():
                    stranger.send(doing)
                case (frame,):
                    for call_id in list(world.services.calls):
                        packet = gre.Packet(call_id, frame, sequence).encode()
                        world.wires.from_pc(packet)
                        sequence += 1
                case pause:
                    await asyncio.sleep(float(pause))
        stranger.reset()
        return await over(world)

    assert run(story()) == {}


@given(st.lists(st.one_of(FRAMES, st.floats(0, 5)), max_size=12), st.sampled_from(ENDS))
def test_whatever_a_users_frames_are_his_session_ends_clean(
    doings: list[bytes | float], end: str
) -> None:
    """Renegotiations, resets, garbage: in the order of their sequence numbers, from a user whose
    call is up."""

    async def story() -> dict[str, object]:
        world = World(config())
        pc = await up(world)
        for doing in doings:
            if isinstance(doing, bytes):
                pc.send_frame(doing)
            else:
                await asyncio.sleep(doing)
        await asyncio.sleep(1)
        assert len(world.services.pools.snapshot()[0].leases) <= 1
        match end:
            case "drop":
                pc.drop()
            case "stop":
                pc.tunnel.stop("the end")
                await asyncio.sleep(200)
            case "silence":
                pc.mute = True
                await asyncio.sleep(300)
        return await over(world)

    assert run(story()) == {}
