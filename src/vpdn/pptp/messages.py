"""The messages one end sends about its calls, filled from its settings: RFC 2637 section 2.

Which message is due is the tables' business (`call`).
"""

from __future__ import annotations

from vpdn.pptp.call import Side
from vpdn.pptp.outputs import ControlMessage, PptpOutput, Transmit
from vpdn.pptp.settings import ControlSettings
from vpdn.wire import pptp

Codes = tuple[int, int, int]
"""Result, error and cause, as a message carries them."""

ACCEPTED: Codes = (pptp.OutgoingCallResult.CONNECTED, pptp.ErrorCode.NONE, 0)
"""Both kinds of reply call success 1."""


def refusal(side: Side, *, timed_out: bool = False) -> Codes:
    """The plain no to a call the peer asked for."""
    if side is Side.PNS_INCOMING:
        return pptp.IncomingCallResult.DO_NOT_ACCEPT, pptp.ErrorCode.NONE, 0
    if timed_out:
        return pptp.OutgoingCallResult.TIME_OUT, pptp.ErrorCode.NONE, 0
    return pptp.OutgoingCallResult.DO_NOT_ACCEPT, pptp.ErrorCode.NONE, 0


def transmit(message: pptp.Message) -> list[PptpOutput]:
    """The message on its way, with its record before it."""
    return [ControlMessage(True, message), Transmit(message.encode())]


def start_request(ours: ControlSettings) -> pptp.StartControlConnectionRequest:
    return pptp.StartControlConnectionRequest(
        ours.framing,
        ours.bearer,
        ours.maximum_channels,
        ours.firmware,
        ours.host_name,
        ours.vendor,
    )


def start_reply(ours: ControlSettings, result: int) -> pptp.StartControlConnectionReply:
    return pptp.StartControlConnectionReply(
        ours.framing,
        ours.bearer,
        ours.maximum_channels,
        ours.firmware,
        ours.host_name,
        ours.vendor,
        result=result,
    )


def request(
    ours: ControlSettings, side: Side, call_id: int, serial: int
) -> pptp.OutgoingCallRequest | pptp.IncomingCallRequest:
    if side is Side.PAC_INCOMING:
        return pptp.IncomingCallRequest(
            call_id, serial, ours.call_bearer, dialed_number=ours.phone_number
        )
    return pptp.OutgoingCallRequest(
        call_id,
        serial,
        ours.minimum_bps,
        ours.maximum_bps,
        ours.call_bearer,
        ours.call_framing,
        ours.window,
        ours.processing_delay,
        ours.phone_number,
    )


def reply(
    ours: ControlSettings, side: Side, call_id: int, peer_call_id: int, codes: Codes
) -> pptp.OutgoingCallReply | pptp.IncomingCallReply:
    result, error, cause = codes
    if side is Side.PNS_INCOMING:
        return pptp.IncomingCallReply(call_id, peer_call_id, result, error, ours.window)
    return pptp.OutgoingCallReply(
        call_id,
        peer_call_id,
        result,
        error,
        cause,
        ours.connect_speed,
        ours.window,
        ours.processing_delay,
    )


def connected(ours: ControlSettings, peer_call_id: int) -> pptp.IncomingCallConnected:
    return pptp.IncomingCallConnected(
        peer_call_id, ours.connect_speed, ours.window, framing=ours.call_framing
    )
