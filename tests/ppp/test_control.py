"""What LCP does beside negotiating."""

from __future__ import annotations

from dataclasses import replace

from tests.pair import CLIENT, ROUTER
from tests.ppp.ladder import came, scripted, went
from vpdn.ppp.control import LinkControl, ProtocolRejected
from vpdn.ppp.fsm import State
from vpdn.ppp.lcp import MINIMUM_MRU
from vpdn.ppp.outputs import LinkUp
from vpdn.ppp.personality import WINDOWS_2000
from vpdn.ppp.policy import EndLink, LayerDown, LayerFinished, LayerUp
from vpdn.ppp.settings import LinkSettings
from vpdn.ppp.timing import Identifiers
from vpdn.ppp.trace import (
    EchoAnswered,
    Establishing,
    KeepaliveLost,
    LcpGranted,
    LoopDetected,
    StateChanged,
    TimedOut,
)
from vpdn.wire.cp import CodeReject, ConfigureAck, ConfigureRequest, TerminateRequest
from vpdn.wire.lcp import (
    AuthenticationProtocol,
    DiscardRequest,
    EchoReply,
    EchoRequest,
    Identification,
    MagicNumber,
    ProtocolReject,
    TimeRemaining,
)
from vpdn.wire.ppp import Protocol

LCP = Protocol.LCP
MAGIC = 0x3050EB1F
HERS = (MagicNumber(0x35BE1CB0),)
BARE = replace(CLIENT, keepalive=10.0, keepalive_retries=2)


def control(settings: LinkSettings) -> LinkControl:
    return LinkControl(settings, Identifiers(), scripted(MAGIC.to_bytes(4, "big")))


def opened(settings: LinkSettings = BARE) -> LinkControl:
    """Open at time 0 with one request each way."""
    end = control(settings)
    end.up(0.0)
    asked = ConfigureRequest(1, end.policy.request())
    end.receive(ConfigureRequest(9, HERS).encode(), 0.0)
    end.receive(ConfigureAck(1, asked.options).encode(), 0.0)
    assert end.state is State.OPENED
    return end


def test_an_active_end_asks_at_once() -> None:
    end = control(CLIENT)
    request = ConfigureRequest(1, end.policy.request())
    assert end.up(0.0) == [
        Establishing(passive=False),
        LcpGranted(),
        *went(LCP, State.STARTING, request),
    ]


def test_a_passive_end_waits_its_delay_but_not_longer_than_the_peer() -> None:
    end = control(ROUTER)
    assert end.up(5.0) == [Establishing(passive=True), StateChanged(LCP, State.STOPPED)]
    assert end.deadline == 7.0
    assert end.tick(6.9) == []
    request = ConfigureRequest(1, (AuthenticationProtocol(0xC223, b"\x80"), MagicNumber(MAGIC)))
    assert end.receive(ConfigureRequest(9, HERS).encode(), 6.0) == [
        came(LCP, State.STOPPED, ConfigureRequest(9, HERS)),
        LcpGranted(),
        *went(LCP, State.STOPPED, request),
        *went(LCP, State.STOPPED, ConfigureAck(9, HERS)),
    ]
    assert end.tick(7.0) == []
    assert end.tick(8.0)[0] == TimedOut(LCP, State.ACK_SENT)


def test_windows_2000_asks_late_and_again_after_two_seconds_with_the_next_identifier() -> None:
    end = LinkControl(replace(CLIENT, personality=WINDOWS_2000), Identifiers(0), scripted())
    assert end.up(0.0) == [Establishing(passive=False), LcpGranted()]
    assert end.deadline == 1.55
    options = end.policy.request()
    assert end.tick(1.55)[1:] == went(LCP, State.REQ_SENT, ConfigureRequest(0, options))
    assert end.deadline == 3.55
    assert end.tick(3.55)[1:] == went(LCP, State.REQ_SENT, ConfigureRequest(1, options))


def test_opening_tells_what_may_be_compressed_and_who_we_are() -> None:
    settings = replace(CLIENT, personality=replace(WINDOWS_2000, request_delay=0.0))
    end = control(settings)
    end.up(0.0)
    end.receive(ConfigureRequest(9, HERS).encode(), 0.0)
    ours = end.policy.request()
    assert end.receive(ConfigureAck(1, ours).encode(), 0.0)[1:] == [
        StateChanged(LCP, State.OPENED),
        LinkUp(mru=1500, pfc=False, acfc=False),
        *went(LCP, State.OPENED, Identification(2, MAGIC, b"MSRASV5.00")),
        *went(LCP, State.OPENED, Identification(3, MAGIC, b"MSRAS-1-RSHANMUG")),
        LayerUp(),
    ]


def test_echoes_are_answered_with_our_number_and_their_data() -> None:
    request = EchoRequest(4, 0x35BE1CB0, b"data")
    assert opened().receive(request.encode(), 1.0)[1:] == went(
        LCP, State.OPENED, EchoReply(4, MAGIC, b"data")
    )


def test_echoes_are_only_for_an_open_lcp() -> None:
    end = control(ROUTER)
    end.up(0.0)
    for packet in (EchoRequest(4, 7), EchoReply(4, 7)):
        assert end.receive(packet.encode(), 1.0) == [came(LCP, State.STOPPED, packet)]


def test_keepalives_go_out_and_end_the_link_when_unanswered() -> None:
    end = opened()
    request = EchoRequest(1, MAGIC, MAGIC.to_bytes(4, "big"))
    assert end.tick(10.0) == went(LCP, State.OPENED, request)
    reply = EchoReply(1, 0x35BE1CB0, request.data)
    assert end.receive(reply.encode(), 10.5)[1:] == [EchoAnswered(1, 1)]
    end.tick(20.0)
    end.tick(30.0)
    assert end.tick(40.0) == [KeepaliveLost(2), EndLink("keepalives had no answer", 721)]


def test_our_own_magic_number_in_an_echo_is_a_loop_and_no_sign_of_life() -> None:
    end = opened()
    end.tick(10.0)
    for packet in (EchoRequest(1, MAGIC), EchoReply(1, MAGIC)):
        assert end.receive(packet.encode(), 10.1)[1:] == [LoopDetected(MAGIC)]
    end.tick(20.0)
    assert KeepaliveLost(2) in end.tick(30.0)


def test_what_asks_for_nothing_is_only_told() -> None:
    """Nor is it kept: a stranger may say any number of them."""
    end = opened()
    name, discarded = Identification(3, 7, b"MSRASV5.00"), DiscardRequest(1, 7, b"x")
    for packet in (name, discarded, TimeRemaining(2, 7, 60, b"soon")):
        assert end.receive(packet.encode(), 1.0) == [came(LCP, State.OPENED, packet)]


def test_a_protocol_reject_is_handed_up() -> None:
    reject = ProtocolReject(1, 0x80FD, b"\1\1\0\4")
    assert opened().receive(reject.encode(), 1.0)[1:] == [ProtocolRejected(0x80FD)]


def test_protocols_are_rejected_only_while_lcp_is_open_and_cut_to_size() -> None:
    end = opened()
    reject = ProtocolReject(2, 0x8057, bytes(122))
    assert len(reject.encode()) == MINIMUM_MRU
    assert end.reject_protocol(0x8057, bytes(2000)) == went(LCP, State.OPENED, reject)
    assert control(ROUTER).reject_protocol(0x8057, b"") == []


def test_a_code_reject_of_identification_does_no_harm() -> None:
    end = opened()
    rejected = Identification(2, MAGIC, b"MSRASV5.00").encode()
    assert end.receive(CodeReject(5, rejected).encode(), 1.0)[1:] == []
    assert end.state is State.OPENED


def test_the_peers_goodbye_is_kept_for_its_reason() -> None:
    end = opened()
    goodbye = TerminateRequest(7, b"magic   742 ")
    assert LayerDown() in end.receive(goodbye.encode(), 1.0)
    assert end.terminated_by_peer == goodbye


def test_windows_says_why_it_leaves() -> None:
    personality = replace(WINDOWS_2000, request_delay=0.0, identification=())
    end = opened(replace(CLIENT, personality=personality))
    data = bytes.fromhex("3050EB1F003CCD74000002E6")
    goodbye = TerminateRequest(2, data)
    assert end.close(742, 1.0) == [LayerDown(), *went(LCP, State.OPENED, goodbye)]


def test_a_lost_lower_layer_ends_everything() -> None:
    end = opened()
    assert end.down(1.0) == [LayerDown()]
    assert end.close(0, 1.0) == [LayerFinished(State.STARTING)]
    assert end.deadline is None


def test_a_loop_found_while_negotiating_ends_the_link() -> None:
    end = control(CLIENT)
    end.up(0.0)
    echoed = ConfigureRequest(1, (MagicNumber(MAGIC),))
    outputs = [each for _ in range(6) for each in end.receive(echoed.encode(), 0.0)]
    assert outputs[-1] == EndLink("the link is looped back", 737)
