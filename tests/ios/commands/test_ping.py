from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

import pytest

from tests.ios.support import PC, angela, typed
from vpdn.net.icmp import Echo

LOOPBACK, ETHERNET = IPv4Address("172.16.10.100"), IPv4Address("10.200.20.2")
HEAD = (
    "\nType escape sequence to abort.\n"
    "Sending 5, 100-byte ICMP Echos to 192.168.1.47, timeout is 2 seconds:\n"
)


async def test_the_documents_ping() -> None:
    server, _, shell = angela()
    assert await typed(shell, "ping 192.168.1.47") == (
        f"{HEAD}!!!!!\nSuccess rate is 100 percent (5/5), round-trip min/avg/max = 484/584/732 ms\n"
    )
    assert server.asked == [("ping", PC, Echo())] * 5


@pytest.mark.parametrize("line", ["ping rund", "ping ip rund"])
async def test_names_are_those_of_ip_host(line: str) -> None:
    server, _, shell = angela()
    await typed(shell, line)
    assert server.asked[0][1] == IPv4Address("172.17.247.195")


async def test_a_name_nobody_knows() -> None:
    assert await typed(angela()[2], "ping nobody") == (
        "% Unrecognized host or address, or protocol not running.\n"
    )


@pytest.mark.parametrize(
    ("options", "echo", "told"),
    [
        ("source loopback 0", Echo(source=LOOPBACK), "source address of 172.16.10.100 \n"),
        ("source 10.200.20.2", Echo(source=ETHERNET), "source address of 10.200.20.2 \n"),
        ("size 1500 df-bit", Echo(1500, dont_fragment=True), "with the DF bit set\n"),
        ("df-bit size 1500", Echo(1500, dont_fragment=True), "Sending 5, 1500-byte "),
        ("timeout 1", Echo(timeout=1), "timeout is 1 seconds:\n"),
        ("validate", Echo(validate=True), "Reply data will be validated\n"),
        ("data 7f", Echo(pattern=b"\0\x7f"), "Packet has data pattern 0x007F\n"),
    ],
)
async def test_options_go_with_every_echo(options: str, echo: Echo, told: str) -> None:
    server, _, shell = angela()
    said = await typed(shell, f"ping 192.168.1.47 {options}")
    assert told in said
    assert server.asked == [("ping", PC, echo)] * 5


async def test_repeat_says_how_many() -> None:
    server, _, shell = angela()
    said = await typed(shell, "ping ip rund repeat 3 size 36")
    assert "Sending 3, 36-byte ICMP Echos to 172.17.247.195" in said
    assert "(3/3)" in said
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ("size 35", "% Invalid input"),
        ("repeat 0", "% Invalid input"),
        ("size", "% Incomplete command."),
        ("data 12345", "% Data pattern must be a hexadecimal number from 0 to FFFF\n"),
        ("source 10.9.9.9", "% Invalid source address- IP address not on any of our up interfaces"),
    ],
)
async def test_bad_options_send_nothing(options: str, told: str) -> None:
    server, _, shell = angela()
    assert told in await typed(shell, f"ping 192.168.1.47 {options}")
    assert server.asked == []


@pytest.mark.parametrize("line", ["ping 192.168.1.47 repeat 3", "ping"])
async def test_user_exec_has_the_simple_form_only(line: str) -> None:
    server, _, shell = angela()
    shell.session.privilege = 1
    assert "%" in await typed(shell, line)
    assert server.asked == []
    assert "!!!!!" in await typed(shell, "ping 192.168.1.47")


async def test_a_source_whose_interface_is_down_is_refused() -> None:
    server, _, shell = angela()
    down = replace(server.state.interfaces[1], up=False)
    server.state = replace(server.state, interfaces=(down,))
    assert "interface is down" in await typed(shell, "ping 192.168.1.47 source et0/0")
