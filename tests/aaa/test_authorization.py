"""Leave for each stage, in the order of the document's log."""

from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from vpdn.aaa.authorization import Subject, authorize
from vpdn.aaa.trace import AuthorAnswered, AuthorAsked, AuthorFinished, AuthorStarted
from vpdn.aaa.types import AV, Accept
from vpdn.machine import Trace
from vpdn.ppp.outputs import Stage
from vpdn.radius.trace import UnrecognizedVsa

PORT = "Virtual-Access1"
PEER = IPv4Address("172.16.10.1")
SERVICE = AV("service", "ppp")
ADDRESS = AV("addr", "172.16.10.1", mandatory=False)
KEYS = AV("mschap_mppe_keys", "1p1T", mandatory=False)
RADIUS = Accept("radius", attributes=(KEYS,), unrecognized=((311, 10),))
LOCAL = Accept("local")


def ask(
    stage: Stage, accept: Accept | None, *methods: str, address: IPv4Address | None = None
) -> tuple[tuple[AV, ...] | None, list[Trace]]:
    traces: list[Trace] = []
    subject = Subject(stage, accept, PORT, b"tac", address)
    pairs = authorize(subject, methods, "default", traces.append, lambda count: b"\0" * count)
    return pairs, traces


def started(stage: Stage, method: str, *sent: AV) -> AuthorStarted:
    return AuthorStarted(stage, 0, PORT, b"tac", sent, "default", method)


@pytest.mark.parametrize(
    ("stage", "protocol"), [(Stage.LCP, "lcp"), (Stage.IPCP, "ip"), (Stage.CCP, "ccp")]
)
def test_radius_gives_the_attributes_of_its_accept(stage: Stage, protocol: str) -> None:
    assert ask(stage, RADIUS, "radius", "local") == (
        (SERVICE, KEYS),
        [
            AuthorAsked(stage),
            started(stage, "radius", SERVICE, AV("protocol", protocol)),
            UnrecognizedVsa(311, 10),
            AuthorFinished(stage, 0, "PASS_REPL"),
            AuthorAnswered(stage, True, (SERVICE, KEYS)),
        ],
    )


def test_the_peers_address_is_asked_for_and_given() -> None:
    pairs, traces = ask(Stage.IPCP_ADDRESS, RADIUS, "radius", address=PEER)
    assert pairs == (SERVICE, KEYS, ADDRESS)
    assert traces[1] == started(
        Stage.IPCP_ADDRESS, "radius", SERVICE, AV("protocol", "ip"), ADDRESS
    )


def test_an_address_from_the_server_is_not_joined_by_another() -> None:
    fixed = AV("addr", "10.0.0.9")
    pairs, _ = ask(
        Stage.IPCP_ADDRESS, Accept("radius", attributes=(fixed,)), "radius", address=PEER
    )
    assert pairs == (SERVICE, fixed)


def test_lines_for_the_interface_are_said_with_leave_for_lcp_alone() -> None:
    line = AV("interface-config", "mtu 1400")
    accept = Accept("radius", attributes=(KEYS, line))
    assert ask(Stage.LCP, accept, "radius")[0] == (SERVICE, KEYS, line)
    assert ask(Stage.IPCP, accept, "radius")[0] == (SERVICE, KEYS)
    alone = Accept("radius", attributes=(line,))
    assert ask(Stage.IPCP, alone, "radius")[0] == (SERVICE, AV("protocol", "ip"))


@pytest.mark.parametrize(
    ("accept", "method"),
    [(Accept("radius"), "radius"), (LOCAL, "local"), (LOCAL, "if-authenticated"), (None, "none")],
)
def test_without_attributes_the_request_stands_as_it_was(
    accept: Accept | None, method: str
) -> None:
    """As in the document's log of a user whose accept had no keys."""
    sent = (SERVICE, AV("protocol", "ccp"))
    assert ask(Stage.CCP, accept, method) == (
        sent,
        [
            AuthorAsked(Stage.CCP),
            started(Stage.CCP, method, *sent),
            AuthorFinished(Stage.CCP, 0, "PASS_ADD"),
            AuthorAnswered(Stage.CCP, True, sent),
        ],
    )


def test_radius_does_not_know_whom_it_did_not_let_in_and_the_list_goes_on() -> None:
    pairs, traces = ask(Stage.LCP, LOCAL, "radius", "local")
    assert pairs == (SERVICE, AV("protocol", "lcp"))
    statuses = [one.status for one in traces if isinstance(one, AuthorFinished)]
    assert statuses == ["ERROR", "PASS_ADD"]


@pytest.mark.parametrize(
    ("accept", "methods"),
    [
        (LOCAL, ("radius",)),
        (None, ("if-authenticated",)),
        (RADIUS, ("group tacacs+",)),
        (LOCAL, ()),
    ],
)
def test_a_stage_that_no_method_grants_may_not_start(
    accept: Accept | None, methods: tuple[str, ...]
) -> None:
    pairs, traces = ask(Stage.LCP, accept, *methods)
    assert pairs is None
    assert traces[-1] == AuthorAnswered(Stage.LCP, False, ())
