"""Whole runs against a router of ours, in namespaces: calls, traffic, failures, ends."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Callable
from dataclasses import replace
from ipaddress import IPv4Address, IPv4Interface

import pytest

from tests.client.lab import SERVER, Lab, served
from vpdn.client.errors import DialError
from vpdn.client.settings import DialSettings, Routing
from vpdn.errors import ConfigError
from vpdn.load.run import Run
from vpdn.load.settings import Kind, LoadSettings, Plan, Traffic
from vpdn.load.stopwatch import Phase
from vpdn.net import namespaces
from vpdn.net.netlink import Netlink
from vpdn.ppp.personality import LINUX, WINDOWS_10

CALL = DialSettings(str(SERVER), "tac", "admin", routing=Routing.SOURCE, timeout=10)
ECHO = Traffic(Kind.ECHO, 64, 20)
TEN = LoadSettings(CALL, Plan(sessions=10, rate=40, hold=1), traffic=(ECHO,))


def played(lab: Lab, settings: LoadSettings, meanwhile: Callable[[Run], None] | None = None) -> Run:
    """The run, on the PC, when it is over; `meanwhile` is called when all calls are up."""

    def look(run: Run) -> None:
        if meanwhile is not None and run.tally.up == settings.plan.sessions:
            meanwhile(run)
        else:
            asyncio.get_running_loop().call_later(0.02, look, run)

    async def play() -> Run:
        run = Run(settings)
        look(run)
        async with asyncio.timeout(60):
            await run.run()
        assert run.tally.under_way == run.tally.up == 0
        return run

    with namespaces.inside(lab.pc):
        return asyncio.run(play())


def test_ten_calls_with_their_traffic_and_nothing_left_on_the_machine(lab: Lab) -> None:
    before, states = lab.state(), list[str]()
    with served(lab):
        run = played(lab, TEN, lambda _: states.append(lab.state()))
    tally = run.tally
    assert (tally.connected, tally.hung_up, tally.failed, tally.lost) == (10, 10, 0, 0)
    assert {each.count for each in tally.phases.values()} == {10}
    assert tally.doubled_addresses == 0
    [echo] = tally.traffic
    assert echo.sent == echo.received >= 10 * 20
    assert (echo.damaged, echo.misled, tally.strange_packets) == (0, 0, 0)
    assert tally.data_path["packets_out"] == tally.data_path["packets_in"] == echo.sent
    assert states == [before]
    assert run.unsent == 0


def test_phases_add_up_to_the_whole(lab: Lab) -> None:
    with served(lab):
        phases = played(lab, replace(TEN, plan=Plan(1, 1, hold=0.1))).tally.phases
    one = {phase: each.most for phase, each in phases.items()}
    serial = (Phase.TCP, Phase.CONTROL, Phase.CALL, Phase.LCP, Phase.AUTHENTICATION)
    whole = sum(one[phase] for phase in serial) + max(one[Phase.CCP], one[Phase.IPCP])
    assert whole == pytest.approx(one[Phase.WHOLE], abs=0.005)


def test_a_refused_user_among_others_is_691_in_authentication(lab: Lab) -> None:
    users = (("tac", "admin"), ("tac", "guess"))
    with served(lab):
        tally = played(lab, replace(TEN, users=users)).tally
    assert {what: each.count for what, each in tally.failures.items()} == {
        (691, Phase.AUTHENTICATION): 5
    }
    assert (tally.connected, tally.hung_up, tally.failed) == (5, 5, 5)


def test_calls_are_lost_when_the_server_dies_and_the_run_ends(lab: Lab) -> None:
    with served(lab) as router:
        plan = Plan(sessions=10, rate=40, hold=30)
        tally = played(lab, replace(TEN, plan=plan), lambda _: router.kill()).tally
    assert tally.lost == 10
    assert {phase for _, phase in tally.failures} == {Phase.HELD}
    assert sum(each.count for each in tally.failures.values()) == 10


def test_a_network_that_vanishes_keeps_no_run_from_ending(lab: Lab) -> None:
    def cut(_: Run) -> None:
        subprocess.run(["ip", "-n", lab.router, "link", "set", "eth0", "down"], check=True)

    with served(lab):
        run = played(lab, replace(TEN, plan=Plan(sessions=10, rate=40, hold=3)), cut)
    [echo] = run.tally.traffic
    assert (run.tally.hung_up, run.tally.lost) == (10, 0)
    assert echo.lost > 10 * 20
    assert run.seconds < 3 + 10 / 40 + 3 * 1.5 + 5


def test_calls_that_fail_are_tried_again_at_the_rate_while_there_is_time(lab: Lab) -> None:
    plan = Plan(sessions=5, rate=20, duration=2)
    tally = played(lab, replace(TEN, plan=plan)).tally
    assert set(tally.failures) == {(808, Phase.TCP)}
    assert tally.failed == pytest.approx(40, abs=2)


def test_stopped_it_hangs_up(lab: Lab) -> None:
    with served(lab):
        run = played(lab, replace(TEN, plan=Plan(10, 40, hold=600)), Run.stop)
    assert (run.tally.hung_up, run.tally.failed, run.tally.lost) == (10, 0, 0)


def test_churn_replaces_calls_and_the_number_up_stays(lab: Lab) -> None:
    with served(lab):
        tally = played(lab, replace(TEN, plan=Plan(10, 40, duration=3, churn=10))).tally
    assert tally.most_up == 10
    assert tally.connected == pytest.approx(35, abs=10)
    assert tally.placed == tally.hung_up + tally.given_up
    assert (tally.failed, tally.lost, tally.doubled_addresses) == (0, 0, 0)


def test_personalities_and_source_addresses_take_turns(lab: Lab) -> None:
    here = (IPv4Address("10.9.0.1"), IPv4Address("10.9.0.3"), IPv4Address("10.9.0.4"))
    with namespaces.inside(lab.pc), Netlink() as netlink:
        for each in here[1:]:
            netlink.add_address("eth0", IPv4Interface((each, 24)))
    connections: list[str] = []

    def look(_: Run) -> None:
        connections.append(lab.run("ss", "-Htn", "dport = 1723").stdout)

    settings = replace(TEN, personalities=(LINUX, WINDOWS_10), sources=here)
    settings = replace(settings, plan=Plan(6, 40, hold=1))
    with served(lab):
        tally = played(lab, settings, look).tally
    assert (tally.connected, tally.failed) == (6, 0)
    assert [connections[0].count(f"{each}:") for each in here] == [2, 2, 2]
    assert tally.traffic[0].sent == tally.traffic[0].received


def test_a_server_without_an_address_and_a_source_that_is_not_ours_are_no_run(lab: Lab) -> None:
    with pytest.raises(DialError, match="868"):
        played(lab, replace(TEN, call=replace(CALL, server="..")))
    with pytest.raises(ConfigError, match=r"192\.0\.2\.1"):
        played(lab, replace(TEN, sources=(IPv4Address("192.0.2.1"),)))
