from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpdn.explain.line import parse

WORDS = "Vi1 LCP: State is Open"
DAY = 86400.0


@pytest.mark.parametrize(
    ("prefix", "time"),
    [
        ("", None),
        ("*Mar  7 04:21:13.723: ", 69 * DAY + 15673.723),
        ("*Mar 7 04:21:13.723: ", 69 * DAY + 15673.723),
        ("Mar  7 04:21:13: ", 69 * DAY + 15673),
        (".Mar  7 04:21:13.723 UTC: ", 69 * DAY + 15673.723),
        ("Mar  7 2002 04:21:13.723 MEST: ", 69 * DAY + 15673.723),
        ("00:05:12: ", None),
        ("1d02h: ", None),
        ("2w3d: ", None),
        ("1y2w: ", None),
        ("000123: *Mar  7 04:21:13.723: ", 69 * DAY + 15673.723),
        ("<191>123: *Mar  7 04:21:13.723: ", 69 * DAY + 15673.723),
        ("<191>1 2026-11-27T06:00:00.000Z angela ", None),
        ("Nov 27 06:00:00 10.200.20.2 123: *Mar  7 04:21:13.723: ", 69 * DAY + 15673.723),
        ("Nov 27 06:00:00 angela ", 337 * DAY + 21600),
        ("2026-11-27T06:00:00+01:00 angela 123: Mar  7 04:21:13.723: ", 69 * DAY + 15673.723),
        ("angela: 000123: *Mar  7 04:21:13.723: ", 69 * DAY + 15673.723),
        ("Nov 27 06:00:00 [10.0.0.2.2.2] 123: *Mar  7 04:21:13: ", 69 * DAY + 15673),
        ("2026 Nov 27 06:00:00 angela ", 337 * DAY + 21600),
        ("Nov 27 06:00:00 angela local7.debug 123: Mar  7 04:21:13 UTC: ", 69 * DAY + 15673),
        ("<191>1 2026-11-27T06:00:00.000Z angela - - - 12: ", None),
        ("2026-11-27 06:00:00\tLocal7.Debug\t10.0.0.2\t12: Mar  7 04:21:13: ", 69 * DAY + 15673),
        ("11-27-2026\t06:00:00\tLocal7.Debug\t10.0.0.2\t12: ", None),
        ("*Mar  7 04:21:13 GMT+1: ", 69 * DAY + 15673),
        ("angela#*Mar  7 04:21:13.723: ", 69 * DAY + 15673.723),
    ],
)
def test_what_stands_before_a_message_is_taken_off(prefix: str, time: float | None) -> None:
    line = parse(7, prefix + WORDS)
    assert line.words == WORDS
    assert line.time == (None if time is None else pytest.approx(time))
    assert (line.number, line.text) == (7, prefix + WORDS)
    assert line.begins


@pytest.mark.parametrize(
    "row",
    ["cron[12]: Vi1 LCP: State is Open", "angela#show debug | include 12: OSPF", "a b c: Vi1 x"],
)
def test_what_only_looks_like_a_servers_columns_stays(row: str) -> None:
    assert parse(1, row).words == row


def test_blanks_in_a_message_are_single_as_the_document_has_them() -> None:
    assert parse(1, "Vi1 LCP:    MagicNumber 0x3050EB1F").words == "Vi1 LCP: MagicNumber 0x3050EB1F"


@pytest.mark.parametrize(
    "row", ["angela#show vpdn", "*Mar 7 04:21:13: anything", "Tnl 2 PPTP: x", "%SYS-5-CONFIG: x"]
)
def test_a_stamp_a_prompt_and_a_known_word_begin_a_line(row: str) -> None:
    assert parse(1, row).begins


@pytest.mark.parametrize("row", ["", "ize keys", "estabd to terminal", "29 estabd 192.168.1.47"])
def test_the_rest_of_a_wrapped_line_begins_nothing(row: str) -> None:
    assert not parse(1, row).begins


@given(st.text())
def test_any_text_is_a_line_without_what_a_terminal_obeys(text: str) -> None:
    line = parse(1, text)
    assert not set(line.text) & {chr(code) for code in range(32) if chr(code) not in "\t\n"}
