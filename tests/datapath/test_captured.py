"""What a session that is watched shows, in the clear and as on the wire."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.datapath.ends import (
    ALICE,
    ALICE_CALL,
    BOB,
    BOB_CALL,
    LCP_ECHO,
    ip_packet,
    keys,
    specs,
)
from tests.datapath.twins import TWINS, MakeEngine
from vpdn.datapath.engine import Batch, Captured, Engine

pytestmark = TWINS

PACKET = ip_packet(1)
CLEAR_FRAME = b"\x00\x21" + PACKET


def ends(make: MakeEngine, *, clear: bool = False, wire: bool = False) -> tuple[Engine, Engine]:
    """Both encrypt and are watched."""
    engines = make(), make()
    for engine, spec, mppe in zip(engines, specs(), keys(128, False), strict=True):
        engine.add(replace(spec, capture_clear=clear, capture_wire=wire))
        engine.encrypt(spec.call_id, mppe)
    return engines


def passed(one: Engine, other: Engine) -> tuple[Batch, Batch]:
    """What sending an IP packet and taking it give."""
    sent = one.from_tun([PACKET], 0.0)
    return sent, other.from_gre([(ALICE, packet) for _, packet in sent.gre], 0.0)


def test_nobody_watches_and_nothing_is_shown(make: MakeEngine) -> None:
    sent, taken = passed(*ends(make))
    assert taken.tun == [PACKET]
    assert sent.captured == taken.captured == []


def test_in_the_clear_frames_are_shown_before_and_after_the_cipher(make: MakeEngine) -> None:
    sent, taken = passed(*ends(make, clear=True))
    assert sent.captured == [Captured(ALICE_CALL, False, True, CLEAR_FRAME)]
    assert taken.captured == [Captured(BOB_CALL, False, False, CLEAR_FRAME)]


def test_control_frames_are_shown_in_the_clear(make: MakeEngine) -> None:
    one, other = ends(make, clear=True)
    sent = one.send_frame(ALICE_CALL, LCP_ECHO, 0.0)
    taken = other.from_gre([(ALICE, packet) for _, packet in sent.gre], 0.0)
    assert sent.captured == [Captured(ALICE_CALL, False, True, LCP_ECHO)]
    assert taken.captured == [Captured(BOB_CALL, False, False, LCP_ECHO)]


def test_on_the_wire_every_gre_packet_is_shown_acknowledgments_too(make: MakeEngine) -> None:
    one, other = ends(make, wire=True)
    sent, taken = passed(one, other)
    [(_, packet)] = sent.gre
    assert sent.captured == [Captured(ALICE_CALL, True, True, packet)]
    assert taken.captured == [Captured(BOB_CALL, True, False, packet)]
    deadline = other.deadline
    assert deadline is not None
    acknowledged = other.tick(deadline)
    [(_, acknowledgment)] = acknowledged.gre
    assert acknowledged.captured == [Captured(BOB_CALL, True, True, acknowledgment)]


def test_a_packet_that_cannot_be_deciphered_is_shown_on_the_wire_only(make: MakeEngine) -> None:
    one, other = ends(make, clear=True, wire=True)
    [(_, packet)] = one.from_tun([PACKET], 0.0).gre
    broken = packet[:-1] + bytes((packet[-1] ^ 1,))
    other.encrypt(BOB_CALL, keys(128, False)[0])
    taken = other.from_gre([(ALICE, broken)], 0.0)
    assert [one.wire for one in taken.captured] == [True]


def test_a_packet_that_may_not_go_in_the_clear_is_not_shown(make: MakeEngine) -> None:
    engine = make()
    spec = replace(specs(encrypted=True)[0], capture_clear=True)
    engine.add(spec)
    assert engine.from_tun([PACKET], 0.0) == Batch()


@pytest.mark.parametrize("watched", [True, False])
def test_watching_begins_and_ends_with_the_sessions_settings(
    make: MakeEngine, watched: bool
) -> None:
    one, _ = ends(make, clear=not watched)
    one.update(replace(specs()[0], peer=BOB, capture_clear=watched))
    assert bool(one.from_tun([PACKET], 0.0).captured) == watched
