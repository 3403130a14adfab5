"""The client's connection against a server's machines: up, down, and everything that fails."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.client.world import SERVER, SETTINGS, STRONG, World
from tests.pair import ROUTER
from vpdn.client.call import Status
from vpdn.client.diagnosis import Stage
from vpdn.client.settings import Encryption
from vpdn.ppp.auth.method import AuthMethod
from vpdn.ppp.personality import WINDOWS_2000
from vpdn.ppp.settings import MppePolicy
from vpdn.wire import pptp
from vpdn.wire.ppp import Frame, Protocol

STATUS = Status(
    SERVER,
    IPv4Address("172.16.10.1"),
    IPv4Address("172.16.10.100"),
    (),
    AuthMethod.MS_CHAP_V2,
    (128, False),
    1400,
)


def test_a_call_comes_up_encrypted_and_tells_its_stages_in_order() -> None:
    world = World().connect()
    assert world.pc.stages == [stage for stage in Stage if stage is not Stage.CONNECTED]
    assert world.pc.statuses == [STATUS]
    assert world.pc.outcome == []


def test_both_ends_hold_each_others_keys() -> None:
    world = World().connect()
    [mppe] = world.pc.mppe.values()
    [keys] = world.server.keys
    assert mppe is not None
    assert (mppe.bits, mppe.stateful) == (keys.bits, keys.stateful) == (128, False)
    assert (mppe.send, mppe.receive) == (keys.receive, keys.send)


def test_windows_2000_connects_to_the_documents_router() -> None:
    settings = replace(SETTINGS, personality=WINDOWS_2000)
    link = replace(ROUTER, mppe=MppePolicy(frozenset({40, 128})))
    world = World(settings, link).connect()
    assert world.pc.statuses[-1].authentication is AuthMethod.MS_CHAP
    assert world.pc.statuses[-1].local == STATUS.local


def test_hanging_up_ends_link_call_and_control_connection_in_that_order() -> None:
    world = World().connect().hang_up()
    messages = [type(message) for message in world.server.received]
    assert world.server.closed is not None
    assert world.server.closed.reason == "the peer terminated the link"
    assert messages[-2:] == [pptp.CallClearRequest, pptp.StopControlConnectionRequest]
    assert world.pc.outcome == [None]
    assert world.pc.closed
    assert (world.pc.registered, world.pc.specs) == (set(), {})


def test_hanging_up_twice_is_hanging_up_once() -> None:
    world = World().connect()
    world.client.hang_up(world.now)
    world.hang_up()
    assert world.pc.outcome == [None]


@pytest.mark.parametrize("after", [0.0, 0.5, 2.0, 2.1])
def test_hanging_up_at_any_time_of_connecting_leaves_nothing(after: float) -> None:
    world = World().start().run(after).hang_up()
    assert world.pc.outcome == [None]
    assert (world.pc.registered, world.pc.specs) == (set(), {})


def test_hanging_up_on_a_dead_server_takes_a_few_seconds_and_no_more() -> None:
    world = World().connect()
    world.dead = True
    world.client.hang_up(world.now)
    world.run(4)
    assert world.pc.outcome == [None]
    assert world.pc.closed


def test_a_connection_that_is_abandoned_is_over_at_once_and_once() -> None:
    world = World().connect()
    world.dead = True
    world.client.hang_up(world.now)
    world.client.abandon()
    world.client.abandon()
    assert (world.pc.outcome, world.pc.closed, world.pc.registered) == ([None], True, set())
    assert world.client.deadline is None


def test_accms_are_told_before_and_after_lcp() -> None:
    world = World().connect()
    told = [each for each in world.server.received if isinstance(each, pptp.SetLinkInfo)]
    assert [(each.send_accm, each.receive_accm) for each in told] == [
        (0xFFFFFFFF, 0xFFFFFFFF),
        (0, 0xFFFFFFFF),
    ]


def test_windows_2000_introduces_itself_as_captured() -> None:
    world = World(replace(SETTINGS, personality=WINDOWS_2000)).start().run(1)
    start = world.server.received[0]
    assert isinstance(start, pptp.StartControlConnectionRequest)
    assert (start.firmware, start.framing, start.bearer) == (2195, 1, 1)
    assert (start.host_name, start.maximum_channels) == (b"", 0)


# --- what is lost (`test_failing` has what never comes up) ---------------------------------------


def test_tcp_that_is_lost_is_629() -> None:
    world = World().connect()
    world.client.lost(world.now)
    assert world.error.number == 629
    assert world.pc.closed


def test_a_server_that_clears_the_call_is_629() -> None:
    world = World().connect()
    world.server.do_control(world.server.control.stop(world.now))
    world.run(5)
    assert world.error.number == 629
    assert (world.pc.registered, world.pc.specs) == (set(), {})


def test_a_server_that_terminates_lcp_is_629() -> None:
    world = World().connect()
    assert world.server.link is not None
    world.server.do_link(world.server.link.close("idle", world.now))
    world.run(10)
    assert world.error.number == 629


def test_a_connection_that_is_up_stays_up() -> None:
    world = World().connect().run(3600)
    assert world.pc.outcome == []
    assert world.pc.statuses == [STATUS]


# --- encryption -----------------------------------------------------------------------------


def test_optional_encryption_waits_for_keys_before_it_says_connected() -> None:
    world = World(replace(SETTINGS, encryption=Encryption.OPTIONAL)).connect()
    assert [status.mppe for status in world.pc.statuses] == [(128, False)]


def test_optional_encryption_goes_on_without() -> None:
    settings = replace(SETTINGS, encryption=Encryption.OPTIONAL)
    world = World(settings, replace(STRONG, mppe=None)).connect()
    assert [status.mppe for status in world.pc.statuses] == [None]


def test_no_clear_packet_passes_where_encryption_is_demanded() -> None:
    world = World().connect()
    assert [spec.require_encryption for spec in world.pc.specs.values()] == [True]


def test_no_clear_packet_passes_once_encryption_was_agreed_on() -> None:
    world = World(replace(SETTINGS, encryption=Encryption.OPTIONAL)).connect()
    assert [spec.require_encryption for spec in world.pc.specs.values()] == [True]


def test_any_octets_from_the_server_raise_nothing() -> None:
    world = World().connect()
    for octets in (b"", b"\xff", b"\xff\x03", b"\xc0\x21\x01", b"\x80\xfd\x05\x01\x00\x09"):
        world.client.frame_received(octets, world.now)
    world.run(5)
    assert world.pc.outcome == []


@given(octets=st.lists(st.binary(max_size=300), max_size=8))
def test_any_octets_on_tcp_raise_nothing_and_end_at_the_latest_with_the_time_out(
    octets: list[bytes],
) -> None:
    world = World()
    world.dead = True
    world.start()
    for each in octets:
        world.client.receive(each, world.now)
    world.run(SETTINGS.timeout + 10)
    assert len(world.pc.outcome) == 1
    assert (world.pc.registered, world.pc.specs) == (set(), {})


@given(
    protocol=st.sampled_from([*Protocol]),
    frames=st.lists(st.binary(max_size=60), min_size=1, max_size=8),
    after=st.floats(0, 4),
)
def test_any_frames_at_any_time_raise_nothing_and_leak_nothing(
    protocol: Protocol, frames: list[bytes], after: float
) -> None:
    world = World(replace(SETTINGS, personality=WINDOWS_2000)).start().run(after)
    for payload in frames:
        world.client.frame_received(Frame(protocol, payload).encode(), world.now)
        world.client.frame_received(payload, world.now)
    world.run(30).hang_up()
    assert len(world.pc.outcome) == 1
    assert (world.pc.registered, world.pc.specs) == (set(), {})
