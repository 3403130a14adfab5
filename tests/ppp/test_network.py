"""The network phase: what starts when, what is held, what is rejected."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

import pytest

from tests.pair import CLIENT, ROUTER
from tests.ppp.ladder import came, went
from vpdn.crypto.mppe_keys import MsChapKeys
from vpdn.ppp.auth.outcome import Proven
from vpdn.ppp.fsm import State
from vpdn.ppp.network import MAXIMUM_HELD, Network, RejectProtocol
from vpdn.ppp.outputs import (
    AddressNeeded,
    AuthorizationNeeded,
    EncryptionLeave,
    Grant,
    KeySource,
    NetworkDown,
    NetworkUp,
    Stage,
)
from vpdn.ppp.personality import WINDOWS_2000
from vpdn.ppp.policy import EndLink
from vpdn.ppp.settings import LinkSettings, MppePolicy
from vpdn.ppp.timing import Identifiers
from vpdn.ppp.trace import EncryptionMissing, StateChanged, TimedOut
from vpdn.wire.ccp import MppeOption
from vpdn.wire.cp import (
    ConfigureAck,
    ConfigureNak,
    ConfigureReject,
    ConfigureRequest,
    TerminateAck,
    TerminateRequest,
    UnknownCode,
)
from vpdn.wire.ipcp import IpAddress, PrimaryDns, PrimaryNbns
from vpdn.wire.ipv6cp import InterfaceIdentifier
from vpdn.wire.ppp import Protocol

IPCP, CCP, IPV6CP = Protocol.IPCP, Protocol.CCP, Protocol.IPV6CP
ZERO = IPv4Address("0.0.0.0")
POOL = IPv4Address("172.16.10.1")
LOOPBACK = IPv4Address("172.16.10.100")
OURS = (IpAddress(LOOPBACK),)
H40 = (MppeOption(0x01000020),)
PLAIN = replace(ROUTER, authorize=False)
CLEAR = replace(PLAIN, mppe=None)
GRANT = Grant(("service=ppp",))
PROVEN = Proven(MsChapKeys(bytes(8), bytes(16), bytes(8)), KeySource.LOCAL)


def network(settings: LinkSettings) -> Network:
    return Network(settings, PROVEN, True, Identifiers)


def started(settings: LinkSettings = CLEAR) -> Network:
    phase = network(settings)
    phase.start(0.0)
    return phase


def with_ip() -> Network:
    """IPCP open at time 0, without encryption."""
    phase = started()
    phase.receive(IPCP, ConfigureAck(1, OURS).encode(), 0.0)
    phase.receive(IPCP, ConfigureRequest(1, (IpAddress(POOL),)).encode(), 0.0)
    phase.assign(POOL, 0.0)
    assert phase.open_ncps == (IPCP,)
    return phase


def test_without_leave_to_ask_everything_starts_at_once_ip_first() -> None:
    assert network(PLAIN).start(0.0) == [
        *went(IPCP, State.STARTING, ConfigureRequest(1, OURS)),
        *went(CCP, State.CLOSED, ConfigureRequest(1, H40)),
    ]


def test_windows_starts_encryption_first() -> None:
    phase = network(replace(CLIENT, personality=WINDOWS_2000))
    first, *_ = phase.start(0.0)
    offer = ConfigureRequest(1, (MppeOption(0x010000F1),))
    assert first == went(CCP, State.CLOSED, offer)[0]


def test_leave_is_asked_for_one_protocol_after_the_other() -> None:
    phase = network(ROUTER)
    assert phase.start(0.0) == [AuthorizationNeeded(Stage.IPCP)]
    assert phase.authorized(Stage.CCP, GRANT, 0.0) == []
    assert phase.authorized(Stage.IPCP, GRANT, 0.0)[-1] == AuthorizationNeeded(Stage.CCP)
    assert phase.authorized(Stage.CCP, GRANT, 0.0) == went(
        CCP, State.CLOSED, ConfigureRequest(1, H40)
    )
    assert phase.authorized(Stage.CCP, GRANT, 0.0) == []


def test_a_users_leave_narrows_what_the_link_offers() -> None:
    both = replace(PLAIN, mppe=MppePolicy(frozenset({40, 128})))
    weak = replace(PROVEN, encryption=EncryptionLeave(strengths=frozenset({40, 56})))
    offer = ConfigureRequest(1, H40)
    begun = Network(both, weak, True, Identifiers).start(0.0)
    assert begun[2:] == went(CCP, State.CLOSED, offer)


def test_a_user_who_may_not_encrypt_gets_none_of_it() -> None:
    plain = replace(PROVEN, encryption=EncryptionLeave(strengths=frozenset()))
    phase = Network(PLAIN, plain, True, Identifiers)
    assert phase.start(0.0) == went(IPCP, State.STARTING, ConfigureRequest(1, OURS))
    asked = ConfigureRequest(1, H40).encode()
    assert phase.receive(CCP, asked, 0.0)[-1] == RejectProtocol(CCP, asked)


@pytest.mark.parametrize(
    ("settings", "leave"),
    [
        (CLEAR, EncryptionLeave(required=True)),
        (PLAIN, EncryptionLeave(True, frozenset({128}))),
        (
            replace(PLAIN, mppe=MppePolicy(frozenset({40}), required=True)),
            EncryptionLeave(strengths=frozenset({128})),
        ),
    ],
)
def test_required_encryption_that_is_not_to_be_had_ends_the_link(
    settings: LinkSettings, leave: EncryptionLeave
) -> None:
    phase = Network(settings, replace(PROVEN, encryption=leave), True, Identifiers)
    missing, ended = phase.start(0.0)
    assert (missing, getattr(ended, "error", 0)) == (EncryptionMissing(), 741)


def test_who_dialled_and_has_no_keys_does_no_ccp() -> None:
    keyless = Proven(None, KeySource.LOCAL)
    client = replace(CLIENT, mppe=MppePolicy(frozenset({128})))
    phase = Network(client, keyless, False, Identifiers)
    phase.start(0.0)
    asked = ConfigureRequest(1, H40).encode()
    assert phase.receive(CCP, asked, 0.0)[-1] == RejectProtocol(CCP, asked)
    strict = replace(client, mppe=MppePolicy(frozenset({128}), required=True))
    missing, ended = Network(strict, keyless, False, Identifiers).start(0.0)
    assert missing == EncryptionMissing()
    assert ended == EndLink("encryption is required, but this authentication gives no keys", 741)


def test_a_user_of_whom_encryption_is_required_gets_no_link_without() -> None:
    strict = replace(PROVEN, encryption=EncryptionLeave(required=True))
    phase = Network(PLAIN, strict, True, Identifiers)
    phase.start(0.0)
    assert EncryptionMissing() in phase.rejected(CCP, 1.0)


def test_a_users_own_name_servers_go_before_the_links() -> None:
    ours, his = IPv4Address("10.0.0.1"), IPv4Address("10.0.0.2")
    proven = replace(PROVEN, dns=(his,))
    phase = Network(replace(CLEAR, dns=(ours,), nbns=(ours,)), proven, True, Identifiers)
    phase.start(0.0)
    asked = (IpAddress(POOL), PrimaryDns(ours), PrimaryNbns(ours))
    phase.receive(IPCP, ConfigureRequest(1, asked).encode(), 0.0)
    nak = ConfigureNak(1, (PrimaryDns(his),))
    assert phase.assign(POOL, 0.0) == went(IPCP, State.REQ_SENT, nak)


def test_packets_that_come_before_leave_are_held_the_last_of_them() -> None:
    phase = started(ROUTER)
    for identifier in range(MAXIMUM_HELD + 1):
        asked = ConfigureRequest(identifier, (IpAddress(ZERO),))
        assert phase.receive(IPCP, asked.encode(), 0.0) == []
    begun = phase.authorized(Stage.IPCP, GRANT, 0.0)
    assert begun[:2] == went(IPCP, State.STARTING, ConfigureRequest(1, OURS))
    first_held = ConfigureRequest(1, (IpAddress(ZERO),))
    assert begun[2] == came(IPCP, State.REQ_SENT, first_held)
    assert AddressNeeded(ZERO) in begun


def test_refused_leave_for_ip_ends_the_link() -> None:
    refused = started(ROUTER).authorized(Stage.IPCP, None, 0.0)
    assert refused == [EndLink("IPCP is not allowed", 649)]


def test_refused_leave_for_ccp_costs_an_optional_encryption_only() -> None:
    phase = started(ROUTER)
    phase.authorized(Stage.IPCP, GRANT, 0.0)
    assert phase.authorized(Stage.CCP, None, 0.0) == []
    asked = ConfigureRequest(1, H40)
    assert phase.receive(CCP, asked.encode(), 0.0)[-1] == RejectProtocol(CCP, asked.encode())
    assert ROUTER.mppe is not None
    strict = started(replace(ROUTER, mppe=replace(ROUTER.mppe, required=True)))
    strict.authorized(Stage.IPCP, GRANT, 0.0)
    ended = strict.authorized(Stage.CCP, None, 0.0)
    assert ended == [EncryptionMissing(), EndLink("encryption is not allowed", 741)]


def test_refused_leave_for_the_address_ends_the_link() -> None:
    ended = started(ROUTER).authorized(Stage.IPCP_ADDRESS, None, 0.0)
    assert ended == [EndLink("the peer's address is not allowed", 735)]


def test_other_protocols_are_rejected_with_their_record_where_they_are_known() -> None:
    phase = started()
    six = ConfigureRequest(1, (InterfaceIdentifier(b"12345678"),))
    assert phase.receive(IPV6CP, six.encode(), 0.0) == [
        came(IPV6CP, State.INITIAL, six),
        RejectProtocol(IPV6CP, six.encode()),
    ]
    ccp = ConfigureRequest(1, H40)
    assert phase.receive(CCP, ccp.encode(), 0.0) == [
        came(CCP, State.INITIAL, ccp),
        RejectProtocol(CCP, ccp.encode()),
    ]
    assert phase.receive(0x802B, b"ipx", 0.0) == [RejectProtocol(0x802B, b"ipx")]
    assert phase.receive(IPV6CP, b"\1", 0.0) == [RejectProtocol(IPV6CP, b"\1")]


def test_ip_comes_up_and_goes_down_with_ipcp() -> None:
    phase = started()
    phase.receive(IPCP, ConfigureAck(1, OURS).encode(), 0.0)
    phase.receive(IPCP, ConfigureRequest(1, (IpAddress(POOL),)).encode(), 0.0)
    up = NetworkUp(LOOPBACK, POOL)
    assert phase.assign(POOL, 0.0)[-2:] == [StateChanged(IPCP, State.OPENED), up]
    assert phase.down(1.0) == [NetworkDown()]
    assert phase.down(1.0) == []


def test_an_empty_pool_rejects_the_address_and_then_ends_the_link() -> None:
    phase = started()
    asked = ConfigureRequest(1, (IpAddress(ZERO),))
    phase.receive(IPCP, asked.encode(), 0.0)
    reject = ConfigureReject(1, (IpAddress(ZERO),))
    assert phase.assign(None, 0.0) == went(IPCP, State.REQ_SENT, reject)
    ended = EndLink("no address for the peer", 738)
    assert phase.receive(IPCP, ConfigureRequest(2).encode(), 0.0)[-1] == ended


def test_a_peer_that_never_takes_an_address_ends_the_link() -> None:
    phase = started()
    phase.receive(IPCP, ConfigureAck(1, OURS).encode(), 0.0)
    phase.receive(IPCP, ConfigureRequest(1).encode(), 0.0)
    phase.assign(POOL, 0.0)
    outputs = [
        each
        for identifier in range(2, 7)
        for each in phase.receive(IPCP, ConfigureRequest(identifier).encode(), 0.0)
    ]
    assert outputs[-1] == EndLink("IPCP opened without an address", 738)


def test_a_peer_without_ipcp_ends_the_link() -> None:
    ended = started().rejected(IPCP, 0.0)
    assert ended == [EndLink("the peer does no IPCP", 733)]


def test_a_silent_peer_ends_the_link() -> None:
    phase = started()
    for count in range(1, 10):
        phase.tick(2.0 * count)
    assert phase.tick(20.0) == [
        TimedOut(IPCP, State.REQ_SENT),
        StateChanged(IPCP, State.CLOSED),
        EndLink("IPCP was not negotiated", 720),
    ]


def test_a_peer_may_take_leave_of_ipcp_and_come_back() -> None:
    phase = with_ip()
    goodbye = TerminateRequest(9)
    assert phase.receive(IPCP, goodbye.encode(), 1.0) == [
        came(IPCP, State.OPENED, goodbye),
        NetworkDown(),
        *went(IPCP, State.OPENED, TerminateAck(9)),
    ]
    assert phase.tick(3.0)[1:] == [StateChanged(IPCP, State.STOPPED)]
    again = phase.receive(IPCP, ConfigureRequest(10, (IpAddress(POOL),)).encode(), 4.0)
    assert again[1:] == [
        *went(IPCP, State.STOPPED, ConfigureRequest(2, OURS)),
        *went(IPCP, State.STOPPED, ConfigureAck(10, (IpAddress(POOL),))),
    ]


def test_a_peer_without_ccp_is_served_in_the_clear_and_asked_no_more() -> None:
    phase = started(PLAIN)
    assert phase.rejected(CCP, 0.0) == [StateChanged(CCP, State.CLOSED)]
    assert phase.rejected(CCP, 0.0) == []
    assert phase.rejected(IPV6CP, 0.0) == []
    assert phase.deadline == 2.0


def test_the_end_is_silent_and_tells_what_was_open() -> None:
    assert with_ip().end(1.0) == [NetworkDown(), StateChanged(IPCP, State.CLOSED)]
    assert started(PLAIN).end(1.0) == [
        StateChanged(IPCP, State.CLOSED),
        StateChanged(CCP, State.CLOSED),
    ]


def test_reset_and_renegotiation_need_encryption() -> None:
    phase = with_ip()
    assert phase.reset_needed() == []
    assert phase.renegotiate_ccp(0.0) == []


def test_unknown_codes_do_not_end_ip() -> None:
    phase = with_ip()
    phase.receive(IPCP, UnknownCode(200, 1).encode(), 1.0)
    assert phase.open_ncps == (IPCP,)
