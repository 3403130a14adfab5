from __future__ import annotations

import pytest

from vpdn.errors import ConfigError
from vpdn.explain.reading import LONGEST, lines

LONG = (
    "*Mar 7 04:21:14.223: AAA/MEMORY: create_user (0x62740E7C) user='tac' ruser=''"
    " port='Virtual-Access1' rem_addr='' authen_type=MSCHAP service=PPP priv=1"
)


def texts(*rows: str) -> list[tuple[int, str]]:
    return [(line.number, line.text) for line in lines((f"{row}\n".encode() for row in rows), "x")]


@pytest.mark.parametrize("width", [79, 80, 120, 132])
def test_a_line_that_a_terminal_wrapped_is_one_again(width: int) -> None:
    pieces = [LONG[start : start + width] for start in range(0, len(LONG), width)]
    assert texts(*pieces, "Vi1 LCP: State is Open") == [
        (1, LONG),
        (len(pieces) + 1, "Vi1 LCP: State is Open"),
    ]


def test_a_line_that_was_cut_stays_cut() -> None:
    cut = LONG[:80]
    assert texts(cut, cut, "angela#show vpdn") == [(1, cut), (2, cut), (3, "angela#show vpdn")]


def test_a_short_line_is_not_gone_on_with() -> None:
    assert texts("Vi1 LCP: State is Open", "!!!!!") == [(1, "Vi1 LCP: State is Open"), (2, "!!!!!")]


@pytest.mark.parametrize("octets", [b"\x7fELF\x02\x01\x01\x00\x00", b"\xd4\xc3\xb2\xa1\x02\x00"])
def test_binary_data_is_refused_with_file_and_line(octets: bytes) -> None:
    with pytest.raises(ConfigError, match=r"^trace\.pcap:1: no text but binary data$"):
        list(lines([octets], "trace.pcap"))


def test_octets_of_another_encoding_do_no_harm() -> None:
    [line] = lines(['Vi1 MS-CHAP: I RESPONSE id 1 len 57 from "café"\r\n'.encode("latin-1")], "x")
    assert line.words.startswith("Vi1 MS-CHAP: I RESPONSE")


def test_of_an_endless_line_the_beginning_is_looked_at() -> None:
    [line] = lines([b"x" * LONGEST * 3], "x")
    assert len(line.text) == LONGEST


def test_nothing_has_no_lines() -> None:
    assert list(lines([], "x")) == []
