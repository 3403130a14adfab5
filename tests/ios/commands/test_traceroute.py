from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from tests.ios.support import PC, FakeServer, angela, typed
from vpdn.ios.shell import Shell
from vpdn.net.tracer import Answer, Found, Probe

LOOPBACK = IPv4Address("172.16.10.100")
RUND = IPv4Address("172.17.247.195")


def ready() -> tuple[FakeServer, Shell]:
    server, _, shell = angela()
    server.answers = [Answer(Found.THERE, RUND, 4.0)] * 3
    return server, shell


@pytest.mark.parametrize(
    ("line", "target", "probe"),
    [
        ("traceroute 192.168.1.47", PC, Probe(1, 33434, 3)),
        ("traceroute ip rund", RUND, Probe(1, 33434, 3)),
        ("trace rund source lo0 timeout 1", RUND, Probe(1, 33434, 1, LOOPBACK)),
        ("traceroute rund port 7 ttl 9 9 probe 1", RUND, Probe(9, 7, 3)),
        ("traceroute rund ttl 0 255 timeout 2", RUND, Probe(1, 33434, 2)),
    ],
)
async def test_options_go_with_the_probes(line: str, target: IPv4Address, probe: Probe) -> None:
    server, shell = ready()
    await typed(shell, line)
    assert server.asked[0] == ("probe", target, probe)


async def test_numeric_has_no_names() -> None:
    assert "rund" in await typed(ready()[1], "traceroute 172.17.247.195")
    assert "rund" not in await typed(ready()[1], "traceroute 172.17.247.195 numeric")


async def test_the_dialog() -> None:
    server, shell = ready()
    questions = []
    for reply in ("traceroute", "", "rund", "loopback0", "y", "1", "2", "3", "4", "99"):
        await typed(shell, reply)
        questions.append(shell.prompt)
    assert questions == [
        "Protocol [ip]: ",
        "Target IP address: ",
        "Source address: ",
        "Numeric display [n]: ",
        "Timeout in seconds [3]: ",
        "Probe count [3]: ",
        "Minimum Time to Live [1]: ",
        "Maximum Time to Live [30]: ",
        "Port Number [33434]: ",
        "Loose, Strict, Record, Timestamp, Verbose[none]: ",
    ]
    assert await typed(shell, "") == (
        "Type escape sequence to abort.\nTracing the route to 172.17.247.195\n\n"
        "  3 172.17.247.195 4 msec 4 msec\n"
    )
    assert server.asked == [
        ("probe", RUND, Probe(3, 99, 1, LOOPBACK)),
        ("probe", RUND, Probe(3, 100, 1, LOOPBACK)),
    ]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("traceroute nobody", "% Unrecognized host or address, or protocol not running.\n"),
        ("traceroute rund ttl 5 4", "% Minimum Time to Live is greater than the maximum\n"),
        ("traceroute rund source lo9", "% Invalid source interface - "),
        ("traceroute rund ttl 0 256", "% Invalid input detected"),
    ],
)
async def test_bad_lines_send_nothing(line: str, told: str) -> None:
    server, shell = ready()
    assert told in await typed(shell, line)
    assert server.asked == []


async def test_user_exec_has_the_simple_form_only() -> None:
    _, shell = ready()
    shell.session.privilege = 1
    assert "Invalid input" in await typed(shell, "traceroute rund numeric")
    assert "4 msec" in await typed(shell, "traceroute rund")
