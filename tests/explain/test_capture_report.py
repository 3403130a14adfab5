from __future__ import annotations

import json

import pytest

from tests.explain.captures import SYN, Line, capture, negotiated, ping
from vpdn.explain.capture import Capture
from vpdn.explain.capture_report import facts, finding_lines, lines
from vpdn.explain.capture_story import Side
from vpdn.explain.finding import Finding


def talked() -> Capture:
    talk = negotiated()
    for number in range(5):
        talk.carry(Side.PC, ping(number))
    return capture(talk.line, "admin")


def text(seen: Capture, width: int = 80, most: int = 3, trouble: str = "") -> list[str]:
    return list(lines(seen, "a.pcap", trouble, width, most))


@pytest.mark.parametrize("width", [80, 120])
def test_a_report_fits_the_screen(width: int) -> None:
    assert max(map(len, text(talked(), width))) <= width


def test_a_report_has_the_ladder_what_was_agreed_and_what_was_inside() -> None:
    said = text(talked(), 120)
    assert said[0] == "a.pcap: 35 packets in 11.045 s, 1 control connection, 1 call"
    assert said[2] == "Call 1: 192.168.1.47 -> 10.200.20.2, call ids 7, 5"
    assert said[3].startswith("      0.002      3 -> Start-Control-Connection-Request: firmware")
    assert "    encryption        MPPE 40 bit, stateless" in said
    assert '    packet 13: right: it makes the response of "tac"' in said
    at = said.index("  Inside (5 packets)")
    assert len(said) - at == 5
    assert said[-1] == "    and 2 more"
    assert len(text(talked(), 120, most=0)) == len(said) + 1


def test_of_a_long_call_the_middle_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vpdn.explain.capture_call.STEPS", 2)
    said = text(talked(), 120)
    at = next(number for number, row in enumerate(said) if row.endswith("rungs are left out"))
    assert said[at - 1].split()[1] == "4"
    assert said[at + 3] == "  Agreed"


def test_a_connection_without_a_call_is_told_with_its_fault() -> None:
    line = Line()
    line.tcp(Side.PC, SYN)
    said = text(capture(line), trouble="packet 2: the file ends in the middle of it")
    assert said[1] == "a.pcap: packet 2: the file ends in the middle of it"
    assert said[3] == "Control connection 192.168.1.47 -> 10.200.20.2"
    assert said[4] == "  Error 809: The remote server is not responding."


def test_a_fault_without_a_number_and_with_several_lines_of_cure() -> None:
    finding = Finding("x", 0, "why not", ("a", "b"), ("one", " two"))
    assert list(finding_lines(finding, 80)) == [
        "  Fault",
        "    why:  why not",
        "    seen: a",
        "          b",
        "    cure: one",
        "           two",
    ]


def test_programs_get_the_same() -> None:
    found = facts(talked(), "a.pcap", "", 2)
    document = json.loads(json.dumps(found))
    assert (document["file"], document["packets"]) == ("a.pcap", 35)
    [call] = document["calls"]
    assert call["call_ids"] == {"pc": 7, "server": 5}
    assert call["ladder"][0]["from"] == "pc"
    assert call["agreed"]["encryption"] == "MPPE 40 bit, stateless"
    assert (len(call["inside"]), call["packets_inside"]) == (2, 5)
    line = Line()
    line.tcp(Side.PC, SYN)
    document = json.loads(json.dumps(facts(capture(line), "a.pcap", "", 2)))
    [connection] = document["connections"]
    assert connection["findings"][0]["error"] == 809
