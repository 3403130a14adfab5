"""One call as the server lives it, against a PC made of the same machines."""

from __future__ import annotations

import asyncio
import gc
from dataclasses import replace
from ipaddress import IPv4Address
from typing import Any

import pytest

from tests.nas.world import Pc, World, config
from tests.virtual_loop import run
from vpdn.aaa.service import Aaa
from vpdn.aaa.settings import LocalUser
from vpdn.aaa.trace import UserCreated, UserFreed
from vpdn.aaa.types import Accept, AuthRequest, Reject
from vpdn.datapath.engine import EngineEvent
from vpdn.datapath.trace import FramePassed, MppePassed
from vpdn.machine import Trace
from vpdn.nas import limits
from vpdn.nas.config import MppeSettings, RouterConfig
from vpdn.nas.events import Event, Events
from vpdn.nas.login import Login
from vpdn.nas.peer_network import PeerNetwork
from vpdn.nas.session import Session
from vpdn.nas.trace import (
    AddressAssigned,
    LimitReached,
    LineProtocolChanged,
    PoolExhausted,
    RouteInstalled,
    RouteRemoved,
    SessionDestroyed,
    VaccessCreated,
)
from vpdn.ppp.outputs import Phase, PhaseChanged
from vpdn.ppp.personality import LINUX
from vpdn.ppp.settings import MppePolicy
from vpdn.ppp.trace import ControlPacket, Direction, EncryptionMissing
from vpdn.pptp.outputs import EndCause
from vpdn.wire.cp import ResetRequest
from vpdn.wire.ip import IcmpEcho, IpProtocol, build
from vpdn.wire.pptp import DisconnectResult

FIRST = IPv4Address("172.16.10.1")
ROUTER = IPv4Address("172.16.10.100")


async def up(world: World, **options: object) -> Pc:
    pc = world.call(**options)
    await asyncio.wait_for(pc.up.wait(), 30)
    await asyncio.sleep(0.2)
    return pc


async def ended(pc: Pc, seconds: float = 30) -> None:
    await asyncio.wait_for(pc.lost.wait(), seconds)
    await asyncio.sleep(2)


def packet(source: IPv4Address, destination: IPv4Address) -> bytes:
    return build(source, destination, IpProtocol.ICMP, IcmpEcho(1, 1, b"x" * 40).encode())


def test_a_call_gets_the_first_address_keys_and_a_route() -> None:
    async def story() -> None:
        world, installed = World(config()), list[Event]()
        world.services.events.subscribe(installed.append, [RouteInstalled])
        pc = await up(world)
        assert pc.network is not None
        assert (pc.network.local, pc.network.remote) == (FIRST, ROUTER)
        assert pc.keys is not None
        assert (pc.keys.bits, pc.keys.stateful) == (128, False)
        assert world.routes.present == {FIRST}
        assert world.routes.mtus == [1496]
        assert world.of(AddressAssigned) == [AddressAssigned(FIRST)]
        [event] = installed
        assert event.trace == RouteInstalled(FIRST)
        assert (event.user, event.interface, event.assigned) == ("tac", 1, FIRST)

    run(story())


def test_packets_pass_encrypted_both_ways() -> None:
    async def story() -> None:
        world = World(config())
        pc = await up(world)
        out, back = packet(FIRST, ROUTER), packet(ROUTER, FIRST)
        pc.send_ip(out)
        world.wires.perform(world.wires.engine.from_tun([back], asyncio.get_running_loop().time()))
        await asyncio.sleep(1)
        assert world.wires.tun == [out]
        assert pc.heard == [back]
        counters = world.wires.engine.counters(pc.server_call_id)
        assert (counters.mppe_decrypted, counters.mppe_encrypted) == (1, 1)

    run(story())


def test_packets_are_recorded_with_their_session_while_that_is_wanted() -> None:
    async def story() -> None:
        world = World(config())
        pc = await up(world)
        assert world.of(FramePassed) == []
        world.wires.engine.recording = True
        pc.send_ip(packet(FIRST, ROUTER))
        await asyncio.sleep(0)
        [passed] = world.of(MppePassed)
        assert passed == MppePassed(False, len(packet(FIRST, ROUTER)) + 2, 0, True, 1)
        assert len(world.of(FramePassed)) == 1

    run(story())


def test_no_event_is_made_of_a_record_that_nobody_wants(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[type[Trace]] = []

    def noted(time: float, trace: Trace, **about: Any) -> Event:
        made.append(type(trace))
        return Event(time, trace, **about)

    monkeypatch.setattr("vpdn.nas.session.Event", noted)
    monkeypatch.setattr("vpdn.nas.tunnel.Event", noted)

    async def story() -> None:
        world = World(config())
        world.services.events = Events()
        world.services.events.subscribe(lambda _: None, [RouteInstalled, VaccessCreated])
        await up(world)

    run(story())
    assert made == [VaccessCreated, RouteInstalled]


def test_the_line_protocol_follows_the_interface_after_a_second() -> None:
    async def story() -> None:
        world = World(config())
        world.call()
        await asyncio.sleep(0.9)
        assert world.of(LineProtocolChanged) == []
        await asyncio.sleep(0.2)
        assert world.of(LineProtocolChanged) == [LineProtocolChanged(True)]

    run(story())


def test_a_wrong_password_ends_the_call_with_691_and_frees_the_user() -> None:
    async def story() -> None:
        world = World(config())
        pc = world.call(password="wrong")
        await ended(pc)
        assert pc.closed is not None
        assert pc.closed.error == 691
        assert len(world.of(UserCreated)) == len(world.of(UserFreed)) == 1
        assert world.services.calls == {}
        assert world.services.pools.snapshot()[0].leases == ()

    run(story())


def test_too_many_refused_passwords_are_refused_without_asking_aaa() -> None:
    async def story() -> None:
        world = World(config())
        for _ in range(limits.REFUSALS_PER_USER):
            await ended(world.call(password="wrong"))
        asked = len(world.of(UserCreated))
        pc = world.call(password="admin")
        await ended(pc)
        assert pc.network is None
        assert len(world.of(UserCreated)) == asked
        assert len(world.of(LimitReached)) == 1

    run(story())


def test_after_hang_up_nothing_is_left() -> None:
    async def story() -> None:
        world = World(config())
        pc = await up(world)
        pc.hang_up()
        await ended(pc)
        assert world.routes.present == set()
        assert world.of(RouteRemoved) == [RouteRemoved(FIRST)]
        assert world.services.calls == {}
        assert world.services.active.total() == 0
        assert world.services.pools.snapshot()[0].leases == ()
        assert len(world.of(UserFreed)) == 1
        assert world.of(LineProtocolChanged)[-1] == LineProtocolChanged(False)
        assert world.services.interfaces.take() == 1

    run(story())


def test_nothing_of_a_call_that_is_over_is_left_to_the_collector() -> None:
    """Which comes seldom: a router whose callers come and go would grow meanwhile."""

    async def call(world: World) -> None:
        pc = await up(world)
        pc.hang_up()
        await ended(pc)

    async def story() -> list[object]:
        await call(World(config()))
        return [one for one in gc.get_objects() if isinstance(one, parts)]

    parts = (Session, Login, PeerNetwork)

    gc.collect()
    gc.disable()
    try:
        assert run(story()) == []
    finally:
        gc.enable()


def test_a_broken_connection_leaves_nothing_of_an_encrypted_call() -> None:
    async def story() -> None:
        world = World(config())
        pc = await up(world)
        pc.drop()
        await ended(pc)
        assert world.routes.present == set()
        assert world.services.calls == {}
        assert world.services.pools.snapshot()[0].leases == ()
        assert len(world.closed) == 1

    run(story())


def test_a_peer_that_vanishes_is_found_by_keepalives() -> None:
    async def story() -> None:
        world = World(config(template={"keepalive": 10, "keepalive_retries": 5}))
        pc = await up(world)
        pc.mute = True
        await asyncio.sleep(120)
        assert world.services.calls == {}
        assert world.routes.present == set()

    run(story())


def test_the_eleventh_call_finds_the_pool_empty_and_a_freed_address_is_given_again() -> None:
    async def story() -> None:
        users = {f"u{n}": LocalUser(f"u{n}", "admin") for n in range(12)}
        world = World(config(users=users))
        pcs = [await up(world, user=b"u%d" % n) for n in range(10)]
        assert len({pc.network.local for pc in pcs if pc.network}) == 10
        late = world.call(user=b"u10")
        await ended(late)
        assert late.network is None
        assert world.of(PoolExhausted) == [PoolExhausted("default")]
        pcs[3].hang_up()
        await ended(pcs[3])
        again = await up(world, user=b"u11")
        assert again.network is not None
        assert pcs[3].network is not None
        assert again.network.local == pcs[3].network.local

    run(story())


def test_required_encryption_that_the_peer_lacks_ends_the_call() -> None:
    async def story() -> None:
        world = World(config(mppe=MppeSettings(128, required=True)))
        pc = world.call(mppe=None)
        await ended(pc)
        assert len(world.of(EncryptionMissing)) == 1
        assert world.wires.tun == []

    run(story())


def test_a_users_own_name_servers_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    authenticate, dns = Aaa.authenticate_ppp, IPv4Address("10.0.0.53")

    async def generous(aaa: Aaa, request: AuthRequest, list_name: str) -> Accept | Reject:
        accept = await authenticate(aaa, request, list_name)
        assert isinstance(accept, Accept)
        return replace(accept, dns=(dns,))

    monkeypatch.setattr(Aaa, "authenticate_ppp", generous)

    async def story() -> None:
        pc = await up(World(config()), personality=LINUX)
        assert pc.network is not None
        assert pc.network.dns == (dns,)

    run(story())


@pytest.mark.parametrize("peer", [None, MppePolicy(frozenset({128}))])
def test_encryption_is_what_aaa_says_of_the_user_too(
    monkeypatch: pytest.MonkeyPatch, peer: MppePolicy | None
) -> None:
    """Required of a peer that does without; or allowed with a strength the router has not."""
    authenticate = Aaa.authenticate_ppp

    async def strict(aaa: Aaa, request: AuthRequest, list_name: str) -> Accept | Reject:
        accept = await authenticate(aaa, request, list_name)
        assert isinstance(accept, Accept)
        strengths = frozenset({40}) if peer else None
        return replace(accept, mppe_required=True, mppe_strengths=strengths)

    monkeypatch.setattr(Aaa, "authenticate_ppp", strict)

    async def story() -> None:
        world = World(config())
        pc = world.call(mppe=peer)
        await ended(pc)
        assert len(world.of(EncryptionMissing)) == 1
        assert world.wires.tun == []

    run(story())


def test_optional_encryption_that_the_peer_lacks_leaves_the_call_in_the_clear() -> None:
    async def story() -> None:
        world = World(config())
        pc = await up(world, mppe=None)
        assert pc.keys is None
        pc.send_ip(packet(FIRST, ROUTER))
        await asyncio.sleep(1)
        assert len(world.wires.tun) == 1

    run(story())


def test_lost_synchronisation_asks_the_peer_for_a_reset() -> None:
    async def story() -> None:
        world = World(config())
        pc = await up(world)
        session = world.services.calls[pc.server_call_id]
        session.notify(EngineEvent.RESET_NEEDED, asyncio.get_running_loop().time())
        sent = [
            trace.packet
            for trace in world.of(ControlPacket)
            if isinstance(trace, ControlPacket) and trace.direction is Direction.OUT
        ]
        assert isinstance(sent[-1], ResetRequest)

    run(story())


def test_a_renegotiation_of_ccp_agrees_on_keys_again() -> None:
    async def story() -> None:
        world = World(config())
        pc = await up(world)
        first = pc.keys
        session = world.services.calls[pc.server_call_id]
        session.notify(EngineEvent.RENEGOTIATE, asyncio.get_running_loop().time())
        await asyncio.sleep(5)
        assert pc.keys is not None
        assert pc.keys is not first
        pc.send_ip(packet(FIRST, ROUTER))
        await asyncio.sleep(1)
        assert len(world.wires.tun) == 1

    run(story())


def test_the_session_timeout_of_aaa_ends_the_call() -> None:
    async def story() -> None:
        world = World(config())
        pc = await up(world)
        session = pc.tunnel.sessions[pc.server_call_id]
        session.watch.limit(60, None, asyncio.get_running_loop().time())
        session.receive(b"", 0.0)
        await asyncio.wait_for(pc.lost.wait(), 70)
        assert world.services.calls == {}
        [end] = world.of(SessionDestroyed)
        assert isinstance(end, SessionDestroyed)
        assert end.reason == "session timeout"

    run(story())


def test_the_record_of_the_end_has_what_the_wire_said() -> None:
    async def story() -> None:
        pc = await up(World(config()))
        pc.hang_up()
        await asyncio.sleep(5)
        [end] = pc.world.of(SessionDestroyed)
        cause, asked = EndCause.CLEARED_BY_PEER.value, DisconnectResult.REQUEST
        assert end == SessionDestroyed(1, 1, True, asked, 0, cause)

    run(story())


def timed(**ppp: Any) -> RouterConfig:
    base = config()
    template = base.templates[1]
    changed = replace(template, ppp=replace(template.ppp, **ppp))
    return replace(base, templates={1: changed})


def test_the_templates_own_timeouts_end_a_call() -> None:
    async def story(router: RouterConfig, **caller: Any) -> None:
        world, seconds = World(router), 60
        begun = asyncio.get_running_loop().time()
        pc = await up(world, **caller)
        await asyncio.wait_for(pc.lost.wait(), 2 * seconds)
        assert seconds <= asyncio.get_running_loop().time() - begun < seconds + 20
        assert world.services.calls == {}

    for ppp in ({"timeout_absolute": 60}, {"timeout_idle": 60}):
        run(story(timed(**ppp)))
    run(story(timed(timeout_absolute=60, authentication=(), mppe=None), mppe=None))


@pytest.mark.parametrize(
    ("told", "seconds"), [((60, None), 60), ((None, 60), 60), ((None, None), 300)]
)
def test_the_timeouts_of_aaa_go_before_the_templates(
    told: tuple[int | None, int | None], seconds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    authenticate = Aaa.authenticate_ppp

    async def with_timeouts(self: Aaa, request: AuthRequest, name: str) -> Accept | Reject:
        accept = await authenticate(self, request, name)
        assert isinstance(accept, Accept)
        session_timeout, idle_timeout = told
        return replace(accept, session_timeout=session_timeout, idle_timeout=idle_timeout)

    monkeypatch.setattr(Aaa, "authenticate_ppp", with_timeouts)

    async def story() -> None:
        world = World(timed(timeout_absolute=300, timeout_idle=300))
        begun = asyncio.get_running_loop().time()
        pc = await up(world)
        await asyncio.wait_for(pc.lost.wait(), 600)
        assert seconds <= asyncio.get_running_loop().time() - begun < seconds + 20

    run(story())


def test_traffic_keeps_a_call_from_being_idle() -> None:
    async def story() -> None:
        world = World(timed(timeout_idle=60))
        pc = await up(world)
        for _ in range(5):
            await asyncio.sleep(40)
            pc.send_ip(packet(FIRST, ROUTER))
        assert not pc.lost.is_set()

    run(story())


def test_nobody_who_can_tell_is_a_refusal() -> None:
    async def story() -> None:
        base = config()
        lists = {"default": replace(base.aaa.authentication_ppp["default"], methods=("krb5",))}
        world = World(replace(base, aaa=replace(base.aaa, authentication_ppp=lists)))
        pc = world.call()
        await ended(pc)
        assert pc.closed is not None
        assert pc.closed.error == 691

    run(story())


def test_phases_pass_in_the_order_of_rfc_1661() -> None:
    async def story() -> None:
        world = World(config())
        pc = await up(world)
        pc.hang_up()
        await ended(pc)
        phases = [
            trace.phase for trace in world.of(PhaseChanged) if isinstance(trace, PhaseChanged)
        ]
        assert phases == [Phase.AUTHENTICATE, Phase.NETWORK, Phase.DEAD]

    run(story())


def test_a_peer_whose_keys_differ_is_given_up() -> None:
    async def story() -> None:
        world = World(config())
        pc = await up(world)
        session = world.services.calls[pc.server_call_id]
        for _ in range(4):
            session.notify(EngineEvent.RENEGOTIATE, asyncio.get_running_loop().time())
            await asyncio.sleep(5)
        assert world.services.calls == {}

    run(story())
