"""An error goes on, a refusal ends."""

from __future__ import annotations

from itertools import count

import pytest

from tests.radiusd.support import pap
from vpdn.aaa.method_list import authenticate
from vpdn.aaa.trace import AuthenFinished, AuthenRestarted, AuthenStarted, MethodTried
from vpdn.aaa.types import Accept, AuthRequest, Reject
from vpdn.errors import Unavailable
from vpdn.machine import Entropy, Trace


class Says:
    """A method that knows the outcome beforehand; None: nobody answers."""

    def __init__(self, name: str, outcome: Accept | Reject | None) -> None:
        self.name = name
        self.outcome = outcome

    async def authenticate(self, request: AuthRequest) -> Accept | Reject:
        if self.outcome is None:
            raise Unavailable("silence")
        return self.outcome


def numbers() -> Entropy:
    """Transactions 1, 2, 3 …"""
    counter = count(1)
    return lambda size: next(counter).to_bytes(size, "big")


async def run(*methods: Says) -> tuple[Accept | Reject | None, list[Trace]]:
    traces: list[Trace] = []
    request = AuthRequest(pap(), "Virtual-Access1", 1, traces.append)
    try:
        return await authenticate(request, methods, "default", numbers()), traces
    except Unavailable:
        return None, traces


@pytest.mark.parametrize(
    ("outcome", "status"), [(Accept("radius"), "PASS"), (Reject("radius"), "FAIL")]
)
async def test_the_first_method_that_knows_ends_the_list(
    outcome: Accept | Reject, status: str
) -> None:
    assert await run(Says("radius", outcome), Says("local", Accept("local"))) == (
        outcome,
        [
            AuthenStarted(1, "Virtual-Access1", "default"),
            MethodTried(1, "radius"),
            AuthenFinished(1, status),
        ],
    )


async def test_an_error_goes_on_under_a_new_transaction() -> None:
    assert await run(Says("radius", None), Says("local", Accept("local"))) == (
        Accept("local"),
        [
            AuthenStarted(1, "Virtual-Access1", "default"),
            MethodTried(1, "radius"),
            AuthenFinished(1, "ERROR", last=False),
            AuthenRestarted(2, "Virtual-Access1"),
            MethodTried(2, "local"),
            AuthenFinished(2, "PASS"),
        ],
    )


async def test_only_the_last_error_is_the_lists_answer() -> None:
    _, traces = await run(Says("radius", None), Says("krb5", None))
    assert [one.last for one in traces if isinstance(one, AuthenFinished)] == [False, True]


@pytest.mark.parametrize("methods", [[], [Says("radius", None)]])
async def test_a_list_without_an_answer_is_unavailable(methods: list[Says]) -> None:
    outcome, traces = await run(*methods)
    assert outcome is None
    assert [one for one in traces if isinstance(one, AuthenFinished)] == [
        AuthenFinished(1, "ERROR") for _ in methods
    ]
