from __future__ import annotations

import pytest

from tests.ios.screens import Sitting
from tests.ios.support import PC, angela, typed
from vpdn.ios.echoes import Plan, echoes, pattern_of
from vpdn.net.icmp import Outcome, Ping

REPLY = Ping(Outcome.REPLY, 0.2)


async def test_echoes_are_shown_as_they_come() -> None:
    _, _, shell = angela()
    pieces = [piece async for piece in echoes(shell.session, Plan(PC))]
    assert pieces[1:6] == ["!", "!", "!", "!", "!"]


async def test_each_outcome_has_its_symbol_and_no_reply_no_times() -> None:
    server, _, shell = angela()
    server.echoes = [Ping(outcome) for outcome in Outcome if outcome is not Outcome.REPLY]
    said = await typed(shell, "ping 192.168.1.47 repeat 6")
    assert said.endswith(":\n.UQM&?\nSuccess rate is 0 percent (0/6)\n")


async def test_some_come_back_and_less_than_a_millisecond_is_one() -> None:
    server, _, shell = angela()
    server.echoes = [Ping(Outcome.TIMEOUT), *[REPLY] * 4]
    assert (await typed(shell, "ping 192.168.1.47")).endswith(
        ".!!!!\nSuccess rate is 80 percent (4/5), round-trip min/avg/max = 1/1/1 ms\n"
    )


@pytest.mark.parametrize(
    ("count", "lines"), [(70, ["!" * 70]), (71, ["!" * 70, "!"]), (140, ["!" * 70] * 2)]
)
async def test_a_line_has_seventy_symbols(count: int, lines: list[str]) -> None:
    server, _, shell = angela()
    server.echoes = [REPLY] * count
    said = await typed(shell, f"ping 192.168.1.47 repeat {count}")
    assert said.splitlines()[3:-1] == lines


async def test_the_escape_sequence_ends_it_and_tells_of_what_was_sent() -> None:
    sitting = Sitting()
    sitting.server.echoes = [REPLY] * 3
    await sitting.type("ping 192.168.1.47 repeat 1000\r")
    said = await sitting.type(b"\x1e")
    assert said == (
        "\r\nSuccess rate is 75 percent (3/4), round-trip min/avg/max = 1/1/1 ms\r\nangela#"
    )
    assert "tac" in await sitting.type("show users\r")
    await sitting.leave()


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("ABCD", b"\xab\xcd"),
        ("0xabcd", b"\xab\xcd"),
        ("0", b"\0\0"),
        ("12345", None),
        ("-1", None),
        ("1_2", None),
        ("", None),
    ],
)
def test_patterns_are_hexadecimal(text: str, pattern: bytes | None) -> None:
    assert pattern_of(text) == pattern
