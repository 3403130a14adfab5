from __future__ import annotations

import pytest

from tests.ios.support import angela, typed
from vpdn.ios.debug import ALL, SWITCHES, Debug, Switch


@pytest.mark.parametrize("switch", SWITCHES, ids=lambda switch: switch.words)
async def test_every_debug_is_switched_on_and_off(switch: Switch) -> None:
    _, router, shell = angela()
    on, off = (f"{switch.subject} debugging is {state}{switch.stop}\n" for state in ("on", "off"))
    assert await typed(shell, f"debug {switch.words}") == on
    assert router.flags.enabled == Debug.LOG | switch.flag
    assert await typed(shell, f"undebug {switch.words}") == off
    assert router.flags.enabled == Debug.LOG
    await typed(shell, f"debug {switch.words}")
    assert await typed(shell, f"no debug {switch.words}") == off
    assert router.flags.enabled == Debug.LOG


@pytest.mark.parametrize("line", ["undebug all", "no debug all", "un all", "u all"])
async def test_all_debugs_go_off_at_once(line: str) -> None:
    _, router, shell = angela()
    assert await typed(shell, "debug all", "n") == ""
    assert not router.flags.enabled & ALL
    assert await typed(shell, "debug all") == ""
    assert shell.prompt.endswith("network performance. Continue? [confirm]")
    assert await typed(shell, "") == "All possible debugging has been turned on\n"
    assert ALL in router.flags.enabled
    assert await typed(shell, line) == "All possible debugging has been turned off\n"
    assert router.flags.enabled == Debug.LOG


async def test_the_documents_spelling_of_mppe_events() -> None:
    assert await typed(angela()[2], "debug ppp mppe event") == "MPPE Events debugging is on\n"
