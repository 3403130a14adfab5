from __future__ import annotations

from tests.ios.support import angela, typed

TABLE = (
    " Pool                     Begin           End             Free  In use\n"
    " default                  172.16.10.1     172.16.10.10       9       1\n"
)


async def test_show_ip_local_pool() -> None:
    assert await typed(angela()[2], "show ip local pool") == TABLE


async def test_with_a_name_the_addresses_are_listed() -> None:
    shown = await typed(angela()[2], "show ip local pool default")
    free = "".join(f"   172.16.10.{n}\n" for n in range(2, 11))
    assert shown == (
        f"{TABLE}Available addresses:\n{free}Inuse addresses:\n   172.16.10.1        Vi1  tac\n"
    )


async def test_a_pool_that_is_not_there() -> None:
    assert await typed(angela()[2], "show ip local pool xyz") == "% Pool xyz doesn't exist\n"
