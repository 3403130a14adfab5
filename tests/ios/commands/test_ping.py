from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from tests.ios.support import PC, angela, typed
from vpdn.net.icmp import Outcome, Ping

HEAD = (
    "\nType escape sequence to abort.\n"
    "Sending 5, 100-byte ICMP Echos to 192.168.1.47, timeout is 2 seconds:\n"
)


async def test_the_documents_ping() -> None:
    server, _, shell = angela()
    assert await typed(shell, "ping 192.168.1.47") == (
        f"{HEAD}!!!!!\nSuccess rate is 100 percent (5/5), round-trip min/avg/max = 484/584/732 ms\n"
    )
    assert server.asked == [("ping", PC, 100, 2)] * 5


async def test_echoes_are_shown_as_they_come() -> None:
    _, _, shell = angela()
    pieces = [piece async for piece in shell.run_line("ping 192.168.1.47")]
    assert pieces[:6] == [HEAD, "!", "!", "!", "!", "!"]


async def test_nothing_comes_back() -> None:
    server, _, shell = angela()
    server.echoes = [Ping(Outcome.TIMEOUT)] * 3 + [Ping(Outcome.UNREACHABLE)] * 2
    assert await typed(shell, "ping 192.168.1.47") == (
        f"{HEAD}...UU\nSuccess rate is 0 percent (0/5)\n"
    )


async def test_some_come_back() -> None:
    server, _, shell = angela()
    server.echoes = [Ping(Outcome.TIMEOUT), *[Ping(Outcome.REPLY, 0.2)] * 4]
    assert (await typed(shell, "ping 192.168.1.47")).endswith(
        ".!!!!\nSuccess rate is 80 percent (4/5), round-trip min/avg/max = 1/1/1 ms\n"
    )


@pytest.mark.parametrize("line", ["ping rund", "ping ip rund"])
async def test_names_are_those_of_ip_host(line: str) -> None:
    server, _, shell = angela()
    await typed(shell, line)
    assert server.asked[0][1] == IPv4Address("172.17.247.195")


async def test_a_name_nobody_knows() -> None:
    assert await typed(angela()[2], "ping nobody") == (
        "% Unrecognized host or address, or protocol not running.\n"
    )
