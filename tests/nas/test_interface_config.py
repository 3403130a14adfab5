"""Lines that AAA gives a call: those that can be change its template, the others are told of."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from tests.nas.test_session import up
from tests.nas.world import World, config
from tests.virtual_loop import run
from vpdn.aaa.service import Aaa
from vpdn.aaa.settings import MethodList
from vpdn.aaa.types import AV, Accept, AuthRequest, Reject
from vpdn.datapath.policer import Limit
from vpdn.errors import ConfigError
from vpdn.machine import Trace
from vpdn.nas.config import VirtualTemplate
from vpdn.nas.interface_config import configured, unread
from vpdn.nas.trace import InterfaceLineRefused
from vpdn.nas.view import tunnel_snapshot

TEMPLATE = VirtualTemplate(1)


def read(template: VirtualTemplate, line: str) -> VirtualTemplate:
    """Knows numbers, which it adds to the MTU."""
    if not line.isdigit():
        raise ConfigError("no number", line=line)
    return replace(template, mtu=template.mtu + int(line))


def test_every_line_changes_what_the_ones_before_it_made() -> None:
    heard: list[Trace] = []
    made = configured(TEMPLATE, ["1", "2"], read, heard.append)
    assert made == (replace(TEMPLATE, mtu=1503), ("1", "2"))
    assert heard == []


def test_a_line_that_cannot_be_is_told_of_and_those_after_it_count() -> None:
    heard: list[Trace] = []
    made = configured(TEMPLATE, ["1", "one", "2"], read, heard.append)
    assert made == (replace(TEMPLATE, mtu=1503), ("1", "2"))
    assert heard == [InterfaceLineRefused("one", "no number")]


def test_who_knows_no_commands_takes_no_line() -> None:
    with pytest.raises(ConfigError, match="no line is known"):
        unread(TEMPLATE, "mtu 1400")


OWN, SHARED = Limit(64_000, 8000), Limit(8000, 1500)


def limited(template: VirtualTemplate, line: str) -> VirtualTemplate:
    if line != "limit":
        raise ConfigError("no limit")
    return replace(template, police_in=OWN)


@pytest.mark.parametrize(
    ("methods", "limit", "taken"), [(("radius",), OWN, ("limit",)), (("local",), SHARED, ())]
)
def test_a_call_has_the_limits_of_its_user_where_radius_authorizes_it(
    monkeypatch: pytest.MonkeyPatch,
    methods: tuple[str, ...],
    limit: Limit,
    taken: tuple[str, ...],
) -> None:
    authenticate = Aaa.authenticate_ppp

    async def by_radius(self: Aaa, request: AuthRequest, name: str) -> Accept | Reject:
        accept = await authenticate(self, request, name)
        assert isinstance(accept, Accept)
        lines = tuple(AV("interface-config", line) for line in ("nothing", "limit"))
        return replace(accept, method="radius", attributes=lines)

    monkeypatch.setattr(Aaa, "authenticate_ppp", by_radius)

    async def story() -> None:
        base = config(template={"police_in": SHARED, "police_out": SHARED})
        lists = {"default": MethodList("default", methods)}
        world = World(replace(base, aaa=replace(base.aaa, authorization_network=lists)))
        world.services.read_line = limited
        pc = await up(world)
        [shown] = tunnel_snapshot(pc.tunnel, asyncio.get_running_loop().time()).sessions
        assert shown.policed_in is not None
        assert shown.policed_out is not None
        assert (shown.policed_in.limit, shown.policed_out.limit) == (limit, SHARED)
        assert shown.interface_lines == taken
        refused = [InterfaceLineRefused("nothing", "no limit")] if taken else []
        assert world.of(InterfaceLineRefused) == refused

    run(story())
