"""The phases, and who is heard in each. The document's own logs are in `test_document`."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pair import CLIENT, ROUTER, Faults, Pair
from tests.ppp.ladder import auth_came, auth_went, came, frame, scripted, went
from vpdn.ppp.auth.method import AuthMethod
from vpdn.ppp.fsm import State
from vpdn.ppp.link import Link
from vpdn.ppp.outputs import (
    Accepted,
    AuthNeeded,
    AuthorizationNeeded,
    Closed,
    Grant,
    Phase,
    PhaseChanged,
    Refused,
    Stage,
)
from vpdn.ppp.settings import LinkSettings
from vpdn.ppp.trace import (
    Establishing,
    FrameMalformed,
    LcpGranted,
    PacketDiscarded,
    StateChanged,
    TimedOut,
)
from vpdn.wire.chap import Algorithm, Challenge, Response, Success
from vpdn.wire.cp import (
    ConfigureAck,
    ConfigureRequest,
    TerminateAck,
    TerminateRequest,
)
from vpdn.wire.ipcp import IpAddress
from vpdn.wire.lcp import AuthenticationProtocol, MagicNumber, ProtocolReject
from vpdn.wire.ppp import Frame, Protocol

LCP, CHAP, IPCP, IPV6CP = Protocol.LCP, Protocol.CHAP, Protocol.IPCP, Protocol.IPV6CP
MAGIC = 0x3050EB1F
OURS = (AuthenticationProtocol(CHAP, b"\x80"), MagicNumber(MAGIC))
HERS = (MagicNumber(0x35BE1CB0),)
ASKED = frame(IPCP, ConfigureRequest(1, (IpAddress(IPv4Address(0)),)))
RESPONSE = Response(1, bytes(49), b"tac")


def up(link_settings: LinkSettings = ROUTER) -> Link:
    link = Link(replace(link_settings, passive=False), scripted(MAGIC.to_bytes(4, "big")))
    link.up(0.0)
    return link


def authenticating(link_settings: LinkSettings = ROUTER) -> Link:
    """LCP open at time 0, challenge 1 sent."""
    link = up(link_settings)
    link.receive(frame(LCP, ConfigureRequest(9, HERS)), 0.0)
    link.receive(frame(LCP, ConfigureAck(1, OURS)), 0.0)
    assert link.phase is Phase.AUTHENTICATE
    return link


def in_network() -> Link:
    link = authenticating(replace(ROUTER, authorize=False))
    link.receive(frame(CHAP, RESPONSE), 0.0)
    link.answer(Accepted(), 0.0)
    assert link.phase is Phase.NETWORK
    return link


def test_the_phases_follow_each_other() -> None:
    pair = Pair(ROUTER, CLIENT).start().run(8.0)
    pair.take(pair.router, pair.router.link.close("enough", pair.now))
    pair.run(20.0)
    for end in (pair.router, pair.client):
        phases = [each.phase for each in end.outputs if isinstance(each, PhaseChanged)]
        assert phases[:2] == [Phase.AUTHENTICATE, Phase.NETWORK]
        assert phases[-1] is Phase.DEAD
        assert end.outputs[-1] == end.closed
    assert pair.router.closed == Closed("enough", 0)


def test_without_authentication_the_network_comes_at_once() -> None:
    bare = replace(ROUTER, authenticate=(), authorize=False, mppe=None)
    pair = Pair(bare, replace(CLIENT, mppe=None)).start().run(8.0)
    assert pair.router.network is not None
    assert pair.router.link.authentication is None


def test_before_lcp_is_open_everything_else_is_discarded() -> None:
    link = up()
    assert link.receive(ASKED, 0.0) == [PacketDiscarded(IPCP)]
    assert link.receive(frame(CHAP, RESPONSE), 0.0) == [PacketDiscarded(CHAP)]
    assert link.receive(Frame(0x802B, b"ipx").encode(), 0.0) == []


def test_before_authentication_network_protocols_are_discarded() -> None:
    assert authenticating().receive(ASKED, 0.0) == [PacketDiscarded(IPCP)]


def test_ip_is_the_data_paths() -> None:
    link = in_network()
    for protocol in (Protocol.IP, Protocol.COMPRESSED, Protocol.IPV6):
        assert link.receive(Frame(protocol, b"data").encode(), 0.0) == []


def test_both_forms_of_both_fields_are_taken() -> None:
    for compressed in (True, False):
        link = up()
        data = ConfigureAck(1, OURS).encode()
        header = b"" if compressed else b"\xff\x03"
        assert link.receive(header + b"\xc0\x21" + data, 0.0) == [
            came(LCP, State.REQ_SENT, ConfigureAck(1, OURS))
        ]


def test_an_unknown_protocol_is_rejected_without_harm() -> None:
    link = in_network()
    assert link.receive(Frame(0x802B, b"ipx").encode(), 0.0) == went(
        LCP, State.OPENED, ProtocolReject(2, 0x802B, b"ipx")
    )
    assert link.receive(Frame(Protocol.EAP, b"eap").encode(), 0.0)[-1] is not None
    assert link.phase is Phase.NETWORK


def test_a_malformed_frame_is_dropped_and_told() -> None:
    [told] = up().receive(b"\xff\x03", 0.0)
    assert isinstance(told, FrameMalformed)
    assert told.protocol is None


def test_a_lost_success_is_sent_again_in_the_network_phase() -> None:
    link = in_network()
    again = link.receive(frame(CHAP, RESPONSE), 5.0)
    assert again[0] == auth_came(Algorithm.MSCHAP, RESPONSE)
    assert again[1:] != []
    assert link.phase is Phase.NETWORK


def test_a_refused_authorization_of_lcp_is_a_failed_login() -> None:
    link = authenticating()
    link.receive(frame(CHAP, RESPONSE), 0.0)
    assert link.answer(Accepted(), 0.0) == [AuthorizationNeeded(Stage.LCP)]
    ended = link.authorized(Stage.LCP, None, 0.0)
    assert PhaseChanged(Phase.TERMINATE) in ended
    assert link.receive(frame(LCP, TerminateAck(2)), 0.0)[-1] == Closed(
        "Authorization failure", 649
    )


def test_a_renegotiation_starts_from_nothing() -> None:
    link = in_network()
    again = ConfigureRequest(10, HERS)
    assert link.receive(frame(LCP, again), 1.0) == [
        came(LCP, State.OPENED, again),
        StateChanged(IPCP, State.CLOSED),
        StateChanged(Protocol.CCP, State.CLOSED),
        PhaseChanged(Phase.ESTABLISH),
        *went(LCP, State.OPENED, ConfigureRequest(2, OURS)),
        *went(LCP, State.OPENED, ConfigureAck(10, HERS)),
    ]
    challenge = Challenge(2, bytes(8), b"angela  ")
    assert link.receive(frame(LCP, ConfigureAck(2, OURS)), 1.1)[3:] == [
        PhaseChanged(Phase.AUTHENTICATE),
        *auth_went(Algorithm.MSCHAP, challenge),
    ]


def test_answers_from_before_a_renegotiation_are_ignored() -> None:
    link = authenticating()
    link.receive(frame(CHAP, RESPONSE), 0.0)
    link.answer(Accepted(), 0.0)
    link.receive(frame(LCP, ConfigureRequest(10, HERS)), 1.0)
    assert link.authorized(Stage.LCP, Grant(), 1.0) == []
    assert link.authorized(Stage.IPCP, Grant(), 1.0) == []
    assert link.answer(Accepted(), 1.0) == []
    assert link.assign(None, 1.0) == []


def test_a_peer_that_rejects_authentication_ends_the_link() -> None:
    link = authenticating()
    reject = ProtocolReject(5, CHAP, b"")
    outputs = link.receive(frame(LCP, reject), 1.0)
    assert PhaseChanged(Phase.TERMINATE) in outputs
    last = link.down(1.5)[-1]
    assert last == Closed("the peer rejected a protocol the link needs", 919)


def test_a_goodbye_is_answered_and_the_link_ends_a_moment_later() -> None:
    link = authenticating()
    goodbye = TerminateRequest(7)
    assert link.receive(frame(LCP, goodbye), 1.0) == [
        came(LCP, State.OPENED, goodbye),
        *went(LCP, State.OPENED, TerminateAck(7)),
    ]
    assert link.deadline == 3.0
    assert link.tick(3.0) == [
        TimedOut(LCP, State.STOPPING),
        LcpGranted(),
        StateChanged(LCP, State.CLOSED),
        PhaseChanged(Phase.DEAD),
        Closed("the peer terminated the link", 719),
    ]


def test_closing_a_link_that_only_listens_ends_it_at_once() -> None:
    link = Link(ROUTER, scripted())
    link.up(0.0)
    assert link.close("shutdown", 1.0) == [
        PhaseChanged(Phase.TERMINATE),
        StateChanged(LCP, State.CLOSED),
        PhaseChanged(Phase.DEAD),
        Closed("shutdown"),
    ]


def test_a_closed_link_says_nothing_more() -> None:
    link = in_network()
    assert link.down(1.0)[-1] == Closed("the lower layer went down")
    assert link.deadline is None
    assert link.receive(ASKED, 2.0) == []
    assert link.tick(99.0) == []
    assert link.down(2.0) == []
    assert link.close("again", 2.0) == []


def test_a_link_that_never_was_up_has_nothing_to_end() -> None:
    link = Link(ROUTER, scripted())
    assert link.down(0.0) == []
    assert link.close("never mind", 0.0) == []
    assert not link.lcp_open
    assert link.open_ncps == ()
    assert link.authentication is None


def test_closing_twice_says_goodbye_once() -> None:
    link = in_network()
    assert link.close("enough", 1.0) != []
    assert link.close("enough", 1.0) == []


def test_an_active_link_starts_in_one_breath() -> None:
    link = Link(replace(ROUTER, passive=False), scripted(MAGIC.to_bytes(4, "big")))
    assert link.up(0.0) == [
        Establishing(passive=False),
        LcpGranted(),
        *went(LCP, State.STARTING, ConfigureRequest(1, OURS)),
    ]


@pytest.mark.parametrize("accept", [(AuthMethod.PAP,), (AuthMethod.CHAP, AuthMethod.PAP)])
def test_no_common_method_ends_the_link_with_919(accept: tuple[AuthMethod, ...]) -> None:
    assert CLIENT.login is not None
    client = replace(CLIENT, login=replace(CLIENT.login, accept=accept))
    pair = Pair(ROUTER, client).start().run(30.0)
    assert pair.router.closed is not None
    assert pair.router.closed.error == 919


def test_the_second_method_is_taken_when_the_client_names_it() -> None:
    router = replace(ROUTER, authenticate=(AuthMethod.CHAP, AuthMethod.MS_CHAP_V2))
    pair = Pair(router, CLIENT).start().run(8.0)
    assert pair.router.link.authentication is AuthMethod.MS_CHAP_V2
    assert pair.router.network is not None


frames = st.one_of(
    st.binary(max_size=64),
    st.builds(
        lambda protocol, code, identifier, body: (
            b"\xff\x03"
            + int(protocol).to_bytes(2, "big")
            + bytes((code, identifier))
            + (len(body) + 4).to_bytes(2, "big")
            + body
        ),
        st.sampled_from(list(Protocol)),
        st.integers(0, 16),
        st.integers(0, 12),
        st.binary(max_size=40),
    ),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(frames, max_size=25), st.sampled_from([0.0, 1.0, 2.05, 2.15, 8.0]))
def test_no_frames_upset_either_end(hostile: list[bytes], when: float) -> None:
    pair = Pair(ROUTER, CLIENT, faults=Faults(delay=0.03)).start().run(when)
    for end in (pair.router, pair.client):
        for data in hostile:
            pair.take(end, end.link.receive(data, pair.now))
            pair.run(pair.now + 0.02)
    pair.run(pair.now + 120.0)
    for end in (pair.router, pair.client):
        assert (end.closed is None) == (end.link.phase is not Phase.DEAD)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 12))
def test_flipped_bits_in_real_frames_upset_nobody(seed: int, rate: int) -> None:
    random = Random(seed)
    pair = Pair(ROUTER, CLIENT).start()

    def damaged(data: bytes) -> bytes:
        if random.randrange(rate):
            return data
        flipped = bytearray(data)
        flipped[random.randrange(len(data))] ^= 1 << random.randrange(8)
        return bytes(flipped)

    pair.damage = damaged
    pair.run(60.0)
    assert pair.router.closed is not None or pair.router.link.phase is not Phase.DEAD


def test_a_wrong_verdict_and_a_second_one() -> None:
    link = authenticating()
    [_, needed] = link.receive(frame(CHAP, RESPONSE), 0.0)
    assert isinstance(needed, AuthNeeded)
    assert PhaseChanged(Phase.TERMINATE) in link.answer(Refused(), 0.0)
    assert link.answer(Accepted(), 0.0) == []
    assert link.receive(frame(CHAP, Success(1)), 0.0) == [PacketDiscarded(CHAP)]
