"""The records of the document's sessions, as the machines report them."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address

from vpdn.aaa.trace import (
    AuthenFinished,
    AuthenStarted,
    AuthorAnswered,
    AuthorAsked,
    AuthorFinished,
    AuthorStarted,
    MethodTried,
    UserCreated,
    UserFreed,
)
from vpdn.aaa.types import AV
from vpdn.machine import Trace
from vpdn.nas.events import Event
from vpdn.nas.trace import (
    AddressAssigned,
    ConnectionAccepted,
    InterfaceChanged,
    LineProtocolChanged,
    RouteInstalled,
    SessionDestroyed,
    VaccessBound,
    VaccessCreated,
    VaccessReleased,
    VaccessRequested,
)
from vpdn.ppp.fsm import State
from vpdn.ppp.outputs import KeySource, Phase, PhaseChanged, Stage
from vpdn.ppp.trace import (
    AddressChecked,
    AuthPacket,
    AuthRefused,
    CcpChecked,
    ControlPacket,
    Direction,
    EncryptionMissing,
    Establishing,
    KeysGenerated,
    KeysMissing,
    LcpGranted,
    MppeInitialized,
    MppeOptionsUnknown,
    PacketDiscarded,
    StateChanged,
    TimedOut,
)
from vpdn.pptp.outputs import (
    CallChanged,
    CallEvent,
    CallState,
    ControlChanged,
    ControlEvent,
    ControlState,
    TunnelCreated,
    TunnelDestroyed,
)
from vpdn.radius.trace import (
    NoResponse,
    Received,
    Retransmitted,
    ServersExhausted,
    Transmitted,
    TryingDead,
    UnrecognizedVsa,
)
from vpdn.wire import ccp, chap, cp, ipcp, lcp
from vpdn.wire.chap import Algorithm
from vpdn.wire.ppp import Protocol

IN, OUT = Direction.IN, Direction.OUT
NOWHERE = IPv4Address("0.0.0.0")
HER = IPv4Address("172.16.10.1")
IAS = IPv4Address("10.200.20.245")

SERVICE = AV("service", "ppp")
KEYS = AV("mschap_mppe_keys", r"1p1T11=1v1O1~11a1W11151\1V1M1#11Z1`1k1}111", mandatory=False)
PAIRS = (SERVICE, KEYS)
TEXTS = tuple(str(pair) for pair in PAIRS)

ROUTER_AUTH = lcp.AuthenticationProtocol(0xC223, b"\x80")
ROUTER_LCP = (ROUTER_AUTH, lcp.MagicNumber(0x3050EB1F))
ENDPOINT = bytes.fromhex("6AC616B006CC4281A1CA941E39B9182600000008")
PC_WANTED = (
    lcp.MagicNumber(0x35BE1CB0),
    lcp.ProtocolFieldCompression(),
    lcp.AddressControlFieldCompression(),
)
PC_REFUSED = (lcp.Callback(6), lcp.Mrru(1614), lcp.EndpointDiscriminator(1, ENDPOINT))
FORTY = (ccp.MppeOption(0x01000020),)
LOOPBACK = (ipcp.IpAddress(IPv4Address("172.16.10.100")),)
SERVERS = (
    ipcp.PrimaryDns(NOWHERE),
    ipcp.PrimaryNbns(NOWHERE),
    ipcp.SecondaryDns(NOWHERE),
    ipcp.SecondaryNbns(NOWHERE),
)


def at(*traces: Trace, interface: int = 0, tunnel: int = 0) -> Iterator[Event]:
    for trace in traces:
        yield Event(0.0, trace, tunnel=tunnel, interface=interface)


def _packet(protocol: Protocol, way: Direction, state: State, packet: object) -> ControlPacket:
    return ControlPacket(way, protocol, state, packet)


def _lcp(way: Direction, state: State, packet: object) -> ControlPacket:
    return _packet(Protocol.LCP, way, state, packet)


def _ccp(way: Direction, state: State, packet: object) -> ControlPacket:
    return _packet(Protocol.CCP, way, state, packet)


def _ipcp(way: Direction, state: State, packet: object) -> ControlPacket:
    return _packet(Protocol.IPCP, way, state, packet)


def connect() -> Iterator[Event]:
    """The session that works, from the TCP connection to the route."""
    yield from at(
        ConnectionAccepted(IPv4Address("192.168.1.47"), 2000),
        TunnelCreated(peer_initiated=True),
        ControlChanged(ControlEvent.SCCRQ_OK, ControlState.IDLE, ControlState.ESTABLISHED),
        VaccessRequested(),
        tunnel=29,
    )
    session = (
        VaccessCreated(1),
        CallChanged(7, CallEvent.ANSWERED, CallState.WAIT_ANSWER, CallState.ESTABLISHED),
        VaccessBound(29, 29),
        InterfaceChanged(up=True),
        PhaseChanged(Phase.ESTABLISH),
        Establishing(passive=True),
        StateChanged(Protocol.LCP, State.STOPPED),
        LineProtocolChanged(up=True),
        *_lcp_opens(),
        *_authenticates(),
        *_encrypts_and_addresses(),
    )
    yield from at(*session, interface=1, tunnel=29)


def _lcp_opens() -> Iterator[Trace]:
    yield TimedOut(Protocol.LCP, State.STOPPED)
    yield LcpGranted()
    yield _lcp(OUT, State.STOPPED, cp.ConfigureRequest(7, ROUTER_LCP))
    yield _lcp(IN, State.REQ_SENT, cp.ConfigureAck(7, ROUTER_LCP))
    yield _lcp(IN, State.ACK_RCVD, cp.ConfigureRequest(1, (*PC_WANTED, *PC_REFUSED)))
    yield _lcp(OUT, State.ACK_RCVD, cp.ConfigureReject(1, PC_REFUSED))
    yield TimedOut(Protocol.LCP, State.ACK_RCVD)
    yield _lcp(OUT, State.ACK_RCVD, cp.ConfigureRequest(8, ROUTER_LCP))
    yield _lcp(IN, State.REQ_SENT, cp.ConfigureRequest(2, PC_WANTED))
    yield _lcp(OUT, State.REQ_SENT, cp.ConfigureAck(2, PC_WANTED))
    yield _lcp(IN, State.ACK_SENT, cp.ConfigureAck(8, ROUTER_LCP))
    yield StateChanged(Protocol.LCP, State.OPENED)
    yield PhaseChanged(Phase.AUTHENTICATE)


def _authenticates() -> Iterator[Trace]:
    challenge = chap.Challenge(20, bytes(8), b"angela  ")
    yield AuthPacket(OUT, Algorithm.MSCHAP, challenge, 21)
    yield _lcp(IN, State.OPENED, lcp.Identification(3, 0x35BE1CB0, b"MSRASV5.00"))
    yield _lcp(IN, State.OPENED, lcp.Identification(4, 0x35BE1CB0, b"MSRAS-1-RSHANMUG"))
    yield AuthPacket(IN, Algorithm.MSCHAP, chap.Response(20, bytes(49), b"tac"), 57)
    yield UserCreated(b"tac", "Virtual-Access1", 1, "MSCHAP", 0x62740E7C)
    yield AuthenStarted(2474402925, "Virtual-Access1", "default")
    yield MethodTried(2474402925, "radius")
    yield Transmitted("Virtual-Access1", IAS, 1645, _request())
    yield Received(IAS, 1645, _accept())
    yield AuthenFinished(2474402925, "PASS")
    yield from _author(Stage.LCP, 2434357606, "lcp")
    yield AuthPacket(OUT, Algorithm.MSCHAP, chap.Success(20), 4)
    yield PhaseChanged(Phase.NETWORK)


def _author(stage: Stage, number: int, protocol: str, *more: AV) -> Iterator[Trace]:
    sent = (SERVICE, AV("protocol", protocol), *more)
    yield AuthorAsked(stage)
    yield AuthorStarted(stage, number, "Virtual-Access1", b"tac", sent, "default", "radius")
    yield UnrecognizedVsa(311, 10)
    yield AuthorFinished(stage, number, "PASS_REPL")
    yield AuthorAnswered(stage, True, (*PAIRS, *more))


def _encrypts_and_addresses() -> Iterator[Trace]:
    yield from _author(Stage.IPCP, 1553311212, "ip")
    yield _ipcp(OUT, State.STARTING, cp.ConfigureRequest(4, LOOPBACK))
    yield from _author(Stage.CCP, 3663845178, "ccp")
    yield _ccp(OUT, State.CLOSED, cp.ConfigureRequest(3, FORTY))
    everything = (ccp.MppeOption(0x010000F1),)
    yield _ccp(IN, State.REQ_SENT, cp.ConfigureRequest(5, everything))
    yield MppeOptionsUnknown()
    yield CcpChecked(TEXTS)
    yield _ccp(OUT, State.REQ_SENT, cp.ConfigureNak(5, FORTY))
    anything = (ipcp.IpAddress(NOWHERE), *SERVERS)
    yield _ipcp(IN, State.REQ_SENT, cp.ConfigureRequest(6, anything))
    yield AddressChecked(NOWHERE, NOWHERE, TEXTS)
    yield AddressAssigned(HER)
    yield _ipcp(OUT, State.REQ_SENT, cp.ConfigureReject(6, SERVERS))
    yield _ipcp(IN, State.REQ_SENT, cp.ConfigureAck(4, LOOPBACK))
    yield _ccp(IN, State.REQ_SENT, cp.ConfigureAck(3, FORTY))
    yield _ccp(IN, State.ACK_RCVD, cp.ConfigureRequest(7, FORTY))
    yield CcpChecked(TEXTS)
    yield _ccp(OUT, State.ACK_RCVD, cp.ConfigureAck(7, FORTY))
    yield StateChanged(Protocol.CCP, State.OPENED)
    yield KeysGenerated(KeySource.RADIUS)
    yield MppeInitialized(40, stateful=False)
    yield _ipcp(IN, State.ACK_RCVD, cp.ConfigureRequest(8, (ipcp.IpAddress(NOWHERE),)))
    yield AddressChecked(NOWHERE, HER, TEXTS)
    yield _ipcp(OUT, State.ACK_RCVD, cp.ConfigureNak(8, (ipcp.IpAddress(HER),)))
    yield _ipcp(IN, State.ACK_RCVD, cp.ConfigureRequest(9, (ipcp.IpAddress(HER),)))
    address = AV("addr", str(HER), mandatory=False)
    yield AddressChecked(HER, HER, TEXTS, pending=True)
    yield from _author(Stage.IPCP_ADDRESS, 2052567766, "ip", address)
    yield AddressChecked(HER, HER, (*TEXTS, str(address)), resumed=True)
    yield _ipcp(OUT, State.ACK_RCVD, cp.ConfigureAck(9, (ipcp.IpAddress(HER),)))
    yield StateChanged(Protocol.IPCP, State.OPENED)
    yield RouteInstalled(HER)


def _request() -> bytes:
    """The Access-Request of the document: what its debug shows of it is true to the octet."""
    attributes = (
        "0406 0AC81402",
        "0506 00000001",
        "3D06 00000005",
        "0105 746163",
        "1A10 00000137 0B0A FD11" + "00" * 6,
        "1A3A 00000137 0134 1401" + "00" * 48,
        "0606 00000002",
        "0706 00000001",
    )
    return _radius(1, 116, attributes)


def _accept() -> bytes:
    attributes = (
        "0706 00000001",
        "0606 00000002",
        "1920 64080750" + "00" * 26,
        "1A28 00000137 0C22 3440" + "00" * 30,
        "1A0C 00000137 0A06 144E" + "00" * 2,
    )
    return _radius(2, 116, attributes)


def _radius(code: int, identifier: int, attributes: tuple[str, ...]) -> bytes:
    body = bytes.fromhex(" ".join(attributes))
    return bytes((code, identifier)) + (len(body) + 20).to_bytes(2, "big") + bytes(16) + body


def bad_password() -> Iterator[Event]:
    reject = _radius(3, 139, ("1A16 00000137 0210 1545" + "00" * 12,))
    yield from at(
        Received(IAS, 1645, reject),
        AuthenFinished(608505327, "FAIL"),
        AuthRefused(Algorithm.MSCHAP, b"tac", "Authentication failure"),
        AuthPacket(OUT, Algorithm.MSCHAP, chap.Failure(21, b"E=691 R=0"), 13),
        PhaseChanged(Phase.TERMINATE),
        _lcp(OUT, State.OPENED, cp.TerminateRequest(20)),
        UserFreed(b"tac", "Virtual-Access2", "MSCHAP", 0x62740E7C),
        interface=2,
    )


def no_keys() -> Iterator[Event]:
    """Error 734: CCP opens, the accept had no keys, the router ends it."""
    plain = ("service=ppp", "protocol=ccp")
    yield from at(
        CcpChecked(plain),
        _ccp(OUT, State.ACK_RCVD, cp.ConfigureAck(7, FORTY)),
        StateChanged(Protocol.CCP, State.OPENED),
        KeysMissing(KeySource.RADIUS),
        _ccp(OUT, State.OPENED, cp.TerminateRequest(5)),
        _ipcp(IN, State.ACK_RCVD, cp.ConfigureRequest(8, (ipcp.IpAddress(NOWHERE),))),
        AddressChecked(NOWHERE, HER, ("service=ppp", "protocol=ip")),
        _ipcp(OUT, State.ACK_RCVD, cp.ConfigureNak(8, (ipcp.IpAddress(HER),))),
        _ccp(IN, State.CLOSING, cp.TerminateAck(5)),
        StateChanged(Protocol.CCP, State.CLOSED),
        EncryptionMissing(),
        StateChanged(Protocol.IPCP, State.CLOSED),
        PhaseChanged(Phase.TERMINATE),
        _lcp(OUT, State.OPENED, cp.TerminateRequest(13)),
        PacketDiscarded(Protocol.IPCP),
        _lcp(IN, State.CLOSING, cp.TerminateAck(13)),
        LcpGranted(),
        StateChanged(Protocol.LCP, State.CLOSED),
        PhaseChanged(Phase.DEAD),
        CallChanged(7, CallEvent.CLOSE, CallState.ESTABLISHED, CallState.CLOSED),
        SessionDestroyed(33, 33, by_peer=False),
        ControlChanged(
            ControlEvent.NO_SESSION, ControlState.ESTABLISHED, ControlState.WAIT_STOP_REPLY
        ),
        VaccessReleased(by_peer=False),
        interface=1,
        tunnel=33,
    )


def ccp_rejected() -> Iterator[Event]:
    """Error 742: no MPPE on the template, the PC insists and hangs up."""
    offer = bytes.fromhex("0105000A1206010000B1")
    anything = (ipcp.IpAddress(NOWHERE), *SERVERS)
    quitting = bytes.fromhex("79127FBE003CCD74000002E6")
    wait = ControlState.WAIT_STOP_REPLY
    yield from at(
        _ccp(IN, State.INITIAL, cp.ConfigureRequest(5, (ccp.MppeOption(0x010000B1),))),
        _lcp(OUT, State.OPENED, lcp.ProtocolReject(18, Protocol.CCP, offer)),
        _ipcp(IN, State.REQ_SENT, cp.ConfigureRequest(6, anything)),
        AddressChecked(NOWHERE, NOWHERE, (TEXTS[0], TEXTS[1].replace("#11", "#1 1"))),
        AddressAssigned(HER),
        _ipcp(OUT, State.REQ_SENT, cp.ConfigureReject(6, SERVERS)),
        _ipcp(IN, State.REQ_SENT, cp.ConfigureAck(8, LOOPBACK)),
        _lcp(IN, State.OPENED, cp.TerminateRequest(7, quitting)),
        _lcp(OUT, State.OPENED, cp.TerminateAck(7)),
        SessionDestroyed(38, 38, by_peer=True),
        ControlChanged(ControlEvent.NO_SESSION, ControlState.ESTABLISHED, wait),
        InterfaceChanged(up=False),
        StateChanged(Protocol.LCP, State.CLOSED),
        StateChanged(Protocol.IPCP, State.CLOSED),
        PhaseChanged(Phase.DEAD),
        VaccessReleased(by_peer=True),
        UserFreed(b"tac", "Virtual-Access2", "MSCHAP", 0x6273D528),
        ControlChanged(ControlEvent.STOP_CCRQ, wait, wait),
        TunnelDestroyed(),
        LineProtocolChanged(up=False),
        interface=2,
        tunnel=38,
    )


def radius_unreachable() -> Iterator[Event]:
    yield from at(
        Retransmitted(141),
        ServersExhausted(),
        TryingDead(),
        ServersExhausted(),
        NoResponse(141),
        AuthenFinished(374484072, "ERROR"),
    )
