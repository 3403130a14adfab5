"""The document's own logs, line for line, from the records a session makes.

The logs in tests/transcripts have runs of blanks squeezed and no alignment; so does what is
compared with them. Layout has its own tests in test_debug_format.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from tests.ios.records import bad_password, ccp_rejected, connect, no_keys, radius_unreachable
from vpdn.ios.debug import Debug
from vpdn.ios.debug_format import lines
from vpdn.nas.events import Event

TRANSCRIPTS = Path(__file__).parents[1] / "transcripts"
STAMP = re.compile(r"^\*Mar \d+ [\d:.]+: ")


def golden(name: str, first: str = "", last: str = "") -> list[str]:
    """The debug lines of a log, from the first that has `first` to the last that has `last`."""
    text = (TRANSCRIPTS / name).read_text()
    stamped = [STAMP.sub("", line) for line in text.splitlines() if STAMP.match(line)]
    begin = next(n for n, line in enumerate(stamped) if first in line)
    end = max(n for n, line in enumerate(stamped) if last in line)
    return stamped[begin : end + 1]


def squeezed(events: Iterable[Event], enabled: Debug) -> list[str]:
    printed = [line.text for event in events for line in lines(event, enabled)]
    return [re.sub(r" +", " ", line).strip() for line in printed]


DOCUMENT = (
    Debug.LOG
    | Debug.AAA_AUTHENTICATION
    | Debug.AAA_AUTHORIZATION
    | Debug.MPPE_EVENTS
    | Debug.PPP_NEGOTIATION
    | Debug.L2X_EVENTS
    | Debug.L2X_ERRORS
    | Debug.VPDN_EVENTS
    | Debug.VPDN_ERRORS
    | Debug.RADIUS
)
"""The nine debugs that the document's `show debug` lists."""


def test_success_from_tcp_to_route() -> None:
    expected = golden("connect.log", "TCP connect", "Install route")
    assert squeezed(connect(), DOCUMENT) == expected


def test_error_734_keying_material_missing() -> None:
    assert squeezed(no_keys(), DOCUMENT) == golden("error-734-no-keys.log")


def test_error_742_ccp_rejected() -> None:
    assert squeezed(ccp_rejected(), DOCUMENT) == golden("error-742-ccp-rejected.log")


def test_error_691_bad_password() -> None:
    assert squeezed(bad_password(), DOCUMENT) == golden("error-691-bad-password.log")


def test_radius_unreachable() -> None:
    assert squeezed(radius_unreachable(), DOCUMENT) == golden("radius-unreachable.log")
