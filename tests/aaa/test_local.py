"""The router's own users, and nobody asked at all."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from tests.radiusd.support import EVERY_METHOD, Make, change, mschap, mschap_v2, pap
from vpdn.aaa.local import Local, NoAuthentication
from vpdn.aaa.proof import Secret, prove
from vpdn.aaa.settings import LocalUser
from vpdn.aaa.types import Accept, AuthRequest, Reject, Service
from vpdn.crypto.password_hash import hashed, verify
from vpdn.ppp.outputs import Credentials

USERS = {
    "tac": LocalUser("tac", "admin"),
    "hashed": LocalUser("hashed", None),
    "secret": LocalUser("secret", hashed="$1$abcd$2hDGYdE0UrwK2pqoiF6BB1"),
}


LINES = [Service.LOGIN, Service.ENABLE]


def request(given: Credentials, service: Service = Service.PPP) -> AuthRequest:
    return AuthRequest(given, "Virtual-Access1", 1, lambda trace: None, service)


@pytest.mark.parametrize("make", EVERY_METHOD)
async def test_a_user_with_the_right_password_is_let_in_with_its_keys(make: Make) -> None:
    proof = prove(make(), Secret.of("admin"))
    assert proof is not None
    expected = Accept("local", message=proof.message, keys=proof.keys, privilege=1, account="tac")
    assert await Local(USERS).authenticate(request(make())) == expected


@pytest.mark.parametrize("make", EVERY_METHOD)
async def test_a_wrong_password_is_refused(make: Make) -> None:
    outcome = await Local(USERS).authenticate(request(make(password="wrong")))
    assert outcome == Reject("local")


@pytest.mark.parametrize("name", [b"nobody", b"", b"\xff\xfe", b"hashed"])
async def test_who_is_unknown_or_has_no_readable_password_is_refused(name: bytes) -> None:
    assert await Local(USERS).authenticate(request(pap(name))) == Reject("local")


async def test_a_password_that_is_sent_is_checked_against_its_hash() -> None:
    right, wrong = pap(b"secret", "cisco"), pap(b"secret", "Cisco")
    let_in = Accept("local", privilege=1, account="secret")
    assert await Local(USERS).authenticate(request(right)) == let_in
    assert await Local(USERS).authenticate(request(wrong)) == Reject("local")


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, threading.Thread]]:
    """The secrets that passwords were hashed for, and the threads that did it."""
    done: list[tuple[str, threading.Thread]] = []

    def counted(secret: str, password: str) -> bool:
        done.append((secret, threading.current_thread()))
        return verify(secret, password)

    monkeypatch.setattr("vpdn.aaa.local.verify", counted)
    return done


@pytest.mark.parametrize("name", [b"secret", b"SECRET", b"nobody", b"", b"tac", b"hashed"])
async def test_every_password_costs_one_hash_beside_the_loop_whoever_it_is_for(
    name: bytes, hashes: list[tuple[str, threading.Thread]]
) -> None:
    assert isinstance(await Local(USERS).authenticate(request(pap(name, "guess"))), Reject)
    [(secret, thread)] = hashes
    assert secret == USERS["secret"].hashed
    assert thread is not threading.main_thread()


async def test_a_name_that_is_unknown_always_costs_the_same_hash(
    hashes: list[tuple[str, threading.Thread]],
) -> None:
    secrets = {name: hashed(name, "5", bytes) for name in ("one", "two", "three")}
    local = Local({name: LocalUser(name, hashed=one) for name, one in secrets.items()})
    for name in 20 * [b"nobody"] + [str(n).encode() for n in range(100, 200)]:
        await local.authenticate(request(pap(name)))
    assert len({secret for secret, _ in hashes[:20]}) == 1
    assert {secret for secret, _ in hashes} == set(secrets.values())


async def test_without_hashed_secrets_nobody_waits_for_a_hash(
    hashes: list[tuple[str, threading.Thread]],
) -> None:
    local = Local({"tac": USERS["tac"]})
    assert await local.authenticate(request(pap(b"nobody"))) == Reject("local")
    await Local(USERS).authenticate(request(mschap_v2(b"nobody")))
    assert hashes == []


async def test_a_password_is_made_ready_once_and_a_user_s_own() -> None:
    local = Local({"tac": USERS["tac"], "eve": LocalUser("eve", "secret")})
    for _ in range(2):
        for name, password in ((b"tac", "admin"), (b"eve", "secret")):
            given = request(mschap_v2(name, password))
            assert isinstance(await local.authenticate(given), Accept)
            other = request(mschap_v2(name, "admin" if name == b"eve" else "secret"))
            assert await local.authenticate(other) == Reject("local")


async def test_chap_cannot_use_a_hash() -> None:
    outcome = await Local(USERS).authenticate(request(mschap_v2(b"secret", "cisco")))
    assert isinstance(outcome, Reject)
    assert "only its hash" in outcome.reason


async def test_an_lm_response_alone_is_refused() -> None:
    assert await Local(USERS).authenticate(request(mschap(flags=0))) == Reject("local")


async def test_names_are_taken_in_any_case_unless_the_case_counts() -> None:
    given = request(mschap_v2(b"TAC"))
    assert isinstance(await Local(USERS).authenticate(given), Accept)
    sensitive = Local(USERS, case_sensitive=True)
    assert await sensitive.authenticate(given) == Reject("local")
    assert isinstance(await sensitive.authenticate(request(pap())), Accept)


async def test_none_lets_everybody_in_without_keys() -> None:
    assert await NoAuthentication().authenticate(request(pap(b"who"))) == Accept("none")


@pytest.mark.parametrize("service", Service)
@pytest.mark.parametrize(
    "user",
    [
        LocalUser("op", "admin", privilege=7, max_calls=2),
        LocalUser("op", hashed="$1$abcd$2hDGYdE0UrwK2pqoiF6BB1", privilege=7, max_calls=2),
    ],
)
async def test_an_accept_comes_with_the_level_of_the_user_and_the_limit_of_calls(
    user: LocalUser, service: Service
) -> None:
    local = Local({"op": user})
    password = "cisco" if user.hashed else "admin"
    assert await local.authenticate(request(pap(b"OP", password), service)) == Accept(
        "local", privilege=7, account="op", max_calls=2
    )
    assert await local.authenticate(request(pap(b"op", ""), service)) == Reject("local")


@pytest.mark.parametrize("password", ["", "anything"])
@pytest.mark.parametrize("service", LINES)
async def test_a_user_without_a_password_logs_in_with_any(service: Service, password: str) -> None:
    local = Local({"op": LocalUser("op", privilege=3, free=True)})
    assert await local.authenticate(request(pap(b"OP", password), service)) == Accept(
        "local", privilege=3, account="op"
    )


@pytest.mark.parametrize("make", EVERY_METHOD)
async def test_nobody_dials_in_without_a_password(make: Make) -> None:
    local = Local({"tac": LocalUser("tac", free=True)})
    for password in ("", "admin"):
        assert await local.authenticate(request(make(password=password))) == Reject("local")


@pytest.mark.parametrize("service", LINES)
async def test_who_has_no_password_because_none_was_told_does_not_log_in(service: Service) -> None:
    local = Local({"op": LocalUser("op", privilege=15)})
    assert await local.authenticate(request(pap(b"op", ""), service)) == Reject("local")


async def test_none_gives_no_level() -> None:
    outcome = await NoAuthentication().authenticate(request(pap(b"who"), Service.LOGIN))
    assert outcome == Accept("none", privilege=None)


@pytest.mark.parametrize("make", [mschap, mschap_v2])
async def test_a_password_of_the_configuration_is_not_its_users_to_change(make: Any) -> None:
    outcome = await Local(USERS).authenticate(request(change(make)))
    assert isinstance(outcome, Reject)
    assert outcome.error == 709
