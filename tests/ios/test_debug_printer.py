from __future__ import annotations

from tests.ios.support import ANGELA, loaded
from vpdn.ios.debug import Debug, DebugFlags
from vpdn.ios.debug_printer import DebugPrinter
from vpdn.nas.config import RouterConfig
from vpdn.nas.events import Event, Events
from vpdn.nas.trace import InterfaceChanged, VaccessRequested

MARCH_7 = 731478067.719


def printed(config: RouterConfig, enabled: Debug, *events: Event) -> list[str]:
    stream, lines = Events(), list[str]()
    flags = DebugFlags(Debug.LOG | enabled)
    printer = DebugPrinter(stream, lambda: config, flags, lines.append, MARCH_7 - 60)
    for event in events:
        stream.publish(event)
    printer.close()
    stream.publish(events[0])
    return lines


def test_debug_lines_are_stamped_as_configured() -> None:
    config = loaded(ANGELA.read_text()).config
    event = Event(MARCH_7, VaccessRequested())
    line = "*Mar  7 04:21:07.719: VPDN: Session vaccess task running"
    assert printed(config, Debug.VPDN_EVENTS, event) == [line]
    assert printed(config, Debug.RADIUS, event) == []


def test_log_and_debug_have_stamps_of_their_own() -> None:
    config = loaded("service timestamps log datetime\nno service timestamps debug").config
    events = Event(MARCH_7, VaccessRequested()), Event(MARCH_7, InterfaceChanged(True), interface=1)
    assert printed(config, Debug.VPDN_EVENTS, *events) == [
        "VPDN: Session vaccess task running",
        "*Mar  7 04:21:07: %LINK-3-UPDOWN: Interface Virtual-Access1, changed state to up",
    ]


def test_uptime_counts_from_the_routers_start() -> None:
    [line] = printed(loaded("").config, Debug.VPDN_EVENTS, Event(MARCH_7, VaccessRequested()))
    assert line.startswith("00:01:00: ")
