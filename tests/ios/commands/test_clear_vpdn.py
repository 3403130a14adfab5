from __future__ import annotations

from dataclasses import replace

import pytest

from tests.ios.support import FakeServer, angela, server_snapshot, session, tunnel, typed
from vpdn.ios.shell import Shell

NO_TUNNEL = "Could not find specified tunnel\n"
NO_SESSION = "Could not find specified session\n"


def busy() -> tuple[FakeServer, Shell]:
    """Two tunnels of a host `pc` and one of a host without a name, a call in each."""
    server, _, shell = angela()
    nameless = replace(tunnel(replace(session("rund"), local_id=3, interface=3)), local_id=31)
    second = replace(tunnel(replace(session(), local_id=2, interface=2), name="pc"), local_id=30)
    server.state = server_snapshot(tunnel(session(), name="pc"), second, nameless)
    return server, shell


@pytest.mark.parametrize(
    ("words", "tunnels"),
    [
        ("pc", [29, 30]),
        ("pc angela", [29, 30]),
        ("pc berta", []),
        ("tac", []),
        ("hostname pc", [29, 30]),
        ("hostname pc angela", [29, 30]),
        ("hostname all", []),
        ("all", [29, 30, 31]),
        ("id 31", [31]),
        ("id 9", []),
        ("ip remote 192.168.1.47", [29, 30, 31]),
        ("ip local 10.200.20.2", [29, 30, 31]),
        ("ip remote 10.200.20.2", []),
    ],
)
async def test_tunnels_are_ended_by_name_id_or_address(words: str, tunnels: list[int]) -> None:
    server, shell = busy()
    said = await typed(shell, f"clear vpdn tunnel pptp {words}")
    assert server.clearing.cleared == [("tunnel", number) for number in tunnels]
    assert said == ("" if tunnels else NO_TUNNEL)


async def test_the_documents_user_is_no_tunnels_name() -> None:
    assert await typed(angela()[2], "clear vpdn tunnel pptp tac") == NO_TUNNEL


@pytest.mark.parametrize(
    ("words", "sessions"),
    [
        ("all", [29, 2, 3]),
        ("id 2", [2]),
        ("id 7", []),
        ("interface virtual-access 3", [3]),
        ("interface Vi1", [29]),
        ("interface loopback 1", []),
        ("username tac", [29, 2]),
        ("username nobody", []),
    ],
)
async def test_sessions_are_ended_by_id_interface_or_user(words: str, sessions: list[int]) -> None:
    server, shell = busy()
    said = await typed(shell, f"clear vpdn session {words}")
    assert server.clearing.cleared == [("session", number) for number in sessions]
    assert said == ("" if sessions else NO_SESSION)


async def test_what_went_by_itself_meanwhile_is_not_found() -> None:
    server, shell = busy()
    server.clearing.gone = True
    assert await typed(shell, "clear vpdn session id 2") == NO_SESSION
    assert await typed(shell, "clear vpdn tunnel pptp id 31") == NO_TUNNEL


async def test_counters_are_cleared_when_that_is_confirmed() -> None:
    server, _, shell = angela()
    await typed(shell, "clear vpdn counters")
    assert shell.prompt == 'Clear "show vpdn" counters on all vpdn sessions [confirm]'
    await typed(shell, "n")
    assert server.clearing.cleared == []
    await typed(shell, "clear vpdn counters", "")
    assert server.clearing.cleared == [("vpdn counters",)]


async def test_old_failures_are_forgotten() -> None:
    server, _, shell = angela()
    assert await typed(shell, "clear vpdn history failure") == ""
    assert server.clearing.cleared == [("failures",)]


async def test_a_user_without_rights_clears_nothing() -> None:
    server, _, shell = angela()
    shell.session.privilege = 1
    assert "Invalid input" in await typed(shell, "clear vpdn tunnel pptp all")
    assert server.clearing.cleared == []
