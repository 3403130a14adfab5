from __future__ import annotations

from tests.explain.captures import ACK, PC, PUSH, RST, SERVER, SYN
from vpdn.explain.capture_control import Control
from vpdn.explain.capture_story import Ends, Place, Seen, Side
from vpdn.explain.capture_tcp import Segment
from vpdn.wire import pptp

HERE = Place(1, 0.0)
ECHO = pptp.EchoRequest(7).encode()


def said(sender: Side, sequence: int, data: bytes, flags: int = PUSH, ack: int = 0) -> Segment:
    ports = (40001, 1723) if sender is Side.PC else (1723, 40001)
    return Segment(*ports, sequence, ack, flags, data)


def take(control: Control, sender: Side, segment: Segment) -> list[object]:
    return [seen.packet for seen in control.take(HERE, sender, segment)]


def control() -> Control:
    return Control(Ends(PC, SERVER))


def test_messages_are_read_whatever_pieces_they_come_in() -> None:
    one = control()
    assert take(one, Side.PC, said(Side.PC, 10, ECHO[:5])) == []
    assert take(one, Side.PC, said(Side.PC, 21, ECHO[11:])) == []
    assert take(one, Side.PC, said(Side.PC, 15, ECHO[5:11])) == [pptp.EchoRequest(7)]
    assert [seen.step.text for seen in one.seen] == ["Echo-Request"]
    assert one.troubles == []


def test_a_missing_segment_is_said_and_what_comes_after_it_is_read() -> None:
    one = control()
    take(one, Side.PC, said(Side.PC, 10, ECHO))
    assert take(one, Side.PC, said(Side.PC, 42, ECHO)) == []
    answer = said(Side.SERVER, 500, b"", ACK, 58)
    assert take(one, Side.SERVER, answer) == [pptp.EchoRequest(7)]
    assert one.troubles == [
        "packet 1: 16 octets of the control connection (->) are not in the capture"
    ]


def test_a_message_of_which_the_beginning_is_missing_is_skipped() -> None:
    one = control()
    assert take(one, Side.PC, said(Side.PC, 10, ECHO[9:] + ECHO)) == [pptp.EchoRequest(7)]
    assert one.troubles == ["packet 1: the control stream lost its framing"]


def test_what_is_no_pptp_is_said() -> None:
    one = control()
    assert take(one, Side.PC, said(Side.PC, 10, b"GET / HTTP/1.0\r\n\r\n")) == []
    assert one.troubles


def test_what_waits_at_the_end_is_read() -> None:
    one = control()
    take(one, Side.PC, said(Side.PC, 10, ECHO))
    take(one, Side.PC, said(Side.PC, 100, ECHO))
    found: list[Seen] = one.finish(HERE)
    assert [seen.packet for seen in found] == [pptp.EchoRequest(7)]


def test_how_tcp_went_is_known() -> None:
    one = control()
    take(one, Side.PC, said(Side.PC, 1, b"", SYN))
    assert (one.asked, one.answered, one.refused, one.closed) == (True, False, False, False)
    take(one, Side.SERVER, said(Side.SERVER, 0, b"", RST | ACK, 2))
    assert (one.answered, one.refused, one.closed) == (False, True, True)
