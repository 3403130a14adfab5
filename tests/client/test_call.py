"""The call's place in the data path follows its link."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network

import pytest

from tests.client.world import SETTINGS, STRONG, World
from vpdn.client.settings import Encryption, Routing
from vpdn.datapath.engine import EngineEvent, SessionSpec
from vpdn.ppp.personality import LINUX, WINDOWS_2000, Personality
from vpdn.wire import cp, ipcp
from vpdn.wire.ppp import Frame, Protocol


def spec(world: World) -> SessionSpec:
    [only] = world.pc.specs.values()
    return only


def test_the_session_is_known_by_both_call_ids_and_the_servers_window() -> None:
    world = World().connect()
    assert spec(world).peer_call_id == world.server.call_id
    assert {spec(world).call_id} == world.pc.registered
    assert spec(world).window == 16


@pytest.mark.parametrize(
    ("routing", "routes", "source"),
    [
        (Routing.DEFAULT, ["0.0.0.0/0"], None),
        (Routing.SPLIT, ["172.16.10.100/32", "172.16.0.0/16"], IPv4Address("172.16.10.1")),
        (Routing.SOURCE, ["172.16.10.100/32"], IPv4Address("172.16.10.1")),
    ],
)
def test_routing_says_which_packets_are_the_calls(
    routing: Routing, routes: list[str], source: IPv4Address | None
) -> None:
    world = World(replace(SETTINGS, routing=routing)).connect()
    assert spec(world).routes == tuple(IPv4Network(each) for each in routes)
    assert spec(world).source == source


def test_no_packet_has_a_way_before_there_is_an_address() -> None:
    world = World()
    world.gre_blocked = True
    world.start().run(5)
    assert (spec(world).routes, spec(world).source) == ((), None)


def test_the_mss_follows_the_smaller_of_mtu_and_the_servers_mru_and_leaves_mppe_its_room() -> None:
    world = World(replace(SETTINGS, mtu=1300)).connect()
    assert (spec(world).mss, world.pc.statuses[-1].mtu) == (1256, 1300)
    world = World(link=replace(STRONG, mru=1200)).connect()
    assert (spec(world).mru, spec(world).mss) == (1200, 1156)
    assert world.pc.statuses[-1].mtu == 1196


def test_lost_synchronisation_makes_ccp_ask_for_a_reset_and_then_negotiate_anew() -> None:
    world = World(replace(SETTINGS, encryption=Encryption.MAXIMUM)).connect()
    world.client.data_path_event(EngineEvent.RESET_NEEDED, world.now)
    world.client.data_path_event(EngineEvent.RENEGOTIATE, world.now)
    world.run(10)
    assert world.pc.outcome == []
    assert len(world.server.keys) == 2
    [mppe] = world.pc.mppe.values()
    assert mppe is not None
    assert mppe.send == world.server.keys[-1].receive


def test_a_reset_request_flushes_our_cipher() -> None:
    world = World().connect()
    frame = Frame(Protocol.CCP, cp.ResetRequest(9).encode())
    world.client.frame_received(frame.encode(), world.now)
    assert world.pc.resets == [spec(world).call_id]


@pytest.mark.parametrize(
    ("personality", "start"), [(LINUX, b"\xff\x03\xc0\x21"), (WINDOWS_2000, b"\xc0\x21")]
)
def test_lcp_is_compressed_by_windows_alone_and_not_before_that_is_agreed(
    personality: Personality, start: bytes
) -> None:
    takes_it = replace(STRONG, personality=LINUX)
    world = World(replace(SETTINGS, personality=personality), takes_it).connect().hang_up()
    assert world.pc.frames[0].startswith(b"\xff\x03\xc0\x21")
    assert world.pc.frames[-1].startswith(start + bytes([cp.Code.TERMINATE_REQUEST]))


def test_ipcp_that_stays_down_ends_the_connection_with_736() -> None:
    world = World().connect()
    frame = Frame(Protocol.IPCP, cp.TerminateRequest(77).encode())
    world.gre_blocked = True
    world.client.frame_received(frame.encode(), world.now)
    world.run(9)
    assert world.pc.outcome == []
    world.run(10)
    assert world.error.number == 736


def test_ipcp_that_comes_back_keeps_the_connection() -> None:
    world = World().connect()
    request = cp.ConfigureRequest(78, (ipcp.IpAddress(IPv4Address("172.16.10.100")),))
    world.client.frame_received(Frame(Protocol.IPCP, request.encode()).encode(), world.now)
    world.run(30)
    assert world.pc.outcome == []
    assert {status.local for status in world.pc.statuses} == {IPv4Address("172.16.10.1")}


def test_more_destinations_may_be_the_calls_and_stay_so() -> None:
    routes = (IPv4Network("10.44.0.0/16"),)
    world = World(replace(SETTINGS, routing=Routing.SPLIT, routes=routes)).connect()
    more = (IPv4Network("10.45.0.0/16"),)
    world.client.widen(more)
    assert spec(world).routes[2:] == routes + more
