"""What is sent is filled from the settings: RFC 2637 section 2."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.pptp.pair import CLIENT, SERVER
from vpdn.pptp import messages
from vpdn.pptp.call import Side
from vpdn.pptp.outputs import ControlMessage, Transmit
from vpdn.wire import pptp


def test_windows_2000_asks_as_the_reference_saw_it() -> None:
    assert messages.start_request(CLIENT) == pptp.StartControlConnectionRequest(
        1, 1, 0, 2195, b"pc", b"Microsoft Windows NT"
    )
    assert messages.request(CLIENT, Side.PNS_OUTGOING, 7, 49611) == pptp.OutgoingCallRequest(
        7, 49611, 300, 100_000_000, 3, 3, 64
    )


def test_the_server_answers_with_its_window_and_speed() -> None:
    reply = messages.reply(SERVER, Side.PAC_OUTGOING, 29, 0, messages.ACCEPTED)
    assert reply == pptp.OutgoingCallReply(29, 0, 1, 0, 0, 100_000_000, 16)


def test_an_incoming_call_is_asked_for_answered_and_connected() -> None:
    ours = replace(SERVER, phone_number=b"5551234")
    assert messages.request(ours, Side.PAC_INCOMING, 7, 1) == pptp.IncomingCallRequest(
        7, 1, 3, dialed_number=b"5551234"
    )
    assert messages.reply(SERVER, Side.PNS_INCOMING, 9, 7, messages.ACCEPTED) == (
        pptp.IncomingCallReply(9, 7, window=16)
    )
    assert messages.connected(SERVER, 9) == pptp.IncomingCallConnected(
        9, 100_000_000, 16, framing=3
    )


def test_a_refused_start_carries_its_result() -> None:
    result = pptp.StartResult.VERSION_NOT_SUPPORTED
    assert messages.start_reply(SERVER, result).result == 5


@pytest.mark.parametrize(
    ("side", "timed_out", "result"),
    [
        (Side.PAC_OUTGOING, False, pptp.OutgoingCallResult.DO_NOT_ACCEPT),
        (Side.PAC_OUTGOING, True, pptp.OutgoingCallResult.TIME_OUT),
        (Side.PNS_INCOMING, False, pptp.IncomingCallResult.DO_NOT_ACCEPT),
        (Side.PNS_INCOMING, True, pptp.IncomingCallResult.DO_NOT_ACCEPT),
    ],
)
def test_a_refusal_has_the_result_of_its_kind_of_call(
    side: Side, timed_out: bool, result: int
) -> None:
    assert messages.refusal(side, timed_out=timed_out) == (result, 0, 0)


def test_a_message_is_recorded_right_before_it_leaves() -> None:
    echo = pptp.EchoRequest(1)
    assert messages.transmit(echo) == [ControlMessage(True, echo), Transmit(echo.encode())]
