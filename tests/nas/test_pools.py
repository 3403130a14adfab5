"""The rules of `ip local pool`."""

from __future__ import annotations

from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.operations import operations
from vpdn.nas.config import Pool
from vpdn.nas.pools import AddressPool, Pools


def address(last: int) -> IPv4Address:
    return IPv4Address(f"172.16.10.{last}")


def pool(*ranges: tuple[int, int], name: str = "default") -> dict[str, Pool]:
    return {name: Pool(name, tuple((address(low), address(high)) for low, high in ranges))}


def pools(*ranges: tuple[int, int]) -> Pools:
    made = Pools()
    made.configure(pool(*ranges))
    return made


def test_fresh_addresses_go_first_and_released_ones_queue_behind_them() -> None:
    one = pools((1, 3))
    assert one.allocate(("default",), "a", 1) == address(1)
    one.release(address(1))
    assert one.allocate(("default",), "b", 1) == address(2)
    assert one.snapshot()[0].free == (address(3), address(1))


def test_a_user_who_comes_back_gets_his_address_while_it_is_free() -> None:
    one = pools((1, 3))
    one.allocate(("default",), "tac", 1)
    one.release(address(1))
    assert one.allocate(("default",), "tac", 1) == address(1)


@pytest.mark.parametrize("cache", [20, 0, 3])
def test_only_so_many_former_users_are_remembered(cache: int) -> None:
    one = Pools()
    one.configure({"default": Pool("default", ((address(1), address(100)),), cache)})
    for number in range(cache + 1):
        user = f"user{number}"
        one.release(one.allocate(("default",), user, 1) or address(0))
    assert one.allocate(("default",), "user0", 1) == address(cache + 2)


def test_the_last_address_is_given_and_then_none() -> None:
    one = pools((1, 10))
    given_out = [one.allocate(("default",), f"u{n}", n) for n in range(10)]
    assert given_out == [address(n) for n in range(1, 11)]
    assert one.allocate(("default",), "eleventh", 11) is None
    one.release(address(4))
    assert one.allocate(("default",), "eleventh", 11) == address(4)


def test_pools_are_tried_in_order_and_unknown_ones_are_empty() -> None:
    one = Pools()
    one.configure(pool((1, 1), name="first") | pool((2, 2), name="second"))
    names = ("missing", "first", "second")
    assert one.allocate(names, "a", 1) == address(1)
    assert one.allocate(names, "b", 2) == address(2)
    assert one.allocate(names, "c", 3) is None


def test_a_claimed_address_is_not_given_by_any_pool() -> None:
    one = pools((1, 2))
    assert one.claim(address(1), "fixed", 1)
    assert not one.claim(address(1), "other", 2)
    assert one.allocate(("default",), "a", 3) == address(2)
    one.release(address(1))
    assert one.allocate(("default",), "b", 4) == address(1)


def test_ranges_of_two_pools_may_overlap_without_an_address_given_twice() -> None:
    one = Pools()
    one.configure(pool((1, 2), name="first") | pool((2, 3), name="second"))
    taken = [one.allocate(("first", "second"), f"u{n}", n) for n in range(3)]
    assert taken == [address(1), address(2), address(3)]
    one.release(address(2))
    assert all(address(2) in snapshot.free for snapshot in one.snapshot())


def test_a_new_configuration_keeps_leases_and_the_order_of_unchanged_pools() -> None:
    one = pools((1, 3))
    one.allocate(("default",), "a", 1)
    one.configure(pool((1, 3)) | pool((1, 5), name="wide"))
    default, wide = one.snapshot()
    assert default.free == (address(2), address(3))
    assert address(1) not in wide.free
    assert [lease.user for lease in wide.leases] == ["a"]


def test_releasing_what_nobody_holds_changes_nothing() -> None:
    one = pools((1, 2))
    one.release(address(1))
    assert one.snapshot()[0].free == (address(1), address(2))


def test_the_snapshot_counts_each_range() -> None:
    one = pools((1, 2), (10, 12))
    for number in range(3):
        one.allocate(("default",), f"u{number}", number)
    assert one.snapshot()[0].ranges == (
        (address(1), address(2), 0, 2),
        (address(10), address(12), 2, 1),
    )


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 4)), max_size=60))
def test_free_and_leased_always_make_up_the_pool(steps: list[tuple[bool, int]]) -> None:
    one = pools((1, 5))
    held: list[IPv4Address] = []
    for take, number in steps:
        if take:
            got = one.allocate(("default",), f"u{number}", number)
            assert (got is None) == (len(held) == 5)
            if got is not None:
                assert got not in held
                held.append(got)
        elif held:
            one.release(held.pop(number % len(held)))
    snapshot = one.snapshot()[0]
    assert sorted([*snapshot.free, *held]) == [address(n) for n in range(1, 6)]


def test_membership_follows_the_ranges() -> None:
    one = AddressPool(pool((1, 2), (9, 9))["default"])
    assert [n for n in range(12) if address(n) in one] == [1, 2, 9]


def test_what_nobody_gives_back_is_reclaimed() -> None:
    one = pools((1, 3))
    one.allocate(("default",), "tac", 1)
    one.reclaim(address(1))
    assert one.snapshot()[0].leases == ()
    assert one.snapshot()[0].free == (address(2), address(3), address(1))


def test_a_former_user_whose_address_is_reclaimed_has_no_claim_to_it() -> None:
    one = pools((1, 3))
    one.allocate(("default",), "tac", 1)
    one.release(address(1))
    assert one.held() == {address(1)}
    one.reclaim(address(1))
    assert one.held() == frozenset()
    assert one.allocate(("default",), "tac", 1) == address(2)


def test_other_former_users_keep_their_claims() -> None:
    one = pools((1, 3))
    for number, user in enumerate(("tac", "boss")):
        one.allocate(("default",), user, number)
    for number in (1, 2):
        one.release(address(number))
    one.reclaim(address(1))
    assert one.held() == {address(2)}
    assert one.allocate(("default",), "boss", 1) == address(2)


def test_what_is_held_of_one_pool_is_not_what_others_hold() -> None:
    one = Pools()
    one.configure(pool((1, 3)) | pool((5, 7), name="other"))
    one.allocate(("default",), "a", 1)
    one.allocate(("other",), "b", 2)
    one.claim(address(99), "fixed", 3)
    assert one.held("default") == {address(1)}
    assert one.held() == {address(1), address(5), address(99)}


def test_coming_going_and_clearing_are_no_more_work_with_a_thousand_leases() -> None:
    def spent(count: int) -> int:
        pools, first = Pools(), IPv4Address("172.16.0.1")
        pools.configure({"default": Pool("default", ((first, first + 4000),), cache=5)})
        taken = [pools.allocate(("default",), f"user{n}", n) for n in range(2 * count)]
        for address in taken[:count]:
            assert address is not None
            pools.release(address)
        with operations() as counted:
            address = pools.allocate(("default",), "tac", 1)
            assert address is not None
            pools.release(address)
            pools.reclaim(address)
            pools.configure({"default": Pool("default", ((first, first + 4000),), cache=5)})
        return counted.count

    assert spent(10) == spent(1000)
