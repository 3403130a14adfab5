from __future__ import annotations

from dataclasses import replace

from tests.ios.support import PC, angela, typed
from vpdn.nas.snapshot import FailureSnapshot

TABLE = """\
Table size: 20
Number of entries in table: 2

User: tac, MID = 30
NAS: angela, IP address = 192.168.1.47
Log time: 04:21:07, Error repeat count: 3
Failure type: Authentication failure
Failure reason: Authentication failure

User: , MID = 0
NAS: angela, IP address = -
Log time: 00:00:00, Error repeat count: 1
Failure type: Tunnel failure
Failure reason: bad?cookie
"""


async def test_nothing_has_failed() -> None:
    shown = await typed(angela()[2], "show vpdn history failure")
    assert shown == "% VPDN user failure table is empty\n"


async def test_the_latest_failure_stands_first() -> None:
    server, _, shell = angela()
    kind = "Authentication failure"
    server.state = replace(
        server.state,
        failures=(
            FailureSnapshot(15667.719, "tac", 30, PC, kind, kind, 3),
            FailureSnapshot(0.0, "", 0, None, "Tunnel failure", "bad\ncookie"),
        ),
    )
    assert await typed(shell, "show vpdn history failure") == TABLE
