from __future__ import annotations

import pytest

from vpdn.ios.severity import DEBUGGING, INFORMATIONAL, LEVELS, severity


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("%LINK-3-UPDOWN: Interface Virtual-Access1, changed state to up", "errors"),
        ("%SYS-5-CONFIG_I: Configured from console by console", "notifications"),
        ("%RADIUS-4-RADIUS_DEAD: RADIUS server 10.0.0.1:1812,1813 is not responding.", "warnings"),
        ("Vi1 LCP: O CONFREQ [Listen] id 7 len 15", "debugging"),
        ("RADIUS: %LINK-3-UPDOWN is no head inside a line", "debugging"),
        ("%LINK-9-UPDOWN: there is no such level", "debugging"),
    ],
)
def test_a_message_says_itself_how_urgent_it_is(text: str, level: str) -> None:
    assert LEVELS[severity(text)] == level


def test_levels_are_numbered_as_in_syslog() -> None:
    assert (LEVELS[0], LEVELS[INFORMATIONAL], LEVELS[DEBUGGING]) == (
        "emergencies",
        "informational",
        "debugging",
    )
