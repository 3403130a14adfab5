"""Which call gets a line that has no name known; whole logs of it are in `test_later`."""

from __future__ import annotations

from tests.explain.support import causes, explained

ASKS = """{0} MS-CHAP-V2: I RESPONSE id 1 len 57 from "{1}"
{0} PPP: Sent MSCHAP_V2 LOGIN Request
"""
PASSES = "{0} PPP: Received LOGIN Response PASS\n"
UP = """{0} MS-CHAP-V2: O SUCCESS id 1 len 46 msg is "S=00"
{0} IPCP: State is Open
"""


def users(log: str) -> dict[str, str]:
    return {one.name: one.values.get("user", "") for one in explained(log.splitlines())}


def test_the_first_that_was_let_in_gets_the_first_interface() -> None:
    log = ASKS.format("ppp1", "ann") + ASKS.format("ppp2", "bob")
    log += PASSES.format("ppp2") + PASSES.format("ppp1") + UP.format("Vi5") + UP.format("Vi4")
    assert users(log) == {"Vi5": "ann", "Vi4": "bob"}


def test_who_was_not_let_in_gets_none() -> None:
    log = ASKS.format("ppp1", "ann") + "ppp1 PPP: Received LOGIN Response FAIL\n"
    log += ASKS.format("ppp2", "bob") + PASSES.format("ppp2") + UP.format("Vi5")
    assert users(log) == {"ppp1": "ann", "Vi5": "bob"}


def test_requests_get_their_names_in_turn() -> None:
    log = ASKS.format("ppp1", "ann") + ASKS.format("ppp2", "bob")
    log += "RADIUS(0000000A): Send Access-Request to 10.0.0.1:1812 id 1645/1, len 60\n"
    log += "RADIUS(0000000B): Send Access-Request to 10.0.0.2:1812 id 1645/2, len 60\n"
    servers = {one.name: one.values["server"] for one in explained(log.splitlines())}
    assert servers == {"ppp1": "10.0.0.1", "ppp2": "10.0.0.2"}


def test_a_tunnel_that_waits_too_long_is_another_ones() -> None:
    created = "*Nov 27 06:00:00.000: Tnl {0} PPTP: Tunnel created; peer initiated"
    late = "*Nov 27 06:00:30.000: "
    log = [created.format(1), late + created.format(2)[22:], late + "ppp1 LCP: State is Open"]
    assert {one.tunnel: one.name for one in explained(log)} == {"1": "tunnel 1", "2": "ppp1"}


def test_an_answer_without_its_request_is_the_callers_that_hears_of_it() -> None:
    log = [
        "RADIUS: No response from (10.99.1.2:1812,1813) for id 1645/124",
        "ppp61 AUTH: Timeout 1",
    ]
    assert causes([*log, "ppp61 PPP: Received LOGIN Response FAIL"]) == ["RADIUS unreachable"]


def test_the_end_of_a_tunnel_is_that_of_the_call_that_ended() -> None:
    log = ["ppp61 PPP: Phase is TERMINATING", "Tnl 29 PPTP: Destroy tunnel"]
    assert [one.tunnel for one in explained(log)] == ["29"]
