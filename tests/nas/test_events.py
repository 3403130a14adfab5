"""Everybody who listens hears, whatever another listener does."""

from __future__ import annotations

import logging

import pytest

from vpdn.nas.events import Event, Events
from vpdn.nas.trace import VaccessCreated, VaccessRequested

EVENT = Event(0.0, VaccessRequested())


def test_listeners_hear_in_order_until_they_unsubscribe() -> None:
    events, heard = Events(), list[str]()
    stop = events.subscribe(lambda _: heard.append("first"))
    events.subscribe(lambda _: heard.append("second"))
    events.publish(EVENT)
    stop()
    events.publish(EVENT)
    assert heard == ["first", "second", "second"]


def test_without_listeners_nothing_is_wanted() -> None:
    events = Events()
    assert VaccessRequested not in events.wanted
    events.subscribe(lambda _: None)()
    assert VaccessRequested not in events.wanted


def test_a_listener_hears_the_kinds_it_names() -> None:
    events, heard, all_heard = Events(), list[Event](), list[Event]()
    stop = events.subscribe(heard.append, [VaccessCreated])
    assert VaccessCreated in events.wanted
    assert VaccessRequested not in events.wanted
    events.subscribe(all_heard.append)
    assert VaccessRequested in events.wanted
    events.publish(EVENT)
    created = Event(1.0, VaccessCreated(1))
    events.publish(created)
    assert (heard, all_heard) == ([created], [EVENT, created])
    stop()
    events.publish(created)
    assert heard == [created]


def test_what_one_listener_no_longer_wants_another_still_may() -> None:
    events = Events()
    stop = events.subscribe(lambda _: None, [VaccessCreated, VaccessRequested])
    events.subscribe(lambda _: None, [VaccessRequested])
    stop()
    assert VaccessRequested in events.wanted
    assert VaccessCreated not in events.wanted


def test_whoever_asked_is_told_when_what_is_wanted_changes() -> None:
    events, told = Events(), list[bool]()
    events.changed = lambda: told.append(VaccessCreated in events.wanted)
    events.subscribe(lambda _: None, [VaccessCreated])()
    assert told == [True, False]


def test_what_a_listener_raises_is_logged_and_keeps_nobody_from_hearing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    events, heard = Events(), list[Event]()

    def broken(event: Event) -> None:
        raise KeyError("no word for it")

    events.subscribe(broken)
    events.subscribe(heard.append)
    with caplog.at_level(logging.ERROR):
        events.publish(EVENT)
    assert heard == [EVENT]
    assert [record.getMessage() for record in caplog.records] == [
        "a listener failed at VaccessRequested"
    ]
