"""Whatever a peer sends, in whatever order: no exception, no dead connection left open, and a
call ends only for its own id."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.pptp.pair import CLIENT, SERVER, machine
from tests.wire.samples import PPTP_MESSAGES
from vpdn.pptp.control import ControlConnection
from vpdn.pptp.outputs import (
    CallEnded,
    CallRequested,
    ControlState,
    Disconnect,
    PptpOutput,
    Role,
)
from vpdn.wire import pptp

FEW = st.integers(0, 3) | st.integers(100, 104)
"""Call ids that are likely to meet: the machines' entropy counts from 100."""

START = pptp.StartControlConnectionRequest(1, 1, 0, 1, b"", b"").encode()
STARTED = pptp.StartControlConnectionReply(1, 1, 0, 1, b"", b"").encode()

CALL_MESSAGES = st.one_of(
    st.builds(pptp.OutgoingCallRequest, FEW, FEW, FEW, FEW, FEW, FEW, FEW),
    st.builds(pptp.IncomingCallRequest, FEW, FEW, FEW),
    st.builds(pptp.OutgoingCallReply, FEW, FEW, st.integers(1, 2)),
    st.builds(pptp.IncomingCallReply, FEW, FEW, st.integers(1, 2)),
    st.builds(pptp.IncomingCallConnected, FEW, FEW, FEW),
    st.builds(pptp.CallClearRequest, FEW),
    st.builds(pptp.CallDisconnectNotify, FEW, FEW),
    st.builds(pptp.SetLinkInfo, FEW),
    st.builds(pptp.WanErrorNotify, FEW),
    st.builds(pptp.EchoRequest, FEW),
    st.builds(pptp.EchoReply, FEW),
)

STEPS = st.lists(
    st.one_of(
        CALL_MESSAGES.map(lambda message: message.encode()),
        st.sampled_from(("place", "accept", "refuse", "clear", "info", "tick", "wait")),
    ),
    max_size=40,
)


def connection(role: Role) -> ControlConnection:
    machine_ = machine(role, CLIENT if role is Role.PNS else SERVER)
    if role is Role.PNS:
        machine_.start(0.0)
        machine_.receive(STARTED, 0.0)
    else:
        machine_.accept(0.0)
        machine_.receive(START, 0.0)
    assert machine_.state is ControlState.ESTABLISHED
    return machine_


def step(machine_: ControlConnection, what: bytes | str, now: float) -> list[PptpOutput]:
    if isinstance(what, bytes):
        return machine_.receive(what, now)
    first = next(iter(machine_.call_states), 4242)
    match what:
        case "place":
            return machine_.place(now) if machine_.state is ControlState.ESTABLISHED else []
        case "accept" | "refuse":
            return machine_.answer(first, what == "accept", now)
        case "clear":
            return machine_.clear(first, now)
        case "info":
            return machine_.set_link_info(first, 0, 0, now)
    return machine_.tick(now)


@given(role=st.sampled_from(Role), pieces=st.lists(st.binary(max_size=200), max_size=5))
def test_any_octets_are_survived(role: Role, pieces: list[bytes]) -> None:
    for fresh in (machine(role, SERVER), connection(role)):
        for piece in pieces:
            fresh.receive(piece, 1.0)
        fresh.tick(1000.0)


@given(role=st.sampled_from(Role), messages=st.lists(st.one_of(*PPTP_MESSAGES.values())))
def test_any_messages_in_any_order_are_survived_and_closing_is_said_once(
    role: Role, messages: list[pptp.Message]
) -> None:
    peer = connection(role)
    outputs = [out for message in messages for out in peer.receive(message.encode(), 1.0)]
    closed = [output for output in outputs if isinstance(output, Disconnect)]
    assert len(closed) == (peer.state is ControlState.CLOSED)


@given(role=st.sampled_from(Role), steps=STEPS)
def test_every_call_that_began_ends_once_and_nothing_is_left_behind(
    role: Role, steps: list[bytes | str]
) -> None:
    peer, now = connection(role), 0.0
    begun: set[int] = set()
    ended: list[int] = []
    for what in [*steps, "end"]:
        now += 61.0 if what == "wait" else 0.1
        before = set(peer.call_states)
        outputs = peer.lost(now) if what == "end" else step(peer, what, now)
        after = set(peer.call_states)
        begun |= after | {out.call_id for out in outputs if isinstance(out, CallRequested)}
        now_ended = {out.call_id for out in outputs if isinstance(out, CallEnded)}
        ended += now_ended
        if what == "refuse":
            begun -= before - after
        assert before - after <= now_ended or what == "refuse"
        assert peer.deadline is not None or peer.state is ControlState.CLOSED
    assert peer.call_states == {}
    assert len(ended) == len(set(ended))


@given(steps=STEPS)
def test_a_peer_ends_a_call_only_by_the_id_it_gave(steps: list[bytes | str]) -> None:
    peer = connection(Role.PAC)
    mine = pptp.OutgoingCallRequest(0xABCD, 1, 300, 300, 3, 3, 64).encode()
    [request] = [out for out in peer.receive(mine, 0.0) if isinstance(out, CallRequested)]
    peer.answer(request.call_id, True, 0.0)
    for what in steps:
        if isinstance(what, bytes):
            peer.receive(what, 1.0)
    assert request.call_id in peer.call_states
