"""The numbers in PPTP control messages: types, results, reasons and errors, RFC 2637 section 2."""

from __future__ import annotations

from enum import IntEnum


class MessageType(IntEnum):
    START_CONTROL_CONNECTION_REQUEST = 1
    START_CONTROL_CONNECTION_REPLY = 2
    STOP_CONTROL_CONNECTION_REQUEST = 3
    STOP_CONTROL_CONNECTION_REPLY = 4
    ECHO_REQUEST = 5
    ECHO_REPLY = 6
    OUTGOING_CALL_REQUEST = 7
    OUTGOING_CALL_REPLY = 8
    INCOMING_CALL_REQUEST = 9
    INCOMING_CALL_REPLY = 10
    INCOMING_CALL_CONNECTED = 11
    CALL_CLEAR_REQUEST = 12
    CALL_DISCONNECT_NOTIFY = 13
    WAN_ERROR_NOTIFY = 14
    SET_LINK_INFO = 15


class ErrorCode(IntEnum):
    """General errors, RFC 2637 section 2.16; they say more when the result is 2."""

    NONE = 0
    NOT_CONNECTED = 1
    BAD_FORMAT = 2
    BAD_VALUE = 3
    NO_RESOURCE = 4
    BAD_CALL_ID = 5
    PAC_ERROR = 6


class StartResult(IntEnum):
    OK = 1
    GENERAL_ERROR = 2
    ALREADY_EXISTS = 3
    NOT_AUTHORIZED = 4
    VERSION_NOT_SUPPORTED = 5


class StopReason(IntEnum):
    NONE = 1
    PROTOCOL = 2
    LOCAL_SHUTDOWN = 3


class PlainResult(IntEnum):
    """Of Stop-Control-Connection-Reply and Echo-Reply."""

    OK = 1
    GENERAL_ERROR = 2


class OutgoingCallResult(IntEnum):
    CONNECTED = 1
    GENERAL_ERROR = 2
    NO_CARRIER = 3
    BUSY = 4
    NO_DIAL_TONE = 5
    TIME_OUT = 6
    DO_NOT_ACCEPT = 7


class IncomingCallResult(IntEnum):
    CONNECTED = 1
    GENERAL_ERROR = 2
    DO_NOT_ACCEPT = 3


class DisconnectResult(IntEnum):
    LOST_CARRIER = 1
    GENERAL_ERROR = 2
    ADMIN_SHUTDOWN = 3
    REQUEST = 4
