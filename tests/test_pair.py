"""Both ends of a link against each other, over good lines and bad ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from ipaddress import IPv4Address

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pair import CLIENT, ROUTER, Faults, Owner, Pair
from vpdn.ppp.auth.method import AuthMethod
from vpdn.ppp.outputs import Closed, KeysAgreed, NetworkUp, Phase, ResetRequested
from vpdn.ppp.personality import PERSONALITIES
from vpdn.ppp.settings import LinkSettings, Login, MppePolicy
from vpdn.ppp.trace import KeepaliveLost
from vpdn.wire.ppp import Protocol

POOL = IPv4Address("172.16.10.1")
LOOPBACK = IPv4Address("172.16.10.100")
LONG = 200.0
"""Seconds after which every schedule has come to its end."""


def with_login(*accept: AuthMethod, password: str = "admin") -> LinkSettings:
    return replace(CLIENT, login=Login(b"tac", password, accept))


def encrypting(
    bits: Sequence[int], required: bool = False, passive: bool = False, stateful: bool = False
) -> MppePolicy:
    return MppePolicy(frozenset(bits), required, passive, stateful)


def assert_same_keys(pair: Pair, bits: int, stateful: bool = False) -> None:
    ours, theirs = pair.router.keys, pair.client.keys
    assert ours is not None
    assert ours == KeysAgreed(bits, stateful, ours.send, ours.receive)
    assert theirs == KeysAgreed(bits, stateful, ours.receive, ours.send)


@pytest.mark.parametrize("personality", PERSONALITIES)
def test_every_client_reaches_an_encrypted_network(personality: str) -> None:
    client = replace(CLIENT, personality=PERSONALITIES[personality])
    pair = Pair(ROUTER, client, faults=Faults(delay=0.15)).start().run(8.0)
    assert pair.router.network == NetworkUp(LOOPBACK, POOL)
    assert pair.client.network == NetworkUp(POOL, LOOPBACK)
    assert_same_keys(pair, 40)


@pytest.mark.parametrize("method", AuthMethod)
def test_every_method_authenticates_the_right_password_and_no_other(method: AuthMethod) -> None:
    router = replace(ROUTER, authenticate=(method,), mppe=None)
    right = Pair(router, with_login(method)).start().run(8.0)
    assert right.router.network == NetworkUp(LOOPBACK, POOL)
    assert right.router.link.authentication is method
    wrong = Pair(router, with_login(method, password="guess")).start().run(8.0)
    assert wrong.router.closed == Closed("Authentication failure", 691)
    assert wrong.client.closed == Closed("authentication failed", 691)


@pytest.mark.parametrize("method", AuthMethod)
def test_both_ends_may_authenticate_each_other(method: AuthMethod) -> None:
    login = Login(b"angela", "admin", (method,))
    router = replace(ROUTER, authenticate=(AuthMethod.CHAP,), login=login, mppe=None)
    client = replace(with_login(AuthMethod.CHAP), authenticate=(method,))
    pair = Pair(router, client).start().run(8.0)
    assert pair.router.network is not None
    assert pair.client.network is not None


@pytest.mark.parametrize("bits", [40, 56, 128])
@pytest.mark.parametrize("stateful", [False, True])
@pytest.mark.parametrize("method", [AuthMethod.MS_CHAP, AuthMethod.MS_CHAP_V2])
def test_every_strength_and_mode_is_keyed_alike(
    method: AuthMethod, stateful: bool, bits: int
) -> None:
    router = replace(ROUTER, authenticate=(method,), mppe=encrypting([bits], stateful=stateful))
    client = replace(CLIENT, mppe=encrypting([40, 56, 128], stateful=True))
    pair = Pair(router, client).start().run(8.0)
    assert_same_keys(pair, bits, stateful)


@pytest.mark.parametrize(
    ("router", "client", "stateful"),
    [
        (MppePolicy(stateful=True, yields=False), MppePolicy(), True),
        (MppePolicy(), MppePolicy(stateful=True, yields=False), True),
        (MppePolicy(), MppePolicy(stateful=True), False),
        (MppePolicy(stateful=True), MppePolicy(), False),
    ],
)
def test_the_end_that_insists_on_a_mode_gets_it_and_stateless_is_it_when_none_does(
    router: MppePolicy, client: MppePolicy, stateful: bool
) -> None:
    pair = Pair(replace(ROUTER, mppe=router), replace(CLIENT, mppe=client)).start().run(8.0)
    assert_same_keys(pair, 40, stateful)


@pytest.mark.parametrize(
    ("ours", "theirs", "agreed"),
    [
        ([40, 128], [40, 56, 128], 128),
        ([40, 56], [40, 56, 128], 56),
        ([40, 128], [40], 40),
        ([40], [40, 128], 40),
    ],
)
def test_the_strongest_common_strength_is_taken(
    ours: list[int], theirs: list[int], agreed: int
) -> None:
    router = replace(ROUTER, mppe=encrypting(ours))
    pair = Pair(router, replace(CLIENT, mppe=encrypting(theirs))).start().run(8.0)
    assert_same_keys(pair, agreed)


def test_a_passive_router_encrypts_when_asked_and_not_otherwise() -> None:
    router = replace(ROUTER, mppe=encrypting([40], passive=True))
    assert_same_keys(Pair(router, CLIENT).start().run(8.0), 40)
    silent = Pair(router, replace(CLIENT, mppe=None)).start().run(8.0)
    assert silent.router.network is not None
    assert silent.router.keys is None


@pytest.mark.parametrize("passive", [False, True])
def test_a_router_that_requires_encryption_ends_without_it(passive: bool) -> None:
    router = replace(ROUTER, mppe=encrypting([40], required=True, passive=passive))
    pair = Pair(router, replace(CLIENT, mppe=None)).start().run(40.0)
    assert pair.router.closed is not None
    assert pair.router.closed.error == 741
    assert pair.client.closed is not None


def test_a_client_without_ccp_goes_on_in_the_clear_when_encryption_is_optional() -> None:
    pair = Pair(ROUTER, replace(CLIENT, mppe=None)).start().run(8.0)
    assert pair.router.network == NetworkUp(LOOPBACK, POOL)
    assert pair.router.keys is None
    assert pair.router.link.open_ncps == (Protocol.IPCP,)


def test_a_client_that_requires_encryption_leaves_a_router_without_it() -> None:
    client = replace(CLIENT, mppe=encrypting([128], required=True))
    client = replace(client, personality=PERSONALITIES["windows2000"])
    pair = Pair(replace(ROUTER, mppe=None), client).start().run(12.0)
    assert pair.client.closed == Closed("the peer does not encrypt", 742)
    assert pair.router.closed == Closed("the peer terminated the link", 742)


def test_strengths_with_nothing_in_common_end_a_required_encryption() -> None:
    router = replace(ROUTER, mppe=encrypting([128], required=True))
    pair = Pair(router, replace(CLIENT, mppe=encrypting([40]))).start().run(30.0)
    assert pair.router.closed is not None
    assert pair.router.keys is None


def test_the_eleventh_of_ten_addresses_is_refused() -> None:
    pair = Pair(ROUTER, CLIENT, Owner(addresses=[])).start().run(8.0)
    assert pair.router.closed is not None
    assert pair.client.closed is not None
    assert 738 in (pair.router.closed.error, pair.client.closed.error)


def test_name_servers_are_given_to_who_asks() -> None:
    dns = (IPv4Address("10.0.0.1"), IPv4Address("10.0.0.2"))
    nbns = (IPv4Address("10.0.0.3"),)
    client = replace(CLIENT, personality=PERSONALITIES["windows10"])
    pair = Pair(replace(ROUTER, dns=dns, nbns=nbns), client).start().run(8.0)
    assert pair.client.network == NetworkUp(POOL, LOOPBACK, dns, nbns)


def test_the_owner_may_take_its_time() -> None:
    pair = Pair(ROUTER, CLIENT, Owner(patience=1.5)).start().run(20.0)
    assert pair.router.network == NetworkUp(LOOPBACK, POOL)
    assert_same_keys(pair, 40)


def test_a_silent_peer_is_given_up() -> None:
    pair = Pair(ROUTER, CLIENT, faults=Faults(loss=1.0)).start().run(60.0)
    assert pair.router.closed == Closed("the peer does not answer", 721)
    assert pair.client.closed == Closed("the peer does not answer", 721)


def test_a_peer_that_went_away_is_noticed_by_its_keepalives() -> None:
    pair = Pair(ROUTER, CLIENT).start().run(8.0)
    pair.faults = Faults(loss=1.0)
    pair.run(90.0)
    assert KeepaliveLost(5) in pair.router.outputs
    assert pair.router.closed == Closed("keepalives had no answer", 721)


def test_either_end_can_hang_up() -> None:
    pair = Pair(ROUTER, CLIENT).start().run(8.0)
    pair.take(pair.client, pair.client.link.close("the user hung up", pair.now))
    pair.run(20.0)
    assert pair.client.closed == Closed("the user hung up", 0)
    assert pair.router.closed == Closed("the peer terminated the link", 719)


def test_ccp_can_be_negotiated_again_without_losing_the_link() -> None:
    pair = Pair(ROUTER, CLIENT).start().run(8.0)
    pair.take(pair.router, pair.router.link.renegotiate_ccp(pair.now))
    assert pair.router.keys is None
    pair.run(16.0)
    assert_same_keys(pair, 40)
    assert pair.router.closed is None


def test_a_lost_step_of_mppe_is_asked_to_be_reset() -> None:
    pair = Pair(ROUTER, CLIENT).start().run(8.0)
    pair.take(pair.router, pair.router.link.reset_needed(pair.now))
    pair.run(9.0)
    assert ResetRequested() in pair.client.outputs


def test_lcp_can_be_negotiated_again_from_the_beginning() -> None:
    pair = Pair(ROUTER, CLIENT).start().run(8.0)
    pair.take(pair.client, pair.client.link.down(pair.now))
    again = Pair(ROUTER, CLIENT, faults=Faults(seed=5))
    pair.client.link, pair.client.log = again.client.link, []
    pair.take(pair.client, pair.client.link.up(pair.now))
    pair.run(20.0)
    assert pair.router.closed is None
    assert pair.router.network == NetworkUp(LOOPBACK, POOL)
    assert pair.client.network == NetworkUp(POOL, LOOPBACK)
    assert_same_keys(pair, 40)


lines = st.builds(
    Faults,
    loss=st.sampled_from([0.0, 0.05, 0.2, 0.5]),
    duplicate=st.sampled_from([0.0, 0.1, 0.4]),
    reorder=st.sampled_from([0.0, 0.1, 0.4]),
    delay=st.sampled_from([0.001, 0.1, 0.4]),
    jitter=st.sampled_from([0.0, 0.05, 0.5]),
    seed=st.integers(0, 2**16),
)


@settings(max_examples=120, deadline=None)
@given(lines, st.sampled_from(list(AuthMethod)), st.sampled_from(list(PERSONALITIES)))
def test_any_schedule_ends_opened_or_closed_with_the_same_keys(
    line: Faults, method: AuthMethod, personality: str
) -> None:
    mppe = None if method in (AuthMethod.PAP, AuthMethod.CHAP) else ROUTER.mppe
    router = replace(ROUTER, authenticate=(method,), mppe=mppe, keepalive=0.0)
    client = replace(with_login(method), mppe=mppe, personality=PERSONALITIES[personality])
    pair = Pair(router, client, faults=line).start().run(LONG)
    pair.faults = replace(line, loss=0.0)
    pair.run(2 * LONG)
    ends = (pair.router, pair.client)
    if any(end.closed for end in ends):
        return
    assert all(end.link.phase is Phase.NETWORK for end in ends)
    assert pair.router.network == NetworkUp(LOOPBACK, POOL)
    assert pair.client.network == NetworkUp(POOL, LOOPBACK)
    if mppe is not None:
        assert_same_keys(pair, 40)


@settings(max_examples=60, deadline=None)
@given(lines.filter(lambda line: line.loss <= 0.05 and line.jitter < 0.5))
def test_a_line_that_loses_little_always_comes_up(line: Faults) -> None:
    pair = Pair(ROUTER, CLIENT, faults=line).start().run(LONG)
    assert pair.router.network == NetworkUp(LOOPBACK, POOL)
    assert_same_keys(pair, 40)
