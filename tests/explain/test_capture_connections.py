from __future__ import annotations

import json

import pytest

from tests.explain.captures import ACK, FIN, PC, SERVER, SYN, Line, capture, negotiated, ping
from vpdn.explain import capture_connections
from vpdn.explain.capture_report import facts, lines
from vpdn.explain.capture_story import Side
from vpdn.wire import pptp


def test_a_server_of_another_port_is_known_by_its_first_message() -> None:
    talk = negotiated(line=Line(port=11723).open())
    talk.carry(Side.PC, ping())
    talk.line.message(Side.PC, pptp.CallClearRequest(7))
    seen = capture(talk.line, "admin")
    [call] = seen.calls
    assert not call.guessed
    assert [one.packet for one in call.inner] == [ping()]
    assert (seen.controls[0].ends.pc, seen.controls[0].port) == (PC, 11723)
    assert call.steps[-1].text.startswith("Call-Clear-Request")


def test_also_when_the_capture_begins_later() -> None:
    line = Line(port=11723).open()
    seen = capture(Line(line.packets[4:], port=11723))
    assert [call.guessed for call in seen.calls] == [False]
    [control] = seen.controls
    assert (control.ends.pc, control.ends.server) == (PC, SERVER)


def test_other_streams_are_none_of_ours() -> None:
    line = Line(port=80)
    line.tcp(Side.PC, SYN)
    line.tcp(Side.SERVER, SYN)
    start = pptp.StartControlConnectionRequest(1, 1, 0, 2195, b"", b"").encode()
    line.tcp(Side.PC, ACK, b"GET / HTTP/1.0\r\n" + start)
    line.tcp(Side.SERVER, ACK, start[:8])
    line.tcp(Side.SERVER, ACK, start[:8] + b"\xff\xff")
    assert capture(line).controls == []


def test_a_connection_without_a_call_is_told_with_its_port() -> None:
    line = Line(port=11723)
    line.message(Side.PC, pptp.StartControlConnectionRequest(1, 1, 0, 2195, b"", b""))
    line.tcp(Side.PC, FIN)
    seen = capture(line)
    said = list(lines(seen, "a.pcap", "", 80, 0))
    assert "Control connection 192.168.1.47 -> 10.200.20.2 port 11723" in said
    assert "  Error 809: The remote server is not responding." in said
    document = json.loads(json.dumps(facts(seen, "a.pcap", "", 0)))
    assert document["connections"][0]["port"] == 11723


def test_who_scans_ports_makes_no_more_connections_than_are_followed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(capture_connections, "MOST", 1)
    line = Line().open()
    line.tcp(Side.PC, FIN)
    line.tcp(Side.PC, SYN)
    seen = capture(line)
    assert (len(seen.controls), seen.connections.left_out) == (1, 1)
