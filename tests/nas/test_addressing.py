"""Who decides on the peer's address."""

from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from vpdn.aaa.types import Accept
from vpdn.nas.addressing import NAS_CHOOSES, UNSPECIFIED, USER_CHOOSES, choose_address
from vpdn.nas.config import Pool, VirtualTemplate
from vpdn.nas.pools import Pools

FIRST = IPv4Address("172.16.10.1")
FIXED = IPv4Address("172.16.99.1")
ASKED = IPv4Address("172.16.50.5")
SECOND_POOL = IPv4Address("172.16.20.1")
POOLED = VirtualTemplate(1, peer_pool=("default",))
OPEN = VirtualTemplate(1)


@pytest.fixture
def pools() -> Pools:
    made = Pools()
    made.configure(
        {
            "default": Pool("default", ((FIRST, FIRST),)),
            "second": Pool("second", ((SECOND_POOL, SECOND_POOL),)),
        }
    )
    return made


@pytest.mark.parametrize(
    ("asked", "accept", "template", "expected"),
    [
        pytest.param(UNSPECIFIED, None, POOLED, FIRST, id="the pool of the template"),
        pytest.param(ASKED, None, POOLED, FIRST, id="a pool does not let the peer choose"),
        pytest.param(UNSPECIFIED, Accept("radius", address=FIXED), POOLED, FIXED, id="aaa fixes"),
        pytest.param(
            UNSPECIFIED, Accept("radius", address=NAS_CHOOSES), POOLED, FIRST, id="nas chooses"
        ),
        pytest.param(
            ASKED, Accept("radius", address=USER_CHOOSES), POOLED, ASKED, id="user chooses"
        ),
        pytest.param(
            UNSPECIFIED, Accept("radius", pool="second"), POOLED, SECOND_POOL, id="aaa's pool"
        ),
        pytest.param(
            UNSPECIFIED, None, VirtualTemplate(1, peer_address=FIXED), FIXED, id="the template's"
        ),
        pytest.param(ASKED, None, OPEN, ASKED, id="no pool: the peer brings its own"),
        pytest.param(UNSPECIFIED, None, OPEN, None, id="no pool and no wish"),
    ],
)
def test_the_first_who_has_a_say_decides(
    pools: Pools,
    asked: IPv4Address,
    accept: Accept | None,
    template: VirtualTemplate,
    expected: IPv4Address | None,
) -> None:
    assert choose_address(asked, accept, template, pools, "tac", 1) == expected


def test_a_fixed_address_in_use_is_not_given_again(pools: Pools) -> None:
    accept = Accept("radius", address=FIXED)
    assert choose_address(UNSPECIFIED, accept, POOLED, pools, "tac", 1) == FIXED
    assert choose_address(UNSPECIFIED, accept, POOLED, pools, "tac", 2) is None


@pytest.mark.parametrize(
    "asked",
    ["127.0.0.1", "0.1.2.3", "224.0.0.1", "240.0.0.1", "255.255.255.255", "10.0.0.1", "192.0.2.9"],
)
def test_a_peer_may_not_choose_what_turns_the_routers_packets_round(
    asked: str, pools: Pools
) -> None:
    """No address of no host, the router's own, or the one its tunnel comes from."""
    taken = frozenset(map(IPv4Address, ("10.0.0.1", "192.0.2.9")))
    assert choose_address(IPv4Address(asked), None, OPEN, pools, "tac", 1, taken=taken) is None
    assert choose_address(ASKED, None, OPEN, pools, "tac", 1, taken=taken) == ASKED
