from __future__ import annotations

import asyncio

import pytest

from tests.virtual_loop import run
from vpdn.ios.reloading import Reloading, moment


def reloading(refusal: str = "") -> tuple[Reloading, list[str]]:
    log: list[str] = []
    return Reloading(log.append, lambda: refusal), log


@pytest.mark.parametrize(("reason", "told"), [("", ""), ("new disk", " Reload Reason: new disk.")])
def test_it_is_logged_and_asked_for(reason: str, told: str) -> None:
    one, log = reloading()
    one.now("console", reason)
    assert one.requested.is_set()
    assert log == [f"%SYS-5-RELOAD: Reload requested by console.{told}"]


def test_what_could_not_come_up_again_stays_up() -> None:
    one, log = reloading("startup-config is not present")
    one.now("tac on vty0 (10.1.1.1)")
    assert not one.requested.is_set()
    assert log == ["%SYS-3-RELOAD_REFUSED: Reload refused: startup-config is not present"]


def test_later_is_later_and_the_last_word_counts() -> None:
    async def story() -> None:
        one, log = reloading()
        one.later(60, "console", "first")
        one.later(300, "console", "second")
        await asyncio.sleep(299)
        assert not one.requested.is_set()
        assert one.scheduled is not None
        assert one.scheduled.reason == "second"
        await asyncio.sleep(2)
        assert one.requested.is_set()
        assert one.scheduled is None
        assert log[-1].endswith("Reload Reason: second.")
        assert log[0].startswith("%SYS-5-SCHEDULED_RELOAD: Reload requested for ")

    run(story())


@pytest.mark.parametrize("end", ["cancel", "close"])
def test_what_is_taken_back_does_not_come(end: str) -> None:
    async def story() -> None:
        one, log = reloading()
        one.later(60, "console")
        if end == "cancel":
            assert one.cancel("console")
        else:
            one.close()
        await asyncio.sleep(100)
        assert not one.requested.is_set()
        assert one.scheduled is None
        assert ("CANCELLED" in log[-1]) == (end == "cancel")
        assert not one.cancel("console")

    run(story())


@pytest.mark.parametrize("refusal", ["", "startup-config is not present"])
def test_nothing_is_scheduled_any_more_once_it_was_asked_for_at_once(refusal: str) -> None:
    async def story() -> None:
        one, log = reloading(refusal)
        one.later(60, "console")
        one.now("console")
        assert one.scheduled is None
        told = list(log)
        await asyncio.sleep(100)
        assert log == told

    run(story())


def test_a_moment_as_ios_tells_it() -> None:
    assert moment(1445266658.3) == "14:57:38 UTC Mon Oct 19 2015"
