"""A user who dials while having as many calls as allowed: turned away, or the oldest call goes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from ipaddress import IPv4Address
from typing import Any

import pytest

from tests.nas.world import Pc, World, config
from tests.virtual_loop import run
from vpdn.aaa.service import Aaa
from vpdn.aaa.settings import AaaSettings, LocalUser, MethodList
from vpdn.aaa.types import Accept, AuthRequest, Reject
from vpdn.nas.config import RouterConfig
from vpdn.nas.login import REPLACED
from vpdn.nas.trace import RouteInstalled, RouteRemoved, SessionDestroyed, UserLimitReached
from vpdn.ppp.link import Link
from vpdn.ppp.trace import AuthRefused
from vpdn.wire.chap import Algorithm
from vpdn.wire.cp import TerminateRequest

FIRST = IPv4Address("172.16.10.1")
PASSWORD = "admin"


def limited(most: int | None = 1, **changes: Any) -> RouterConfig:
    """A router with two users, `tac` of so many calls."""
    users = {"tac": LocalUser("tac", PASSWORD, max_calls=most), "eve": LocalUser("eve", PASSWORD)}
    return config(users=users, **changes)


async def settled(*pcs: Pc) -> None:
    """They are up or over, and what is over has given everything back."""
    for pc in pcs:
        waits = [asyncio.ensure_future(one.wait()) for one in (pc.up, pc.lost)]
        await asyncio.wait(waits, timeout=60, return_when=asyncio.FIRST_COMPLETED)
        for one in waits:
            one.cancel()
    await asyncio.sleep(5)


def alive(pcs: Sequence[Pc]) -> list[bool]:
    return [pc.up.is_set() and not pc.lost.is_set() for pc in pcs]


def told(pc: Pc) -> int | None:
    return None if pc.closed is None else pc.closed.error


@pytest.mark.parametrize("names", [(b"tac", b"tac", b"TAC"), (b"tac", b"Tac", b"tac")])
@pytest.mark.parametrize("most", [1, 2])
def test_one_call_more_than_allowed_is_turned_away_by_649(
    most: int, names: Sequence[bytes]
) -> None:
    async def story() -> None:
        world = World(limited(most))
        pcs = []
        for name in names:
            pcs.append(world.call(user=name))
            await settled(*pcs)
        assert alive(pcs) == [True, *[most == 2, False]]
        assert told(pcs[-1]) == 649
        limit = "1 call" if most == 1 else "2 calls"
        assert world.of(UserLimitReached) == [UserLimitReached(limit)] * (3 - most)
        assert world.of(AuthRefused)[-1] == AuthRefused(
            Algorithm.MSCHAP_V2, names[-1], f"limit of {limit}", 649
        )

    run(story())


def test_a_user_whose_call_is_over_may_dial_again_and_others_may_all_the_time() -> None:
    async def story() -> None:
        world = World(limited())
        first = world.call()
        await settled(first)
        others = [world.call(user=b"eve") for _ in range(3)]
        await settled(*others)
        first.hang_up()
        await settled(first)
        again = world.call()
        await settled(again)
        assert alive([first, again, *others]) == [False, True, True, True, True]
        for pc in (again, *others):
            pc.drop()
        await asyncio.sleep(5)
        assert world.leftovers() == {}

    run(story())


@pytest.mark.parametrize("replaces", [False, True])
def test_of_calls_that_dial_at_once_one_is_up_in_the_end(replaces: bool) -> None:
    """One counts from its password on, long before it has an address."""

    async def story() -> None:
        world = World(limited(vpdn_replaces_calls=replaces))
        pcs = [world.call() for _ in range(8)]
        await settled(*pcs)
        assert alive(pcs).count(True) == 1
        assert len(world.of(UserLimitReached)) == 7
        assert len(world.of(RouteInstalled)) == 1
        for pc in pcs:
            pc.drop()
        await asyncio.sleep(5)
        assert world.leftovers() == {}

    run(story())


def test_a_call_that_nobody_answers_any_more_is_replaced_and_its_address_is_free() -> None:
    """The PC has crashed: it would be minutes until keepalives tell."""

    async def story() -> None:
        world = World(limited(vpdn_replaces_calls=True))
        crashed = world.call()
        await settled(crashed)
        crashed.mute = True
        again = world.call()
        await settled(again)
        assert again.network is not None
        assert again.network.local == FIRST
        assert world.of(RouteRemoved) == [RouteRemoved(FIRST)]
        assert world.of(UserLimitReached) == [UserLimitReached("1 call", replaced=1)]
        [ended] = world.of(SessionDestroyed)
        assert isinstance(ended, SessionDestroyed)
        assert (ended.reason, ended.by_peer) == (REPLACED, False)

    run(story())


def test_a_pc_that_is_replaced_is_told_by_ppp_and_by_the_tunnel() -> None:
    async def story() -> None:
        world, heard = World(limited(vpdn_replaces_calls=True)), list[object]()
        first = world.call()
        await settled(first)
        world.services.events.subscribe(lambda event: heard.append(event.trace))
        await settled(first, world.call())
        assert first.lost.is_set()
        sent = [getattr(one, "packet", None) for one in heard]
        assert any(isinstance(one, TerminateRequest) for one in sent)

    run(story())


@pytest.mark.parametrize(("password", "user"), [("wrong", b"tac"), (PASSWORD, b"eve")])
def test_no_call_is_replaced_by_a_stranger(password: str, user: bytes) -> None:
    """Neither by who has not the password, nor by another user."""

    async def story() -> None:
        world = World(limited(vpdn_replaces_calls=True))
        first = world.call()
        await settled(first)
        await settled(world.call(user=user, password=password))
        assert alive([first]) == [True]
        assert world.of(UserLimitReached) == []

    run(story())


def test_the_oldest_calls_go_first_and_as_many_as_a_smaller_limit_wants() -> None:
    async def story() -> None:
        world = World(limited(3, vpdn_replaces_calls=True))
        pcs = []
        for _ in range(4):
            pcs.append(world.call())
            await settled(*pcs)
        assert alive(pcs) == [False, True, True, True]
        world.services.configure(limited(2, vpdn_replaces_calls=True))
        pcs.append(world.call())
        await settled(*pcs)
        assert alive(pcs) == [False, False, False, True, True]

    run(story())


def test_calls_that_were_up_before_there_was_a_limit_count() -> None:
    async def story() -> None:
        world = World(limited(None))
        pcs = [world.call(), world.call()]
        await settled(*pcs)
        world.services.configure(limited(1))
        late = world.call()
        await settled(late)
        assert alive([*pcs, late]) == [True, True, False]

    run(story())


@pytest.mark.parametrize("replaces", [False, True])
def test_a_call_that_negotiates_anew_is_not_one_call_more(replaces: bool) -> None:
    async def story() -> None:
        world = World(limited(vpdn_replaces_calls=replaces))
        pc = world.call()
        await settled(pc)
        pc.link = Link(pc.link._settings, world.entropy)
        pc.follow(pc.link.up(asyncio.get_running_loop().time()))
        await asyncio.sleep(5)
        assert len(world.of(RouteInstalled)) == 2
        assert alive([pc]) == [True]
        assert world.of(UserLimitReached) == []

    run(story())


@pytest.mark.parametrize("methods", [("none",), ("local",)])
def test_the_methods_tell_their_users_apart(methods: tuple[str, ...]) -> None:
    """Who was let in by another method is another user, and `none` knows nobody."""

    async def story() -> None:
        asked = {"default": MethodList("default", methods)}
        world = World(
            limited(
                aaa=AaaSettings(True, authentication_ppp=asked),
                mppe=None,
                authentication=("ms-chap",),
            )
        )
        elsewhere = "radius tac"
        world.services.user_calls.add(elsewhere, 4711)
        pcs = [world.call(mppe=None), world.call(mppe=None)]
        await settled(*pcs)
        assert alive(pcs).count(True) == (2 if methods == ("none",) else 1)
        assert world.services.user_calls.count(elsewhere) == 1

    run(story())


def test_what_radius_says_counts_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    async def answer(self: Aaa, request: AuthRequest, name: str) -> Accept | Reject:
        return Accept("radius", account="tac", max_calls=1)

    async def story() -> None:
        monkeypatch.setattr(Aaa, "authenticate_ppp", answer)
        router = limited(mppe=None, authentication=("ms-chap",), aaa=AaaSettings())
        world = World(replace(router, users={}))
        pcs = [world.call(mppe=None, user=b"NET\\tac"), world.call(mppe=None, user=b"tac")]
        await settled(*pcs)
        assert alive(pcs).count(True) == 1
        assert world.of(UserLimitReached) == [UserLimitReached("1 call")]

    run(story())
