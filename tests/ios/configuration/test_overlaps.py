from __future__ import annotations

import asyncio

import pytest

from tests.ios.support import angela, refused, typed

ETHERNET = "interface Ethernet0/0\n ip address 10.200.20.2 255.255.255.0\n"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            f"{ETHERNET}interface Loopback5\n ip address 10.200.20.77 255.255.255.255",
            "% 10.200.20.77 overlaps with Ethernet0/0",
        ),
        (
            f"{ETHERNET}interface Ethernet0/1\n ip address 10.200.0.1 255.255.0.0",
            "% 10.200.0.0 overlaps with Ethernet0/0",
        ),
        (
            f"{ETHERNET}interface Virtual-Template1\n ip address 10.200.20.9 255.255.255.0",
            "% 10.200.20.0 overlaps with Ethernet0/0",
        ),
        (
            "ip local pool a 10.0.0.5 10.0.0.9\nip local pool b 10.0.0.1 10.0.0.5",
            "%IP address range overlaps with pool: a",
        ),
        (
            "ip local pool a 10.0.0.5\nip local pool a 10.0.0.1 10.0.0.5",
            "%IP address range overlaps with pool: a",
        ),
    ],
)
def test_the_line_that_came_last_is_refused_and_names_the_other(text: str, reason: str) -> None:
    [problem] = refused(text)
    last = text.splitlines()[-1].strip()
    assert problem.splitlines() == [f"test.cfg:{len(text.splitlines())}: {reason}", last]


def test_neighbours_and_lines_that_are_wrong_by_themselves_do_not_overlap() -> None:
    text = f"{ETHERNET}interface Loopback0\n ip address 10.200.21.1 255.255.255.0"
    assert refused(text) == []
    [problem] = refused(f"{ETHERNET}interface Loopback0\n ip address 10.200.20.1 255.0.255.0")
    assert "Bad mask" in problem
    assert refused("ip local pool a 10.0.0.1 10.0.0.4\nip local pool b 10.0.0.5 10.0.0.9") == []


def test_of_three_the_first_stands_and_each_other_is_refused() -> None:
    text = "ip local pool a 10.0.0.4 10.0.0.6\nip local pool b 10.0.0.1 10.0.0.9\n"
    problems = refused(f"{text}ip local pool c 10.0.0.6 10.0.0.7\nip local pool d 10.0.0.8")
    assert [problem.split(":")[1] for problem in problems] == ["2", "3"]


def test_an_address_typed_on_a_live_router_is_refused_and_nothing_changes() -> None:
    async def play() -> None:
        server, router, shell = angela()
        before = router.running.text()
        screen = await typed(
            shell,
            "configure terminal",
            "interface Loopback7",
            "ip address 10.200.20.99 255.255.255.0",
        )
        assert screen.endswith("\n% 10.200.20.0 overlaps with Ethernet0/0\n")
        await typed(shell, "no interface Loopback7", "end")
        assert router.running.text() == before
        assert "Loopback7" not in server.config.interfaces

    asyncio.run(play())
