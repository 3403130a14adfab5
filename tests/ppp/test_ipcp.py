"""Who gives which address, and which name servers."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

from tests.pair import CLIENT, ROUTER
from vpdn.ppp.ipcp import IpcpPolicy
from vpdn.ppp.outputs import AddressNeeded, AuthorizationNeeded, Grant, Stage
from vpdn.ppp.personality import WINDOWS_2000
from vpdn.ppp.policy import Ack, Ask, Nak, Options, Refusal, Reject
from vpdn.ppp.settings import LinkSettings
from vpdn.ppp.trace import AddressChecked
from vpdn.wire.cp import RawOption
from vpdn.wire.ipcp import (
    IpAddress,
    IpAddresses,
    IpCompression,
    PrimaryDns,
    PrimaryNbns,
    SecondaryDns,
    SecondaryNbns,
)

ZERO = IPv4Address("0.0.0.0")
POOL = IPv4Address("172.16.10.1")
LOOPBACK = IPv4Address("172.16.10.100")
DNS = (IPv4Address("10.0.0.1"), IPv4Address("10.0.0.2"))
NBNS = (IPv4Address("10.0.0.3"),)
PLAIN = replace(ROUTER, authorize=False)
NO_ADDRESS = Refusal("no address for the peer", 738)
AVS = ("service=ppp",)


def address(value: IPv4Address) -> Options:
    return (IpAddress(value),)


def giving(settings: LinkSettings = PLAIN, pool: IPv4Address | None = POOL) -> IpcpPolicy:
    """The router's end, with the pool's answer."""
    policy = IpcpPolicy(settings, settings.dns, settings.nbns)
    assert policy.judge(address(ZERO)) == Ask((AddressNeeded(ZERO),))
    policy.assign(pool)
    return policy


def test_the_first_request_asks_the_owner_once() -> None:
    policy = IpcpPolicy(PLAIN, PLAIN.dns, PLAIN.nbns)
    assert policy.judge(address(DNS[0])) == Ask((AddressNeeded(DNS[0]),))
    assert policy.judge(address(DNS[0])) == Ask()


def test_the_assigned_address_is_naked_then_granted() -> None:
    policy = giving()
    assert policy.judge(address(ZERO)) == Nak(address(POOL))
    assert policy.judge(()) == Nak(address(POOL))
    assert policy.judge(address(DNS[0])) == Nak(address(POOL))
    assert policy.remote == ZERO
    assert policy.judge(address(POOL)) == Ack()
    assert policy.remote == POOL


def test_a_wish_that_is_granted_needs_no_nak() -> None:
    policy = IpcpPolicy(PLAIN, PLAIN.dns, PLAIN.nbns)
    policy.judge(address(POOL))
    policy.assign(POOL)
    assert policy.judge(address(POOL)) == Ack()


def test_without_an_address_it_is_rejected_and_insisting_ends_it() -> None:
    policy = giving(pool=None)
    assert policy.judge(address(ZERO)) == Reject(address(ZERO))
    assert policy.judge(address(ZERO)) == NO_ADDRESS
    policy = giving(pool=None)
    assert policy.judge(()) == NO_ADDRESS


def test_servers_are_given_when_there_are_some() -> None:
    policy = giving(replace(PLAIN, dns=DNS, nbns=NBNS))
    asked = (IpAddress(ZERO), PrimaryDns(ZERO), PrimaryNbns(ZERO), SecondaryDns(ZERO))
    given = (IpAddress(POOL), PrimaryDns(DNS[0]), PrimaryNbns(NBNS[0]), SecondaryDns(DNS[1]))
    assert policy.judge((*asked, SecondaryNbns(ZERO))) == Reject((SecondaryNbns(ZERO),))
    assert policy.judge(asked) == Nak(given)
    assert policy.judge(given) == Ack()


def test_compression_and_the_old_pair_are_rejected() -> None:
    unwanted: Options = (
        IpCompression(0x2D, b"\x0f\1"),
        IpAddresses(ZERO, ZERO),
        RawOption(3, b"\1"),
        RawOption(200),
    )
    assert giving().judge((IpAddress(ZERO), *unwanted)) == Reject(unwanted)


def test_every_check_against_an_authorization_is_told_once() -> None:
    policy = IpcpPolicy(ROUTER, ROUTER.dns, ROUTER.nbns)
    policy.attributes = AVS
    start = AddressChecked(ZERO, ZERO, AVS)
    assert policy.judge(address(ZERO)) == Ask((start, AddressNeeded(ZERO)))
    policy.assign(POOL)
    assert policy.judge(address(ZERO)) == Nak(address(POOL))
    assert policy.judge(address(ZERO)) == Nak(address(POOL), (AddressChecked(ZERO, POOL, AVS),))


def test_the_final_address_needs_leave_of_its_own() -> None:
    policy = giving(ROUTER)
    policy.attributes = AVS
    policy.judge(address(ZERO))
    pending = AddressChecked(POOL, POOL, (), pending=True)
    asked = AuthorizationNeeded(Stage.IPCP_ADDRESS, POOL)
    assert policy.judge(address(POOL)) == Ask((pending, asked))
    assert policy.judge(address(POOL)) == Ask()
    policy.grant(Grant(("addr*172.16.10.1",)))
    resumed = AddressChecked(POOL, POOL, ("addr*172.16.10.1",), resumed=True)
    assert policy.judge(address(POOL)) == Ack((resumed,))
    assert policy.judge(address(POOL)) == Ack((AddressChecked(POOL, POOL, AVS),))


def test_the_asking_end_takes_what_is_naked() -> None:
    policy = IpcpPolicy(replace(CLIENT, personality=WINDOWS_2000))
    zeros = (PrimaryDns(ZERO), PrimaryNbns(ZERO), SecondaryDns(ZERO), SecondaryNbns(ZERO))
    assert policy.request() == (IpAddress(ZERO), *zeros)
    assert policy.rejected((SecondaryNbns(ZERO),)) is None
    hints = (IpAddress(POOL), PrimaryDns(DNS[0]), SecondaryDns(DNS[1]), PrimaryNbns(NBNS[0]))
    assert policy.naked(hints) is None
    assert policy.local == POOL
    assert (policy.dns, policy.nbns) == (DNS, NBNS)
    assert policy.request() == (
        IpAddress(POOL),
        PrimaryDns(DNS[0]),
        PrimaryNbns(NBNS[0]),
        SecondaryDns(DNS[1]),
    )


def test_servers_that_were_not_asked_for_are_not_taken() -> None:
    policy = IpcpPolicy(CLIENT)
    policy.naked((PrimaryNbns(NBNS[0]),))
    assert policy.nbns == ()


def test_the_asking_end_needs_an_address() -> None:
    policy = IpcpPolicy(CLIENT)
    refusal = policy.rejected(address(ZERO))
    assert refusal == Refusal("the peer gives no address", 738)


def test_the_asking_end_takes_any_peer_but_has_nothing_to_give() -> None:
    policy = IpcpPolicy(CLIENT)
    assert policy.judge(address(ZERO)) == Reject(address(ZERO))
    assert policy.judge(address(LOOPBACK)) == Ack()
    assert policy.remote == LOOPBACK


def test_a_fixed_address_is_not_given_up() -> None:
    policy = IpcpPolicy(PLAIN, PLAIN.dns, PLAIN.nbns)
    assert policy.naked(address(DNS[0])) is None
    assert policy.request() == address(LOOPBACK)
    assert policy.rejected(address(LOOPBACK)) is None
    assert policy.request() == ()
    assert policy.local == LOOPBACK
