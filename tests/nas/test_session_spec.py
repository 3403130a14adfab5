from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.nas.world import PC, SERVER, World, config
from tests.virtual_loop import run
from vpdn.datapath.engine import SessionSpec
from vpdn.datapath.filters import Rule
from vpdn.datapath.policer import Limit
from vpdn.nas.calls import SessionIds
from vpdn.nas.config import AccessList, MppeSettings, VpdnGroup
from vpdn.nas.session_spec import session_spec

IDS = SessionIds(1, 2, 700, 8, 3, PC, SERVER)
GROUP = VpdnGroup("g", window=24)


def told(*, watched: bool | None = None, **template: Any) -> tuple[SessionSpec, World]:
    """Of a call whose template says so; `watched` as on the wire, in the clear, or not."""

    async def story() -> tuple[SessionSpec, World]:
        lists = {"1": AccessList("1", "standard", (Rule(True),))}
        world = World(replace(config(template=template), access_lists=lists))
        services = world.services
        if watched is not None:
            services.captures.define("CAP", IDS.interface, "both", wire=watched)
            services.captures.start("CAP")
        return session_spec(services, IDS, services.config.templates[1], GROUP), world

    return run(story())


def test_it_has_the_ids_the_peer_and_the_window_of_the_group() -> None:
    spec, _ = told()
    assert (spec.call_id, spec.peer_call_id, spec.peer) == (700, 8, PC)
    assert (spec.receive_window, spec.routes) == (24, ())
    assert (spec.inward, spec.outward, spec.mss) == (None, None, None)
    assert not spec.capture_clear
    assert not spec.capture_wire
    assert not spec.require_encryption


def test_access_lists_and_the_largest_segment_are_the_template_s() -> None:
    spec, world = told(access_in="1", adjust_mss=1300)
    assert spec.inward is world.services.filters.named("1") is not None
    assert (spec.outward, spec.mss) == (None, 1300)


def test_rate_limits_are_the_template_s() -> None:
    slow, fast = Limit(8000, 1000), Limit(64_000, 8000)
    spec, _ = told(police_in=slow, police_out=fast)
    assert (spec.police_in, spec.police_out) == (slow, fast)


@pytest.mark.parametrize("required", [False, True])
def test_encryption_is_required_where_the_template_does(required: bool) -> None:
    ppp = replace(config().templates[1].ppp, mppe=MppeSettings(128, required=required))
    assert told(ppp=ppp)[0].require_encryption is required


@pytest.mark.parametrize("wire", [False, True])
def test_a_call_is_watched_from_its_first_packet(wire: bool) -> None:
    spec, _ = told(watched=wire)
    assert (spec.capture_clear, spec.capture_wire) == (not wire, wire)
