"""PPTP messages and PPP control packets in a line each, by the RFCs' names. Options are worded as
the router's debug words them."""

from __future__ import annotations

from enum import IntEnum

from vpdn.explain.capture_story import Side
from vpdn.ios.debug_line import text
from vpdn.ios.debug_option import option_name
from vpdn.wire import chap, cp, lcp, pap, pptp
from vpdn.wire.ppp import Protocol

_CONFIGURE = (cp.ConfigureRequest, cp.ConfigureAck, cp.ConfigureNak, cp.ConfigureReject)
_CHAP_CODES = {
    chap.Code.CHALLENGE: "Challenge",
    chap.Code.RESPONSE: "Response",
    chap.Code.SUCCESS: "Success",
    chap.Code.FAILURE: "Failure",
}


def message_text(message: pptp.Message) -> str:
    """A PPTP control message."""
    name = _title(message.TYPE.name)
    return f"{name}{_message_details(message)}"


def _message_details(message: pptp.Message) -> str:
    match message:
        case pptp.StartControlConnectionRequest(firmware=firmware, vendor=vendor):
            return f': firmware {firmware}, vendor "{text(vendor)}"'
        case pptp.StartControlConnectionReply(result=result, host_name=host, vendor=vendor):
            said = _result(pptp.StartResult, result)
            return f': {said}, host "{text(host)}", vendor "{text(vendor)}"'
        case pptp.OutgoingCallRequest(call_id=call, window=window):
            return f": call id {call}, window {window}"
        case pptp.OutgoingCallReply(call_id=call, peer_call_id=peer, result=result, error=error):
            said = _result(pptp.OutgoingCallResult, result)
            return f": call id {call} for {peer}, {said}{_error(error)}"
        case pptp.IncomingCallRequest(call_id=call):
            return f": call id {call}"
        case pptp.IncomingCallReply(call_id=call, peer_call_id=peer, result=result, error=error):
            said = _result(pptp.IncomingCallResult, result)
            return f": call id {call} for {peer}, {said}{_error(error)}"
        case pptp.CallClearRequest(call_id=call):
            return f": call id {call}"
        case pptp.CallDisconnectNotify(call_id=call, result=result, error=error):
            said = _result(pptp.DisconnectResult, result)
            return f": call id {call}, {said}{_error(error)}"
        case pptp.SetLinkInfo(send_accm=send, receive_accm=receive):
            return f": ACCM {send:08x}/{receive:08x}"
        case pptp.StopControlConnectionRequest(reason=reason):
            return f": {_result(pptp.StopReason, reason)}"
    return ""


def _result(names: type[IntEnum], number: int) -> str:
    word = {int(one): one.name for one in names}.get(number, "").lower().replace("_", " ")
    return f"result {number}" + (f" ({word})" if word else "")


def _error(number: int) -> str:
    return f", error {number}" if number else ""


def _title(name: str) -> str:
    return "-".join(word.capitalize() for word in name.split("_"))


def protocol_name(number: int) -> str:
    return Protocol(number).name if number in set(Protocol) else f"protocol 0x{number:04X}"


def control_text(protocol: int, packet: cp.Packet) -> str:
    """A packet of LCP or an NCP."""
    known = packet.code in set(cp.Code)
    code = _title(cp.Code(packet.code).name) if known else f"code {packet.code}"
    head = f"{protocol_name(protocol)} {code} id {packet.identifier}"
    details = _control_details(protocol, packet)
    return f"{head}: {details}" if details else head


def _control_details(protocol: int, packet: cp.Packet) -> str:
    match packet:
        case lcp.ProtocolReject(_, rejected):
            return protocol_name(rejected)
        case lcp.Identification(_, _, message):
            return f'"{text(message)}"'
        case cp.TerminateRequest(_, data):
            return _farewell(data)
        case _ if isinstance(packet, _CONFIGURE):
            options = (option_name(protocol, one).strip() for one in packet.options)
            return ", ".join(options) or "no options"
    return ""


def windows_error(data: bytes) -> int | None:
    """The error that a Windows PC gives when it ends PPP: it stands behind 003CCD74."""
    if len(data) < 12 or data[4:8] != b"\x00\x3c\xcd\x74":
        return None
    return int.from_bytes(data[8:12], "big")


def _farewell(data: bytes) -> str:
    error = windows_error(data)
    if error is not None:
        return f"Windows' reason {error}"
    return f'"{text(data)}"' if data.isascii() and data else data.hex()


def auth_text(packet: chap.Packet | pap.Packet) -> str:
    """A packet of PAP or CHAP; never the password."""
    match packet:
        case pap.AuthenticateRequest(identifier, name):
            return f'PAP Authenticate-Request id {identifier}: user "{text(name)}"'
        case pap.AuthenticateAck(identifier, message):
            return f"PAP Authenticate-Ack id {identifier}{_quoted(message)}"
        case pap.AuthenticateNak(identifier, message):
            return f"PAP Authenticate-Nak id {identifier}{_quoted(message)}"
        case chap.Challenge(identifier, value, name) | chap.Response(identifier, value, name):
            code = _CHAP_CODES[packet.code]
            return f'CHAP {code} id {identifier}: {len(value)} octets, name "{text(name)}"'
        case chap.Success(identifier, message) | chap.Failure(identifier, message):
            return f"CHAP {_CHAP_CODES[packet.code]} id {identifier}{_quoted(message)}"
    return f"CHAP Change-Password id {packet.identifier}"


def _quoted(message: bytes) -> str:
    return f': "{text(message)}"' if message else ""


def carried_text(packets: dict[Side, int]) -> str:
    """How much was carried between two rungs of the ladder."""
    said = [f"{count} {side.value}" for side, count in packets.items() if count]
    return f"packets carried: {', '.join(said)}"
