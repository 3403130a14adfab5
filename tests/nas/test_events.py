"""Everybody who listens hears, whatever another listener does."""

from __future__ import annotations

import logging

import pytest

from vpdn.nas.events import Event, Events
from vpdn.nas.trace import VaccessRequested

EVENT = Event(0.0, VaccessRequested())


def test_listeners_hear_in_order_until_they_unsubscribe() -> None:
    events, heard = Events(), list[str]()
    assert not events.enabled
    stop = events.subscribe(lambda _: heard.append("first"))
    events.subscribe(lambda _: heard.append("second"))
    assert events.enabled
    events.publish(EVENT)
    stop()
    events.publish(EVENT)
    assert heard == ["first", "second", "second"]


def test_without_listeners_nothing_is_enabled() -> None:
    events = Events()
    events.subscribe(lambda _: None)()
    assert not events.enabled


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
