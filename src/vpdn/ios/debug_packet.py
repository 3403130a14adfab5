"""One PPP control packet in IOS' words: a head line, and a line for each option.

    " O CONFREQ [Listen] id 7 len 15"
    "    AuthProto MS-CHAP (0x0305C22380)"

Texts begin after the protocol's colon: one blank before a head, four before an option.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from vpdn.ios.debug_line import text
from vpdn.ios.debug_option import option_texts
from vpdn.ios.states import PPP_STATES
from vpdn.ppp.trace import AuthPacket, ControlPacket
from vpdn.wire import chap, cp, lcp, pap
from vpdn.wire.chap import Algorithm
from vpdn.wire.ppp import Protocol

CODES: dict[int, str] = {
    cp.Code.CONFIGURE_REQUEST: "CONFREQ",
    cp.Code.CONFIGURE_ACK: "CONFACK",
    cp.Code.CONFIGURE_NAK: "CONFNAK",
    cp.Code.CONFIGURE_REJECT: "CONFREJ",
    cp.Code.TERMINATE_REQUEST: "TERMREQ",
    cp.Code.TERMINATE_ACK: "TERMACK",
    cp.Code.CODE_REJECT: "CODEREJ",
    cp.Code.PROTOCOL_REJECT: "PROTREJ",
    cp.Code.ECHO_REQUEST: "ECHOREQ",
    cp.Code.ECHO_REPLY: "ECHOREP",
    cp.Code.DISCARD_REQUEST: "DISCREQ",
    cp.Code.IDENTIFICATION: "IDENTIFY",
    cp.Code.TIME_REMAINING: "TIMEREMAINING",
    cp.Code.RESET_REQUEST: "RESETREQ",
    cp.Code.RESET_ACK: "RESETACK",
}
_CONFIGURE = (cp.ConfigureRequest, cp.ConfigureAck, cp.ConfigureNak, cp.ConfigureReject)
_PREFIXES = {
    None: "PAP",
    Algorithm.MD5: "CHAP",
    Algorithm.MSCHAP: "MS-CHAP",
    Algorithm.MSCHAP_V2: "MS-CHAP-V2",
}


def control_packet_texts(trace: ControlPacket) -> Iterator[str]:
    """The lines of a packet of LCP or an NCP."""
    packet = cast("cp.Packet", trace.packet)
    what = CODES.get(packet.code, f"UNKNOWN({packet.code})")
    yield (
        f" {trace.direction.value} {what} [{PPP_STATES[trace.state]}]"
        f" id {packet.identifier} len {len(packet.encode())}{_tail(packet)}"
    )
    if isinstance(packet, _CONFIGURE):
        for option in packet.options:
            yield from (f"    {line}" for line in option_texts(trace.protocol, option))


def _tail(packet: cp.Packet) -> str:
    """What follows the length on the head line."""
    match packet:
        case lcp.ProtocolReject(_, protocol, information):
            octets = protocol.to_bytes(2, "big") + information
            return f" protocol {_protocol_name(protocol)}{_hex(octets)}"
        case lcp.Identification(_, magic, message):
            return f" magic 0x{magic:08X} {text(message)}"
        case lcp.TimeRemaining(_, magic, seconds, message):
            return f" magic 0x{magic:08X} seconds {seconds} {text(message)}".rstrip()
        case lcp.EchoRequest(_, magic) | lcp.EchoReply(_, magic) | lcp.DiscardRequest(_, magic):
            return f" magic 0x{magic:08X}"
        case cp.CodeReject(_, rejected):
            return _hex(rejected)
        case cp.TerminateRequest(_, data) | cp.TerminateAck(_, data) | cp.UnknownCode(_, _, data):
            return _hex(data)
    return ""


def _hex(octets: bytes) -> str:
    return f" (0x{octets.hex().upper()})" if octets else ""


def _protocol_name(number: int) -> str:
    return Protocol(number).name if number in set(Protocol) else f"0x{number:04X}"


def auth_packet_text(trace: AuthPacket) -> str:
    """The line of a PAP or CHAP packet, with the protocol's name in front."""
    packet = cast("chap.Packet | pap.Packet", trace.packet)
    what, tail = _auth_words(packet)
    head = f"{_PREFIXES[trace.algorithm]}: {trace.direction.value} {what}"
    return f"{head} id {packet.identifier} len {trace.length}{tail}"


def _auth_words(packet: chap.Packet | pap.Packet) -> tuple[str, str]:
    """The packet's name, and what follows the length."""
    match packet:
        case chap.Challenge(_, _, name):
            return "CHALLENGE", f' from "{text(name)}"'
        case chap.Response(_, _, name):
            return "RESPONSE", f' from "{text(name)}"'
        case chap.Success(_, message):
            return "SUCCESS", _message(message)
        case chap.Failure(_, message):
            return "FAILURE", _message(message)
        case pap.AuthenticateRequest(_, name):
            return "AUTH-REQ", f' from "{text(name)}"'
        case pap.AuthenticateAck(_, message):
            return "AUTH-ACK", _message(message)
        case pap.AuthenticateNak(_, message):
            return "AUTH-NAK", _message(message)
    return "CHANGE PASSWORD", ""


def _message(message: bytes) -> str:
    return f' msg is "{text(message)}"' if message else ""
