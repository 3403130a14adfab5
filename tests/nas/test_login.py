"""One session's questions to AAA: each gets one answer, whatever AAA does."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import Any, cast

import pytest

from tests.nas.world import World, config
from tests.virtual_loop import run
from vpdn.aaa.service import Aaa
from vpdn.aaa.types import AV, Accept, AuthRequest, Emit, Reject
from vpdn.errors import Unavailable
from vpdn.nas.calls import SessionIds
from vpdn.nas.limits import REFUSALS_PER_USER
from vpdn.nas.login import Login
from vpdn.nas.trace import LimitReached
from vpdn.ppp.link import Link
from vpdn.ppp.outputs import (
    Accepted,
    AuthorizationNeeded,
    PapCredentials,
    Refused,
    Stage,
    Verdict,
)

IDS = SessionIds(1, 1, 7, 8, 1, IPv4Address("192.0.2.1"), IPv4Address("10.200.20.2"))
TAC = PapCredentials(1, b"tac", b"admin")
Answer = Callable[[AuthRequest], Awaitable[Accept | Reject]]


@dataclass
class Scripted:
    """AAA that does what the test says."""

    answer: Answer
    freed: int = 0

    async def authenticate_ppp(self, request: AuthRequest, list_name: str) -> Accept | Reject:
        return await self.answer(request)

    def authorize(self, stage: Stage, accept: Accept | None, **_: object) -> tuple[AV, ...]:
        return AV("service", "ppp"), AV("protocol", stage.value)

    def free(self, port: str, emit: Emit) -> None:
        self.freed += 1


class Desk:
    def __init__(self, answer: Answer) -> None:
        self.world = World(config())
        self.aaa = Scripted(answer)
        self.world.services.aaa = cast("Aaa", self.aaa)
        self.verdicts: list[Verdict] = []
        self.traces: list[Any] = []
        ppp = self.world.config.templates[1].ppp
        services, told = self.world.services, self.verdicts.append
        self.login = Login(services, IDS, ppp, self.traces.append, told)

    async def ask(self) -> Verdict:
        self.login.ask(TAC)
        await asyncio.sleep(100)
        return self.verdicts[-1]


async def accept(request: AuthRequest) -> Accept | Reject:
    return Accept("local", b"welcome")


async def reject(request: AuthRequest) -> Accept | Reject:
    return Reject("local", 647, "disabled")


async def silence(request: AuthRequest) -> Accept | Reject:
    raise Unavailable("nobody answers")


async def bug(request: AuthRequest) -> Accept | Reject:
    raise LookupError("a bug")


async def slow(request: AuthRequest) -> Accept | Reject:
    await asyncio.sleep(10)
    return Accept("local")


def test_an_accept_is_kept_and_told() -> None:
    async def story() -> None:
        desk = Desk(accept)
        verdict = await desk.ask()
        assert isinstance(verdict, Accepted)
        assert verdict.message == b"welcome"
        assert (desk.login.name, desk.login.method) == ("tac", "local")
        assert desk.aaa.freed == 0

    run(story())


def test_the_words_of_a_grant_are_kept_once_for_all_calls() -> None:
    async def story() -> None:
        needed = AuthorizationNeeded(Stage.CCP)
        grants = [Desk(accept).login.authorize(needed) for _ in range(2)]
        words = [grant.attributes for grant in grants if grant is not None]
        assert words == [("service=ppp", "protocol=ccp")] * 2
        assert all(one is other for one, other in zip(*words, strict=True))

    run(story())


def test_a_reject_is_told_and_frees_the_user() -> None:
    async def story() -> None:
        desk = Desk(reject)
        assert await desk.ask() == Refused(647, "disabled")
        assert (desk.login.accept, desk.aaa.freed) == (None, 1)

    run(story())


def test_nobody_who_answers_is_a_refusal_that_does_not_count_against_the_user() -> None:
    async def story() -> None:
        desk = Desk(silence)
        for _ in range(REFUSALS_PER_USER + 1):
            assert await desk.ask() == Refused(691, "nobody answers")
        assert desk.traces == []

    run(story())


def test_a_bug_in_aaa_is_a_refusal_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def story() -> None:
        assert await Desk(bug).ask() == Refused(691, "internal error")

    with caplog.at_level(logging.ERROR):
        run(story())
    assert [one.getMessage() for one in caplog.records] == [
        "authentication of Virtual-Access1 failed"
    ]


def test_too_many_rejects_are_refused_without_asking() -> None:
    async def story() -> None:
        desk = Desk(reject)
        desk.world.services.clock = lambda: 0.0
        for _ in range(REFUSALS_PER_USER):
            await desk.ask()
        assert await desk.ask() == Refused()
        assert desk.traces == [LimitReached("refused passwords per user", IDS.peer)]

    run(story())


def test_a_question_that_is_forgotten_or_asked_anew_is_not_answered_twice() -> None:
    async def story() -> None:
        desk = Desk(slow)
        desk.login.ask(TAC)
        await asyncio.sleep(5)
        desk.login.ask(TAC)
        await asyncio.sleep(20)
        assert len(desk.verdicts) == 1
        desk.login.ask(TAC)
        await asyncio.sleep(5)
        desk.login.forget()
        await asyncio.sleep(20)
        assert len(desk.verdicts) == 1

    run(story())


def test_a_peer_that_begins_anew_without_waiting_for_the_verdict_does_not_ask_for_ever() -> None:
    """Each question is a request to a RADIUS server."""
    asked = []

    async def counted(request: AuthRequest) -> Accept | Reject:
        asked.append(request.user)
        return await slow(request)

    async def story() -> None:
        desk = Desk(counted)
        for _ in range(REFUSALS_PER_USER + 5):
            desk.login.ask(TAC)
            await asyncio.sleep(0.1)
            desk.login.begin_anew()
        assert len(asked) == REFUSALS_PER_USER
        assert desk.traces == [LimitReached("refused passwords per user", IDS.peer)] * 5
        assert desk.verdicts == [Refused()] * 5

    run(story())


def test_a_call_whose_lcp_begins_anew_again_and_again_asks_no_more_than_one_that_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []

    async def never(self: Aaa, request: AuthRequest, name: str) -> Accept | Reject:
        asked.append(request.user)
        await asyncio.sleep(1000)
        return Accept("radius")

    async def story() -> None:
        monkeypatch.setattr(Aaa, "authenticate_ppp", never)
        world = World(config())
        pc = world.call()
        for _ in range(REFUSALS_PER_USER + 5):
            await asyncio.sleep(1)
            pc.link = Link(pc.link._settings, world.entropy)
            pc.follow(pc.link.up(asyncio.get_running_loop().time()))
        assert len(asked) == REFUSALS_PER_USER
        await asyncio.sleep(30)
        assert pc.lost.is_set()

    run(story())


def test_to_begin_anew_or_to_hang_up_costs_nothing_while_nothing_is_asked() -> None:
    async def story() -> None:
        desk = Desk(accept)
        for _ in range(REFUSALS_PER_USER + 5):
            desk.login.begin_anew()
            desk.login.ask(TAC)
            desk.login.forget()
        assert isinstance(await desk.ask(), Accepted)

    run(story())


def test_a_right_password_that_has_expired_counts_against_nobody_and_may_be_changed() -> None:
    async def expired(_request: AuthRequest) -> Reject:
        return Reject("radius", 648, "expired", may_change_password=True)

    async def story() -> None:
        desk = Desk(expired)
        desk.world.services.clock = lambda: 0.0
        for _ in range(REFUSALS_PER_USER + 1):
            assert await desk.ask() == Refused(648, "expired", may_change_password=True)

    run(story())
