from __future__ import annotations

import pytest

from tests.ios.support import angela, typed

FLOOD = """\
Removing all conditions may cause a flood of debugging messages
to result, unless specific debugging flags are first removed.

"""
PROCEED = "Proceed with removal? [yes/no]: "


async def test_conditions_are_set_once_and_numbered() -> None:
    _, router, shell = angela()
    for number, words in enumerate(("username tac", "interface vi1", "ip 172.16.10.1"), 1):
        assert await typed(shell, f"debug condition {words}") == f"Condition {number} set\n"
        assert await typed(shell, f"debug cond {words}") == f"% Condition {number} already set\n"
    assert [str(one) for one in router.conditions.table] == [
        "Condition 1: username tac",
        "Condition 2: interface Vi1",
        "Condition 3: ip 172.16.10.1",
    ]


@pytest.mark.parametrize("words", ["no debug condition 2", "undebug condition interface vi 1"])
async def test_one_of_several_is_removed_at_once(words: str) -> None:
    _, router, shell = angela()
    await typed(shell, "debug condition username tac", "debug condition interface vi1")
    assert await typed(shell, words) == "Condition 2 has been removed\n"
    assert [one.value for one in router.conditions.table] == ["tac"]


async def test_the_last_one_is_removed_when_that_is_meant() -> None:
    _, router, shell = angela()
    await typed(shell, "debug condition username tac")
    asked = f"This condition is the only username condition set.\n{FLOOD}"
    assert await typed(shell, "no debug condition username tac") == asked
    assert shell.prompt == PROCEED
    assert await typed(shell, "") == "% Please answer 'yes' or 'no'.\n"
    assert shell.prompt == PROCEED
    assert await typed(shell, "n") == ""
    assert len(router.conditions.table) == 1
    assert await typed(shell, "no debug condition 1", "y") == (
        f"{asked}Condition 1 has been removed\n"
    )
    assert not router.conditions.table


async def test_all_are_removed_when_that_is_meant() -> None:
    _, router, shell = angela()
    await typed(shell, "debug condition username tac", "debug condition username other")
    assert await typed(shell, "no debug condition all", "yes") == (
        f"{FLOOD}2 conditions have been removed\n"
    )
    assert router.conditions.table == ()


async def test_the_interfaces_that_meet_it_are_told() -> None:
    _, router, shell = angela()
    await typed(shell, "configure terminal", "no service timestamps debug", "end")
    log: list[str] = []
    router.attach(log.append)
    await typed(shell, "debug condition username tac", "debug condition interface vi 1")
    await typed(shell, "debug condition username other", "no debug condition 1")
    await typed(shell, "no debug condition all", "yes")
    assert log == [
        "Vi1 Debug: Condition 1, username tac triggered, count 1",
        "Vi1 Debug: Condition 2, interface Vi1 triggered, count 2",
        "Vi1 Debug: Condition 1, username tac cleared, count 1",
        "Vi1 Debug: Condition 2, interface Vi1 cleared, count 0",
    ]


async def test_there_is_nothing_to_remove() -> None:
    shell = angela()[2]
    assert await typed(shell, "no debug condition all") == "% No conditions found\n"
    assert await typed(shell, "no debug condition 4") == "% Condition not found\n"
    assert await typed(shell, "no debug condition username tac") == "% Condition not found\n"


async def test_debugs_that_go_off_leave_the_conditions() -> None:
    _, router, shell = angela()
    await typed(shell, "debug condition username tac", "undebug all")
    assert len(router.conditions.table) == 1


async def test_conditions_are_shown_alone_and_below_the_debugs() -> None:
    shell = angela()[2]
    assert await typed(shell, "show debug condition") == "% No conditions found\n"
    await typed(shell, "debug condition username tac", "debug condition username other")
    listed = (
        "Condition 1: username tac (1 flags triggered)\n"
        "        Flags: Vi1\n"
        "Condition 2: username other (0 flags triggered)\n"
    )
    assert await typed(shell, "show debug condition") == listed
    assert await typed(shell, "show debug") == listed
    await typed(shell, "debug radius")
    assert await typed(shell, "show debug") == f"Radius protocol debugging is on\n\n{listed}"


@pytest.mark.parametrize("line", ["debug condition all", "debug condition 1", "debug condition"])
async def test_what_is_no_condition_is_refused(line: str) -> None:
    _, router, shell = angela()
    assert (await typed(shell, line)).lstrip(" ^\n").startswith("% In")
    assert router.conditions.table == ()
