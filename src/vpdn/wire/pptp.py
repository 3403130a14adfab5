"""PPTP control messages: RFC 2637 section 2, all fifteen, and their numbers.

Each class prints its body once, as `Layout`, in the order of the RFC's drawing. Reserved fields
are sent as zero and not looked at. Text fields keep the octets before the first NUL. Nothing
here knows in what state a message is legal.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar, Self, get_args

from vpdn.errors import DecodeError
from vpdn.wire.layout import Layout

MAGIC_COOKIE = 0x1A2B3C4D
VERSION = 0x0100
CONTROL_MESSAGE = 1

_HEADER = struct.Struct(">HHI H2x")
"""Length, PPTP Message Type, Magic Cookie, Control Message Type, Reserved0."""


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


class _Body:
    """What all messages share: TYPE and LAYOUT are the class's, the rest follows from them."""

    __slots__ = ()
    TYPE: ClassVar[MessageType]
    LAYOUT: ClassVar[Layout]

    def encode(self) -> bytes:
        """The whole message with its header. Raises MisuseError when a value does not fit."""
        length = _HEADER.size + self.LAYOUT.size
        header = _HEADER.pack(length, CONTROL_MESSAGE, MAGIC_COOKIE, self.TYPE)
        return header + self.LAYOUT.pack(self)

    @classmethod
    def parse(cls, body: bytes) -> Self:
        """The message whose octets after the header are `body`; raises DecodeError."""
        if len(body) != cls.LAYOUT.size:
            raise DecodeError(f"{cls.TYPE.name} has {len(body)} octets of body", _HEADER.size)
        return cls(**cls.LAYOUT.unpack(body))


@dataclass(frozen=True, slots=True)
class StartControlConnectionRequest(_Body):
    """Section 2.1. `framing` 1 asynchronous, 2 synchronous; `bearer` 1 analog, 2 digital."""

    TYPE = MessageType.START_CONTROL_CONNECTION_REQUEST
    LAYOUT = Layout(
        "version:H :2x framing:I bearer:I maximum_channels:H firmware:H host_name:64s vendor:64s"
    )
    framing: int
    bearer: int
    maximum_channels: int
    firmware: int
    host_name: bytes
    vendor: bytes
    version: int = VERSION


@dataclass(frozen=True, slots=True)
class StartControlConnectionReply(_Body):
    """Section 2.2. `result` is a StartResult."""

    TYPE = MessageType.START_CONTROL_CONNECTION_REPLY
    LAYOUT = Layout(
        "version:H result:B error:B framing:I bearer:I maximum_channels:H firmware:H"
        " host_name:64s vendor:64s"
    )
    framing: int
    bearer: int
    maximum_channels: int
    firmware: int
    host_name: bytes
    vendor: bytes
    version: int = VERSION
    result: int = StartResult.OK
    error: int = ErrorCode.NONE


@dataclass(frozen=True, slots=True)
class StopControlConnectionRequest(_Body):
    """Section 2.3. `reason` is a StopReason."""

    TYPE = MessageType.STOP_CONTROL_CONNECTION_REQUEST
    LAYOUT = Layout("reason:B :3x")
    reason: int = StopReason.NONE


@dataclass(frozen=True, slots=True)
class StopControlConnectionReply(_Body):
    """Section 2.4. `result` is a PlainResult."""

    TYPE = MessageType.STOP_CONTROL_CONNECTION_REPLY
    LAYOUT = Layout("result:B error:B :2x")
    result: int = PlainResult.OK
    error: int = ErrorCode.NONE


@dataclass(frozen=True, slots=True)
class EchoRequest(_Body):
    """Section 2.5."""

    TYPE = MessageType.ECHO_REQUEST
    LAYOUT = Layout("identifier:I")
    identifier: int


@dataclass(frozen=True, slots=True)
class EchoReply(_Body):
    """Section 2.6. `result` is a PlainResult."""

    TYPE = MessageType.ECHO_REPLY
    LAYOUT = Layout("identifier:I result:B error:B :2x")
    identifier: int
    result: int = PlainResult.OK
    error: int = ErrorCode.NONE


@dataclass(frozen=True, slots=True)
class OutgoingCallRequest(_Body):
    """Section 2.7, PNS to PAC. `window` in packets, `processing_delay` in tenths of a second."""

    TYPE = MessageType.OUTGOING_CALL_REQUEST
    LAYOUT = Layout(
        "call_id:H serial:H minimum_bps:I maximum_bps:I bearer:I framing:I window:H"
        " processing_delay:H #phone_number:H :2x phone_number:64s subaddress:64s"
    )
    call_id: int
    serial: int
    minimum_bps: int
    maximum_bps: int
    bearer: int
    framing: int
    window: int
    processing_delay: int = 0
    phone_number: bytes = b""
    subaddress: bytes = b""


@dataclass(frozen=True, slots=True)
class OutgoingCallReply(_Body):
    """Section 2.8. `result` is an OutgoingCallResult; `connect_speed` in bits a second."""

    TYPE = MessageType.OUTGOING_CALL_REPLY
    LAYOUT = Layout(
        "call_id:H peer_call_id:H result:B error:B cause:H connect_speed:I window:H"
        " processing_delay:H physical_channel:I"
    )
    call_id: int
    peer_call_id: int
    result: int = OutgoingCallResult.CONNECTED
    error: int = ErrorCode.NONE
    cause: int = 0
    connect_speed: int = 0
    window: int = 0
    processing_delay: int = 0
    physical_channel: int = 0


@dataclass(frozen=True, slots=True)
class IncomingCallRequest(_Body):
    """Section 2.9, PAC to PNS."""

    TYPE = MessageType.INCOMING_CALL_REQUEST
    LAYOUT = Layout(
        "call_id:H serial:H bearer:I physical_channel:I #dialed_number:H #dialing_number:H"
        " dialed_number:64s dialing_number:64s subaddress:64s"
    )
    call_id: int
    serial: int
    bearer: int
    physical_channel: int = 0
    dialed_number: bytes = b""
    dialing_number: bytes = b""
    subaddress: bytes = b""


@dataclass(frozen=True, slots=True)
class IncomingCallReply(_Body):
    """Section 2.10. `result` is an IncomingCallResult."""

    TYPE = MessageType.INCOMING_CALL_REPLY
    LAYOUT = Layout("call_id:H peer_call_id:H result:B error:B window:H transit_delay:H :2x")
    call_id: int
    peer_call_id: int
    result: int = IncomingCallResult.CONNECTED
    error: int = ErrorCode.NONE
    window: int = 0
    transit_delay: int = 0


@dataclass(frozen=True, slots=True)
class IncomingCallConnected(_Body):
    """Section 2.11, PAC to PNS."""

    TYPE = MessageType.INCOMING_CALL_CONNECTED
    LAYOUT = Layout("peer_call_id:H :2x connect_speed:I window:H transit_delay:H framing:I")
    peer_call_id: int
    connect_speed: int
    window: int
    transit_delay: int = 0
    framing: int = 1


@dataclass(frozen=True, slots=True)
class CallClearRequest(_Body):
    """Section 2.12, PNS to PAC. `call_id` is the sender's own."""

    TYPE = MessageType.CALL_CLEAR_REQUEST
    LAYOUT = Layout("call_id:H :2x")
    call_id: int


@dataclass(frozen=True, slots=True)
class CallDisconnectNotify(_Body):
    """Section 2.13, PAC to PNS. `call_id` is the sender's own; `result` a DisconnectResult."""

    TYPE = MessageType.CALL_DISCONNECT_NOTIFY
    LAYOUT = Layout("call_id:H result:B error:B cause:H :2x statistics:128s")
    call_id: int
    result: int
    error: int = ErrorCode.NONE
    cause: int = 0
    statistics: bytes = b""


@dataclass(frozen=True, slots=True)
class WanErrorNotify(_Body):
    """Section 2.14, PAC to PNS: counters of line errors since the call began."""

    TYPE = MessageType.WAN_ERROR_NOTIFY
    LAYOUT = Layout(
        "peer_call_id:H :2x crc:I framing:I hardware_overruns:I buffer_overruns:I timeouts:I"
        " alignment:I"
    )
    peer_call_id: int
    crc: int = 0
    framing: int = 0
    hardware_overruns: int = 0
    buffer_overruns: int = 0
    timeouts: int = 0
    alignment: int = 0


@dataclass(frozen=True, slots=True)
class SetLinkInfo(_Body):
    """Section 2.15: the ACCMs to use on the line of a call."""

    TYPE = MessageType.SET_LINK_INFO
    LAYOUT = Layout("peer_call_id:H :2x send_accm:I receive_accm:I")
    peer_call_id: int
    send_accm: int = 0xFFFFFFFF
    receive_accm: int = 0xFFFFFFFF


Message = (
    StartControlConnectionRequest
    | StartControlConnectionReply
    | StopControlConnectionRequest
    | StopControlConnectionReply
    | EchoRequest
    | EchoReply
    | OutgoingCallRequest
    | OutgoingCallReply
    | IncomingCallRequest
    | IncomingCallReply
    | IncomingCallConnected
    | CallClearRequest
    | CallDisconnectNotify
    | WanErrorNotify
    | SetLinkInfo
)

_CLASSES: dict[int, type[Message]] = {cls.TYPE: cls for cls in get_args(Message)}


def decode(data: bytes) -> Message:
    """The control message that `data` is, header included; raises DecodeError."""
    if len(data) < _HEADER.size:
        raise DecodeError("control message shorter than its header", len(data))
    length, kind, cookie, message_type = _HEADER.unpack_from(data)
    if cookie != MAGIC_COOKIE:
        raise DecodeError(f"magic cookie 0x{cookie:08X}", 4)
    if length != len(data):
        raise DecodeError(f"Length says {length}, {len(data)} octets there", 0)
    if kind != CONTROL_MESSAGE:
        raise DecodeError(f"PPTP message type {kind}", 2)
    if message_type not in _CLASSES:
        raise DecodeError(f"control message type {message_type}", 8)
    return _CLASSES[message_type].parse(data[_HEADER.size :])
