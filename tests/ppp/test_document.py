"""The router's end against the debug logs of the document: the client's own octets and times
in, every trace and effect in the log's order out. Identifiers of ours count from 1 here."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

import pytest

from tests.pair import ROUTER
from tests.ppp.ladder import auth_came, auth_went, came, frame, scripted, went
from vpdn.crypto.mppe_keys import KeyMaterial, MsChapKeys, start_keys
from vpdn.ppp.fsm import State
from vpdn.ppp.link import Link
from vpdn.ppp.outputs import (
    Accepted,
    AddressNeeded,
    AuthNeeded,
    AuthorizationNeeded,
    Closed,
    Grant,
    KeysAgreed,
    KeySource,
    LinkOutput,
    LinkUp,
    MsChapCredentials,
    NetworkUp,
    Phase,
    PhaseChanged,
    Refused,
    Stage,
)
from vpdn.ppp.settings import LinkSettings
from vpdn.ppp.trace import (
    AddressChecked,
    AuthRefused,
    CcpChecked,
    EchoAnswered,
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
from vpdn.wire.ccp import MppeOption
from vpdn.wire.chap import Algorithm, Challenge, Failure, Response, Success
from vpdn.wire.cp import (
    ConfigureAck,
    ConfigureNak,
    ConfigureReject,
    ConfigureRequest,
    TerminateAck,
    TerminateRequest,
)
from vpdn.wire.ipcp import IpAddress, PrimaryDns, PrimaryNbns, SecondaryDns, SecondaryNbns
from vpdn.wire.lcp import (
    AddressControlFieldCompression,
    AuthenticationProtocol,
    Callback,
    EchoReply,
    EchoRequest,
    EndpointDiscriminator,
    Identification,
    MagicNumber,
    Mrru,
    ProtocolFieldCompression,
    ProtocolReject,
)
from vpdn.wire.ppp import Protocol

LCP, CHAP, CCP, IPCP = Protocol.LCP, Protocol.CHAP, Protocol.CCP, Protocol.IPCP
V1 = Algorithm.MSCHAP

MAGIC = 0x3050EB1F
CHALLENGE = bytes.fromhex("FD11223344556677")
OURS = (AuthenticationProtocol(Protocol.CHAP, b"\x80"), MagicNumber(MAGIC))

HER_MAGIC = 0x35BE1CB0
PLAIN = (
    MagicNumber(HER_MAGIC),
    ProtocolFieldCompression(),
    AddressControlFieldCompression(),
)
EXTRAS = (
    Callback(6),
    Mrru(1614),
    EndpointDiscriminator(1, bytes.fromhex("6AC616B006CC4281A1CA941E39B9182600000008")),
)
RESPONSE = Response(1, bytes(24) + bytes(range(24)) + b"\1", b"tac")

KEYS = MsChapKeys(b"lm-key-8", b"nt-key-of-16-oct", CHALLENGE)
AVS = ("service=ppp", "mschap_mppe_keys*...")
NONE = IPv4Address("0.0.0.0")
POOL = IPv4Address("172.16.10.1")
LOOPBACK = IPv4Address("172.16.10.100")
SERVERS = (PrimaryDns(NONE), PrimaryNbns(NONE), SecondaryDns(NONE), SecondaryNbns(NONE))
MPPE_40 = (MppeOption(0x01000020),)
MPPE_ANY = (MppeOption(0x010000F1),)


def link(settings: LinkSettings = ROUTER) -> Link:
    return Link(settings, scripted(MAGIC.to_bytes(4, "big"), CHALLENGE))


def opened(router: Link) -> Link:
    """LCP is open and the challenge sent, as in the log, but without its times."""
    router.up(9.347)
    router.tick(11.347)
    router.receive(frame(LCP, ConfigureAck(1, OURS)), 11.635)
    router.receive(frame(LCP, ConfigureRequest(2, PLAIN)), 11.7)
    assert router.phase is Phase.AUTHENTICATE
    return router


def in_network(router: Link, keys: KeyMaterial | None = KEYS) -> Link:
    """Authenticated and with leave for everything."""
    opened(router)
    router.receive(frame(CHAP, RESPONSE), 14.223)
    router.answer(Accepted(keys=keys, source=KeySource.RADIUS), 14.239)
    for stage in (Stage.LCP, Stage.IPCP, Stage.CCP):
        router.authorized(stage, Grant(AVS), 14.243)
    assert router.phase is Phase.NETWORK
    return router


def test_lcp_listens_then_asks_and_repeats_until_the_client_has_asked_too() -> None:
    router = link()
    assert router.up(9.347) == [Establishing(passive=True), StateChanged(LCP, State.STOPPED)]
    assert router.deadline == pytest.approx(11.347)
    assert router.tick(11.347) == [
        TimedOut(LCP, State.STOPPED),
        LcpGranted(),
        *went(LCP, State.STOPPED, ConfigureRequest(1, OURS)),
    ]
    assert router.receive(frame(LCP, ConfigureAck(1, OURS)), 11.635) == [
        came(LCP, State.REQ_SENT, ConfigureAck(1, OURS))
    ]
    asked = ConfigureRequest(1, PLAIN + EXTRAS)
    assert len(asked.encode()) == 44
    assert router.receive(frame(LCP, asked), 13.327) == [
        came(LCP, State.ACK_RCVD, asked),
        *went(LCP, State.ACK_RCVD, ConfigureReject(1, EXTRAS)),
    ]
    assert router.deadline == pytest.approx(13.347)
    assert router.tick(13.347) == [
        TimedOut(LCP, State.ACK_RCVD),
        *went(LCP, State.ACK_RCVD, ConfigureRequest(2, OURS)),
    ]
    assert router.receive(frame(LCP, ConfigureRequest(2, PLAIN)), 13.647) == [
        came(LCP, State.REQ_SENT, ConfigureRequest(2, PLAIN)),
        *went(LCP, State.REQ_SENT, ConfigureAck(2, PLAIN)),
    ]
    challenge = Challenge(1, CHALLENGE, b"angela  ")
    assert len(challenge.encode()) == 21
    assert router.receive(frame(LCP, ConfigureAck(2, OURS)), 13.723) == [
        came(LCP, State.ACK_SENT, ConfigureAck(2, OURS)),
        StateChanged(LCP, State.OPENED),
        LinkUp(mru=1500, pfc=True, acfc=True),
        PhaseChanged(Phase.AUTHENTICATE),
        *auth_went(V1, challenge),
    ]


def test_authentication_asks_the_owner_then_leave_for_lcp_ipcp_and_ccp() -> None:
    router = opened(link())
    for identifier, text in ((3, b"MSRASV5.00"), (4, b"MSRAS-1-RSHANMUG")):
        identify = Identification(identifier, HER_MAGIC, text)
        assert router.receive(frame(LCP, identify), 14.035) == [came(LCP, State.OPENED, identify)]
    assert len(RESPONSE.encode()) == 57
    assert router.receive(frame(CHAP, RESPONSE), 14.223) == [
        auth_came(V1, RESPONSE),
        AuthNeeded(MsChapCredentials(1, b"tac", CHALLENGE, bytes(24), bytes(range(24)), 1)),
    ]
    assert router.answer(Accepted(keys=KEYS), 14.239) == [AuthorizationNeeded(Stage.LCP)]
    assert router.authorized(Stage.LCP, Grant(AVS), 14.243) == [
        *auth_went(V1, Success(1)),
        PhaseChanged(Phase.NETWORK),
        AuthorizationNeeded(Stage.IPCP),
    ]
    assert router.authorized(Stage.IPCP, Grant(AVS), 14.247) == [
        *went(IPCP, State.STARTING, ConfigureRequest(1, (IpAddress(LOOPBACK),))),
        AuthorizationNeeded(Stage.CCP),
    ]
    assert router.authorized(Stage.CCP, Grant(AVS), 14.251) == went(
        CCP, State.CLOSED, ConfigureRequest(1, MPPE_40)
    )


def test_ccp_is_naked_to_one_value_and_keyed() -> None:
    router = in_network(link())
    assert router.receive(frame(CCP, ConfigureRequest(5, MPPE_ANY)), 14.523) == [
        came(CCP, State.REQ_SENT, ConfigureRequest(5, MPPE_ANY)),
        MppeOptionsUnknown(),
        CcpChecked(AVS),
        *went(CCP, State.REQ_SENT, ConfigureNak(5, MPPE_40)),
    ]
    assert router.receive(frame(CCP, ConfigureAck(1, MPPE_40)), 14.731) == [
        came(CCP, State.REQ_SENT, ConfigureAck(1, MPPE_40))
    ]
    send, receive = start_keys(KEYS, 40, authenticator=True)
    assert router.receive(frame(CCP, ConfigureRequest(7, MPPE_40)), 14.939) == [
        came(CCP, State.ACK_RCVD, ConfigureRequest(7, MPPE_40)),
        CcpChecked(AVS),
        *went(CCP, State.ACK_RCVD, ConfigureAck(7, MPPE_40)),
        StateChanged(CCP, State.OPENED),
        KeysGenerated(KeySource.RADIUS),
        MppeInitialized(40, stateful=False),
        KeysAgreed(40, stateful=False, send=send, receive=receive),
    ]


def test_ipcp_rejects_the_servers_naks_the_address_and_asks_leave_for_it() -> None:
    router = in_network(link())
    first = ConfigureRequest(6, (IpAddress(NONE), *SERVERS))
    assert router.receive(frame(IPCP, first), 14.607) == [
        came(IPCP, State.REQ_SENT, first),
        AddressChecked(NONE, NONE, AVS),
        AddressNeeded(NONE),
    ]
    rejected = went(IPCP, State.REQ_SENT, ConfigureReject(6, SERVERS))
    assert router.assign(POOL, 14.607) == rejected
    ours = ConfigureAck(1, (IpAddress(LOOPBACK),))
    assert router.receive(frame(IPCP, ours), 14.675) == [came(IPCP, State.REQ_SENT, ours)]
    second = ConfigureRequest(8, (IpAddress(NONE),))
    assert router.receive(frame(IPCP, second), 14.991) == [
        came(IPCP, State.ACK_RCVD, second),
        AddressChecked(NONE, POOL, AVS),
        *went(IPCP, State.ACK_RCVD, ConfigureNak(8, (IpAddress(POOL),))),
    ]
    third = ConfigureRequest(9, (IpAddress(POOL),))
    assert router.receive(frame(IPCP, third), 15.263) == [
        came(IPCP, State.ACK_RCVD, third),
        AddressChecked(POOL, POOL, (), pending=True),
        AuthorizationNeeded(Stage.IPCP_ADDRESS, POOL),
    ]
    more = (*AVS, "addr*172.16.10.1")
    assert router.authorized(Stage.IPCP_ADDRESS, Grant(more), 15.267) == [
        AddressChecked(POOL, POOL, more, resumed=True),
        *went(IPCP, State.ACK_RCVD, ConfigureAck(9, (IpAddress(POOL),))),
        StateChanged(IPCP, State.OPENED),
        NetworkUp(LOOPBACK, POOL),
    ]


def test_keepalives_are_answered_with_twelve_octets() -> None:
    router = in_network(link())
    request = EchoRequest(1, MAGIC, MAGIC.to_bytes(4, "big"))
    assert router.tick(21.7)[:2] == went(LCP, State.OPENED, request)
    reply = EchoReply(1, HER_MAGIC, request.data)
    assert len(reply.encode()) == 12
    assert router.receive(frame(LCP, reply), 22.571) == [
        came(LCP, State.OPENED, reply),
        EchoAnswered(received=1, sent=1),
    ]


def test_a_wrong_password_ends_the_link_with_691() -> None:
    router = opened(link())
    router.receive(frame(CHAP, RESPONSE), 43.0)
    failure = Failure(1, b"E=691 R=0")
    assert len(failure.encode()) == 13
    assert router.answer(Refused(), 43.192) == [
        AuthRefused(V1, b"tac", "Authentication failure"),
        *auth_went(V1, failure),
        PhaseChanged(Phase.TERMINATE),
        *went(LCP, State.OPENED, TerminateRequest(2)),
    ]
    assert router.receive(frame(LCP, TerminateAck(2)), 43.3)[-1] == Closed(
        "Authentication failure", 691
    )


def test_missing_keys_close_ccp_then_the_link_with_734() -> None:
    router = in_network(link(), keys=None)
    router.receive(frame(CCP, ConfigureAck(1, MPPE_40)), 52.0)
    router.receive(frame(IPCP, ConfigureAck(1, (IpAddress(LOOPBACK),))), 52.1)
    assert router.receive(frame(CCP, ConfigureRequest(7, MPPE_40)), 52.5) == [
        came(CCP, State.ACK_RCVD, ConfigureRequest(7, MPPE_40)),
        CcpChecked(AVS),
        *went(CCP, State.ACK_RCVD, ConfigureAck(7, MPPE_40)),
        StateChanged(CCP, State.OPENED),
        KeysMissing(KeySource.RADIUS),
        *went(CCP, State.OPENED, TerminateRequest(2)),
    ]
    assert router.receive(frame(CCP, TerminateAck(2)), 52.64) == [
        came(CCP, State.CLOSING, TerminateAck(2)),
        StateChanged(CCP, State.CLOSED),
        EncryptionMissing(),
        StateChanged(IPCP, State.CLOSED),
        PhaseChanged(Phase.TERMINATE),
        *went(LCP, State.OPENED, TerminateRequest(2)),
    ]
    late = frame(IPCP, ConfigureRequest(9, (IpAddress(POOL),)))
    assert router.receive(late, 52.66) == [PacketDiscarded(IPCP)]
    assert router.receive(frame(LCP, TerminateAck(2)), 52.776) == [
        came(LCP, State.CLOSING, TerminateAck(2)),
        LcpGranted(),
        StateChanged(LCP, State.CLOSED),
        PhaseChanged(Phase.DEAD),
        Closed("there are no keys for encryption", 734),
    ]


def test_a_client_that_insists_on_encryption_says_742_and_clears_the_call() -> None:
    router = in_network(link(replace(ROUTER, mppe=None)))
    asked = ConfigureRequest(5, (MppeOption(0x010000B1),))
    reject = ProtocolReject(2, CCP, asked.encode())
    assert len(reject.encode()) == 16
    assert router.receive(frame(CCP, asked), 0.868) == [
        came(CCP, State.INITIAL, asked),
        *went(LCP, State.OPENED, reject),
    ]
    over = TerminateRequest(7, bytes.fromhex("79127FBE003CCD74000002E6"))
    assert router.receive(frame(LCP, over), 1.024) == [
        came(LCP, State.OPENED, over),
        *went(LCP, State.OPENED, TerminateAck(7)),
    ]
    closed: list[LinkOutput] = [
        StateChanged(LCP, State.CLOSED),
        StateChanged(IPCP, State.CLOSED),
        PhaseChanged(Phase.DEAD),
        Closed("the peer terminated the link", 742),
    ]
    assert router.down(1.16) == closed
