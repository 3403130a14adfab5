from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from tests.ios.support import PC, FakeServer, angela, typed
from vpdn.ios.shell import Shell
from vpdn.net.icmp import Echo, Outcome, Ping

RUN = ("192.168.1.47", "2", "100", "1")


def ready(count: int = 2) -> tuple[FakeServer, Shell]:
    server, _, shell = angela()
    server.echoes = [Ping(Outcome.REPLY, 4.0)] * count
    return server, shell


async def asked(shell: Shell, *replies: str) -> list[str]:
    """The questions that the replies are given to, and what is printed at last."""
    questions = []
    said = ""
    for reply in replies:
        questions.append(shell.prompt)
        said = await typed(shell, reply)
    return [*questions, said]


async def test_the_dialog_with_its_defaults() -> None:
    server, shell = ready(5)
    *questions, said = await asked(shell, "ping", "", "192.168.1.47", "", "", "", "", "")
    assert questions == [
        "angela#",
        "Protocol [ip]: ",
        "Target IP address: ",
        "Repeat count [5]: ",
        "Datagram size [100]: ",
        "Timeout in seconds [2]: ",
        "Extended commands [n]: ",
        "Sweep range of sizes [n]: ",
    ]
    assert said == (
        "Type escape sequence to abort.\n"
        "Sending 5, 100-byte ICMP Echos to 192.168.1.47, timeout is 2 seconds:\n!!!!!\n"
        "Success rate is 100 percent (5/5), round-trip min/avg/max = 4/4/4 ms\n"
    )
    assert server.asked == [("ping", PC, Echo())] * 5


async def test_ping_ip_asks_from_the_target_on() -> None:
    _, shell = ready()
    await typed(shell, "ping ip")
    assert shell.prompt == "Target IP address: "


async def test_extended_commands() -> None:
    server, shell = ready()
    extended = ("y", "Loopback0", "32", "yes", "y", "0x1234", "")
    *questions, said = await asked(shell, "ping", "ip", *RUN, *extended, "n")
    assert questions[7:] == [
        "Source address or interface: ",
        "Type of service [0]: ",
        "Set DF bit in IP header? [no]: ",
        "Validate reply data? [no]: ",
        "Data pattern [0xABCD]: ",
        "Loose, Strict, Record, Timestamp, Verbose[none]: ",
        "Sweep range of sizes [n]: ",
    ]
    loopback = IPv4Address("172.16.10.100")
    echo = Echo(100, 1, loopback, 32, True, b"\x12\x34", True)
    assert server.asked == [("ping", PC, echo)] * 2
    assert said.splitlines()[2:6] == [
        "Packet sent with a source address of 172.16.10.100 ",
        "Packet sent with the DF bit set",
        "Reply data will be validated",
        "Packet has data pattern 0x1234",
    ]


async def test_a_sweep_sends_every_size() -> None:
    server, shell = ready(6)
    *questions, said = await asked(shell, "ping", "", *RUN, "", "yes", "100", "102", "1")
    assert questions[-3:] == [
        "Sweep min size [36]: ",
        "Sweep max size [18024]: ",
        "Sweep interval [1]: ",
    ]
    assert "Sending 6, [100..102]-byte ICMP Echos to 192.168.1.47" in said
    sizes = [echo.size for _, _, echo in server.asked if isinstance(echo, Echo)]
    assert sizes == [100, 101, 102, 100, 101, 102]


async def test_a_sweep_cannot_end_below_its_begin() -> None:
    _, shell = ready()
    said = (await asked(shell, "ping", "", *RUN, "", "y", "100", "99"))[-1]
    assert said == "% A decimal number between 100 and 18024.\n"


async def test_verbose_tells_of_every_echo() -> None:
    server, shell = ready()
    server.echoes = [
        Ping(Outcome.REPLY, 4.0),
        Ping(Outcome.TIMEOUT),
        Ping(Outcome.UNREACHABLE),
    ]
    run = ("192.168.1.47", "3", "", "", "y", "", "", "", "", "", "v")
    await typed(shell, "ping", "", *run)
    assert shell.prompt == "Loose, Strict, Record, Timestamp, Verbose[V]: "
    said = await typed(shell, "", "")
    assert said.split("seconds:\n")[1] == (
        "Reply to request 0 (4 ms)\nRequest 1 timed out\nRequest 2: unreachable\n"
        "Success rate is 33 percent (1/3), round-trip min/avg/max = 4/4/4 ms\n"
    )


@pytest.mark.parametrize(
    ("replies", "told", "question"),
    [
        (("ipx",), '% Unknown protocol - "ipx", type "ping ?" for help\n', "angela#"),
        (("", "nobody"), "% Unrecognized host or address, or protocol not running.\n", "angela#"),
        (("", "1.1.1.1", "0"), "% A decimal number between 1 and 2147483647.\n", "Repeat count"),
        (("", "1.1.1.1", "", "35"), "% A decimal number between 36 and 18024.\n", "Datagram size"),
        (("", "1.1.1.1", "", "", "x"), "% A decimal number between 0 and 3600.\n", "Timeout"),
        (("", "1.1.1.1", "", "", "", "x"), "% Please answer 'yes' or 'no'.\n", "Extended"),
        (
            ("", *RUN, "y", "10.9.9.9"),
            "% Invalid source address- IP address not on any of our up interfaces\n",
            "Source address or interface: ",
        ),
        (("", *RUN, "y", "", "256"), "% A decimal number between 0 and 255.\n", "Type of service"),
        (
            ("", *RUN, "y", "", "", "", "", "hello"),
            "% Data pattern must be a hexadecimal number from 0 to FFFF\n",
            "Data pattern",
        ),
        (
            ("", *RUN, "y", "", "", "", "", "", "record"),
            "% IP options are not supported: Verbose or none\n",
            "Loose, Strict",
        ),
    ],
)
async def test_bad_answers_are_told(replies: tuple[str, ...], told: str, question: str) -> None:
    server, shell = ready()
    assert await typed(shell, "ping", *replies) == told
    assert shell.prompt.startswith(question)
    assert server.asked == []
