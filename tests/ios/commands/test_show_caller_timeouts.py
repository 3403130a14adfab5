from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

import pytest

from tests.ios.support import angela, server_snapshot, session, tunnel, typed
from vpdn.ios.lines import VTY_KIND, Line
from vpdn.ios.router import Session
from vpdn.nas.watch import Timeouts

HEADS = """\
                                      Session   Idle      Disconnect
  Line         User                   Timeout   Timeout   User in
"""


@pytest.mark.parametrize(
    ("timeouts", "row"),
    [
        (Timeouts(), "-         -         -"),
        (Timeouts(3600, None, 3569.0), "01:00:00  -         00:59:29"),
        (Timeouts(None, 300, None, 295.0), "-         00:05:00  00:04:55"),
        (Timeouts(3600, 300, 10.0, 295.0), "01:00:00  00:05:00  00:00:10"),
    ],
)
async def test_a_caller_is_gone_at_the_first_of_his_limits(timeouts: Timeouts, row: str) -> None:
    server, router, shell = angela()
    server.state = server_snapshot(tunnel(replace(session(), timeouts=timeouts)))
    router.sessions.clear()
    said = await typed(shell, "show caller timeouts")
    assert said == f"{HEADS}  Vi1          tac                    {row}\n"


async def test_who_types_nothing_at_a_line_is_gone_after_its_exec_timeout() -> None:
    server, router, shell = angela()
    server.state = server_snapshot()
    await typed(shell, "configure terminal", "line vty 0 4", "exec-timeout 10", "end")
    vty = Session(router, Line(VTY_KIND, 2, IPv4Address("192.168.1.9"), "ssh"), "operator")
    vty.active -= 59.5
    router.sessions.insert(0, vty)
    assert await typed(shell, "show caller timeouts") == (
        f"{HEADS}"
        "  con 0        -                      -         -         -\n"
        "  vty 2        operator               -         00:10:00  00:09:00\n"
    )
