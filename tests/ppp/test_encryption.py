"""The rule of encryption, and what keys are made of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.pair import ROUTER
from tests.ppp.ladder import came, went
from vpdn.crypto.mppe_keys import KeyMaterial, MsChapKeys, MsChapV2Keys, start_keys
from vpdn.ppp.auth.outcome import Proven
from vpdn.ppp.encryption import Encryption
from vpdn.ppp.fsm import State
from vpdn.ppp.outputs import KeysAgreed, KeysDropped, KeySource, LinkOutput, ResetRequested
from vpdn.ppp.policy import EndLink
from vpdn.ppp.settings import MppePolicy
from vpdn.ppp.timing import Identifiers
from vpdn.ppp.trace import (
    EncryptionMissing,
    KeysGenerated,
    KeysMissing,
    MppeInitialized,
    StateChanged,
    TimedOut,
)
from vpdn.wire.ccp import MppeOption
from vpdn.wire.cp import (
    ConfigureAck,
    ConfigureNak,
    ConfigureReject,
    ConfigureRequest,
    ResetAck,
    ResetRequest,
    TerminateAck,
    TerminateRequest,
)
from vpdn.wire.ppp import Protocol

CCP = Protocol.CCP
KEYS = MsChapV2Keys(bytes(range(16)), bytes(range(16, 32)))
H40 = (MppeOption(0x01000020),)
H128 = (MppeOption(0x01000040),)
NO_CLIENT_ENCRYPTION = [EncryptionMissing(), EndLink("the peer does not encrypt", 741)]


def encryption(
    required: bool = False,
    passive: bool = False,
    keys: KeyMaterial | None = KEYS,
    authenticator: bool = True,
) -> Encryption:
    """Started at time 0: request 1 is out unless passive."""
    mppe = MppePolicy(frozenset({40, 128}), required, passive)
    proven = Proven(keys, KeySource.LOCAL)
    settings = replace(ROUTER, mppe=mppe)
    machine = Encryption(settings, mppe, proven, authenticator, Identifiers())
    machine.up(0.0)
    machine.open(None, 0.0)
    return machine


def open_with(machine: Encryption, ours: tuple[MppeOption, ...]) -> list[LinkOutput | EndLink]:
    """The peer naks us to `ours`, takes it, and asks for the same."""
    machine.receive(ConfigureNak(1, ours).encode(), 0.1)
    machine.receive(ConfigureAck(2, ours).encode(), 0.1)
    return machine.receive(ConfigureRequest(9, ours).encode(), 0.1)


@pytest.mark.parametrize("authenticator", [True, False])
def test_an_open_ccp_is_keyed_from_each_ends_view(authenticator: bool) -> None:
    send, receive = start_keys(KEYS, 128, authenticator)
    assert open_with(encryption(authenticator=authenticator), H128)[-4:] == [
        StateChanged(CCP, State.OPENED),
        KeysGenerated(KeySource.LOCAL),
        MppeInitialized(128, stateful=False),
        KeysAgreed(128, stateful=False, send=send, receive=receive),
    ]


def test_without_keys_ccp_is_closed_and_the_link_ends() -> None:
    machine = encryption(keys=None)
    assert open_with(machine, H40)[-3:] == [
        KeysMissing(KeySource.LOCAL),
        *went(CCP, State.OPENED, TerminateRequest(3)),
    ]
    assert machine.receive(TerminateAck(3).encode(), 0.2)[1:] == [
        StateChanged(CCP, State.CLOSED),
        EncryptionMissing(),
        EndLink("there are no keys for encryption", 734),
    ]


def test_an_lm_key_of_zeros_is_no_key_for_40_bits_and_none_is_needed_for_128() -> None:
    keys = MsChapKeys(lm_key=bytes(8), nt_key=bytes(range(16)), challenge=bytes(8))
    assert KeysMissing(KeySource.LOCAL) in open_with(encryption(keys=keys), H40)
    assert isinstance(open_with(encryption(keys=keys), H128)[-1], KeysAgreed)


def test_a_peer_that_rejects_mppe_costs_an_optional_one_only() -> None:
    offer = (MppeOption(0x01000060),)
    machine = encryption()
    assert machine.receive(ConfigureReject(1, offer).encode(), 0.1)[1:] == went(
        CCP, State.REQ_SENT, ConfigureRequest(2)
    )
    machine.receive(ConfigureAck(2).encode(), 0.1)
    opened = machine.receive(ConfigureRequest(9).encode(), 0.1)
    assert opened[-1] == StateChanged(CCP, State.OPENED)
    required = encryption(required=True)
    assert required.receive(ConfigureReject(1, offer).encode(), 0.1)[1:] == NO_CLIENT_ENCRYPTION


def test_a_peer_without_ccp_costs_an_optional_one_only() -> None:
    closed = StateChanged(CCP, State.CLOSED)
    assert encryption().rejected(0.1) == [closed]
    assert encryption(required=True).rejected(0.1) == [closed, *NO_CLIENT_ENCRYPTION]


def test_leave_refused_for_a_required_encryption_ends_the_link() -> None:
    mppe = MppePolicy(required=True)
    machine = Encryption(ROUTER, mppe, Proven(KEYS, KeySource.LOCAL), True, Identifiers())
    machine.up(0.0)
    missing = EndLink("encryption is not allowed", 741)
    assert machine.rejected(0.1) == [EncryptionMissing(), missing]


def test_a_silent_peer_costs_an_optional_one_only() -> None:
    machine = encryption()
    for count in range(1, 10):
        machine.tick(2.0 * count)
    stopped = StateChanged(CCP, State.STOPPED)
    assert machine.tick(20.0) == [TimedOut(CCP, State.REQ_SENT), stopped]


def test_a_half_open_ccp_ends_the_link_for_the_peer_may_encrypt() -> None:
    machine = encryption()
    machine.receive(ConfigureRequest(9, H40).encode(), 0.1)
    for count in range(1, 10):
        machine.tick(2.0 * count)
    assert machine.tick(20.0)[-1] == EndLink("encryption ended", 734)


def test_a_passive_end_that_requires_encryption_waits_only_so_long() -> None:
    machine = encryption(required=True, passive=True)
    assert machine.deadline == 20.0
    late = EndLink("encryption was not negotiated in time", 741)
    assert machine.tick(20.0) == [EncryptionMissing(), late]
    assert machine.deadline is None


def test_encryption_that_was_there_may_not_end() -> None:
    machine = encryption()
    open_with(machine, H40)
    goodbye = TerminateRequest(4)
    assert machine.receive(goodbye.encode(), 1.0) == [
        came(CCP, State.OPENED, goodbye),
        KeysDropped(),
        *went(CCP, State.OPENED, TerminateAck(4)),
    ]
    assert machine.tick(3.0)[1:] == [
        StateChanged(CCP, State.STOPPED),
        EncryptionMissing(),
        EndLink("encryption ended", 734),
    ]


def test_a_goodbye_before_anything_was_agreed_is_no_end() -> None:
    machine = encryption()
    assert machine.receive(TerminateRequest(4).encode(), 1.0)[1:] == went(
        CCP, State.REQ_SENT, TerminateAck(4)
    )


def test_a_renegotiation_drops_the_keys_and_makes_them_again() -> None:
    machine = encryption()
    open_with(machine, H40)
    assert machine.renegotiate(1.0) == [
        KeysDropped(),
        *went(CCP, State.OPENED, ConfigureRequest(3, H40)),
    ]
    machine.receive(ConfigureAck(3, H40).encode(), 1.1)
    again = machine.receive(ConfigureRequest(10, H40).encode(), 1.1)
    assert isinstance(again[-1], KeysAgreed)
    assert encryption().renegotiate(1.0) == []


def test_directions_granted_differently_are_negotiated_again() -> None:
    machine = encryption()
    machine.receive(ConfigureNak(1, H128).encode(), 0.1)
    machine.receive(ConfigureRequest(9, H40).encode(), 0.1)
    assert machine.receive(ConfigureAck(2, H128).encode(), 0.1)[1:] == [
        StateChanged(CCP, State.OPENED),
        *went(CCP, State.OPENED, ConfigureRequest(3, H128)),
    ]


@pytest.mark.parametrize("required", [False, True])
def test_directions_that_are_never_granted_alike_are_given_up(required: bool) -> None:
    """Three times anew, and then in the clear, or not at all."""
    machine = encryption(required=required)
    machine.receive(ConfigureNak(1, H128).encode(), 0.1)
    for identifier in range(2, 5):
        machine.receive(ConfigureAck(identifier, H128).encode(), 0.1)
        again = machine.receive(ConfigureRequest(9, H40).encode(), 0.1)
        assert again[-2:] == went(CCP, State.OPENED, ConfigureRequest(identifier + 1, H128))
    machine.receive(ConfigureAck(5, H128).encode(), 0.1)
    last = machine.receive(ConfigureRequest(9, H40).encode(), 0.1)
    missing = [EncryptionMissing(), EndLink("CCP opened without MPPE", 741)]
    assert last[3:] == [StateChanged(CCP, State.OPENED), *(missing if required else [])]


def test_resets_go_both_ways_only_while_there_are_keys() -> None:
    machine = encryption()
    assert machine.request_reset() == []
    reset = ResetRequest(7)
    open_with(machine, H40)
    assert machine.request_reset() == went(CCP, State.OPENED, ResetRequest(3))
    ack = ResetAck(7)
    assert machine.receive(reset.encode(), 1.0) == [
        came(CCP, State.OPENED, reset),
        *went(CCP, State.OPENED, ack),
        ResetRequested(),
    ]
    assert machine.receive(ack.encode(), 1.0) == [came(CCP, State.OPENED, ack)]
    machine.down(2.0)
    assert machine.request_reset() == []


def test_the_end_of_the_link_breaks_no_rule() -> None:
    machine = encryption(required=True)
    open_with(machine, H40)
    assert machine.end(1.0) == [KeysDropped(), StateChanged(CCP, State.CLOSED)]
    assert machine.deadline is None
