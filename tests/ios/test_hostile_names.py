"""Names that strangers choose (of users, of hosts) neither forge a line nor drive the terminal of
whoever looks at them."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.ios.full_router import full_session
from tests.ios.snapshots import FixedSnapshot
from tests.ios.support import typed
from tests.ios.test_document import LINES
from vpdn.ios.shell import Shell

EVIL = "tac\x1b[2J\r\n%SYS-5-CONFIG_I: forged\x07\u202e\x9b"


def evil(state: FixedSnapshot) -> FixedSnapshot:
    """The same, but every name from outside is."""
    return replace(
        state,
        tunnels=tuple(
            replace(
                one,
                remote_name=EVIL,
                sessions=tuple(replace(call, user=EVIL) for call in one.sessions),
            )
            for one in state.tunnels
        ),
        pools=tuple(
            replace(one, leases=tuple(replace(lease, user=EVIL) for lease in one.leases))
            for one in state.pools
        ),
        failures=tuple(replace(one, user=EVIL, reason=EVIL) for one in state.failures),
    )


def shell_among_strangers(folder: Path) -> Shell:
    shell = full_session(folder)
    server: Any = shell.session.server
    server.state = evil(server.state)
    for one in shell.session.router.sessions:
        one.user = EVIL
    return shell


async def test_no_show_prints_a_name_as_it_came(tmp_path: Path) -> None:
    shell = shell_among_strangers(tmp_path)
    for line in LINES:
        for row in (await typed(shell, line)).split("\n"):
            assert row.replace("\t", " ").isprintable(), line
            assert not row.startswith("%SYS"), line


def test_a_log_line_stays_one_line_whatever_stands_in_it(tmp_path: Path) -> None:
    router = full_session(tmp_path).session.router
    shown: list[str] = []
    router.attach(shown.append)
    router.journal.log(f"%SYS-5-CONFIG_I: Configured from console by {EVIL}", time.time())
    assert shown[0].endswith("by tac?[2J??%SYS-5-CONFIG_I: forged???")
