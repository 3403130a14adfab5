from __future__ import annotations

from ipaddress import IPv4Address

from tests.ios.screens import Sitting
from tests.ios.support import FakeServer, angela, typed
from vpdn.ios.shell import Shell
from vpdn.net.tracer import Answer, Found, Probe

GATEWAY, RUND = IPv4Address("10.200.20.250"), IPv4Address("172.17.247.195")
LOST = Answer(Found.NOTHING)


def by(address: IPv4Address, ms: float, found: Found = Found.ON_THE_WAY) -> Answer:
    return Answer(found, address, ms)


def ready(*answers: Answer) -> tuple[FakeServer, Shell]:
    server, _, shell = angela()
    server.answers = list(answers)
    return server, shell


async def test_a_way_with_a_gap_ends_at_its_target() -> None:
    server, shell = ready(
        *[by(GATEWAY, 4.2)] * 3,
        *[LOST] * 3,
        by(RUND, 8.0, Found.THERE),
        LOST,
        by(RUND, 0.3, Found.THERE),
    )
    assert await typed(shell, "traceroute 172.17.247.195") == (
        "\nType escape sequence to abort.\n"
        "Tracing the route to rund (172.17.247.195)\n\n"
        "  1 10.200.20.250 4 msec 4 msec 4 msec\n"
        "  2  *  *  * \n"
        "  3 rund (172.17.247.195) 8 msec *  1 msec\n"
    )
    probes = [probe for _, _, probe in server.asked if isinstance(probe, Probe)]
    assert [probe.ttl for probe in probes] == [1, 1, 1, 2, 2, 2, 3, 3, 3]
    assert [probe.port for probe in probes] == list(range(33434, 33443))
    assert {probe.timeout for probe in probes} == {3}


async def test_marks_end_the_way() -> None:
    gone = [Found.HOST, Found.NETWORK, Found.PROTOCOL, Found.PROHIBITED, Found.QUENCHED]
    _, shell = ready(*[by(GATEWAY, 4, found) for found in (*gone, Found.OTHER)])
    said = await typed(shell, "traceroute 192.168.1.47 probe 6")
    assert said.endswith("\n\n  1 10.200.20.250 !H  !N  !P  !A  Q  ? \n")


async def test_another_address_in_a_hop_has_a_line_of_its_own() -> None:
    other = IPv4Address("10.200.20.251")
    _, shell = ready(LOST, by(GATEWAY, 4), by(other, 8, Found.THERE))
    said = await typed(shell, "traceroute 192.168.1.47")
    assert said.endswith("  1  * 10.200.20.250 4 msec\n    10.200.20.251 8 msec\n")


async def test_after_the_last_hop_it_ends() -> None:
    _, shell = ready(*[LOST] * 4)
    said = await typed(shell, "traceroute 192.168.1.47 ttl 5 6 probe 2")
    assert said.endswith("\n\n  5  *  * \n  6  *  * \n")


async def test_ports_stay_ports() -> None:
    server, shell = ready(*[LOST] * 3)
    await typed(shell, "traceroute 192.168.1.47 port 65534 ttl 1 1")
    assert [probe.port for _, _, probe in server.asked if isinstance(probe, Probe)] == [
        65534,
        65535,
        65534,
    ]


async def test_the_escape_sequence_ends_it() -> None:
    sitting = Sitting()
    sitting.server.answers = [by(GATEWAY, 4)] * 4
    await sitting.type("traceroute 192.168.1.47\r")
    assert await sitting.type(b"\x1e") == "\r\nangela#"
    await sitting.leave()
