"""Credentials, then the account, then the policies; a stranger learns nothing of the last two."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.radiusd.support import (
    ANGELA,
    EVERY_METHOD,
    SECRET,
    Make,
    chap,
    document,
    mschap,
    mschap_v2,
    policy,
    tac,
)
from vpdn.aaa.proof import Secret
from vpdn.aaa.radius_pairs import credential_attributes
from vpdn.ppp.outputs import Credentials
from vpdn.radius.access import access_request
from vpdn.radius.packet import Attributes, Code, decode, request
from vpdn.radiusd.judge import Judge, Verdict
from vpdn.radiusd.reasons import Reason

NOON = datetime(2001, 3, 9, 12, 0, tzinfo=UTC)


def judged(given: Credentials, **changes: Any) -> Verdict:
    return judged_by(access_request(ANGELA, 1, given.user, credential_attributes(given)), changes)


def judged_by(attributes: Attributes, changes: dict[str, Any]) -> Verdict:
    settings = document(**changes)
    asked = decode(request(Code.ACCESS_REQUEST, 1, bytes(16), SECRET, attributes))
    return Judge(settings, lambda: NOON).judge(asked, settings.clients[0], ANGELA)


@pytest.mark.parametrize(
    ("make", "method"),
    list(zip(EVERY_METHOD, ["pap", "chap", "ms-chap", "ms-chap-v2"], strict=True)),
)
def test_the_documents_user_is_granted_by_the_documents_policy(make: Make, method: str) -> None:
    verdict = judged(make())
    assert (verdict.reason, verdict.method) == (Reason.SUCCESS, method)
    assert verdict.grant is not None
    assert verdict.grant.user.name == "tac"
    assert verdict.policy is verdict.grant.policy


@pytest.mark.parametrize("make", EVERY_METHOD)
@pytest.mark.parametrize(
    ("user", "password", "reason"),
    [
        (b"tac", "wrong", Reason.AUTH_FAILURE),
        (b"nobody", "admin", Reason.NO_SUCH_USER),
        (b"ELSEWHERE\\tac", "admin", Reason.NO_SUCH_DOMAIN),
    ],
)
def test_who_proves_nothing_is_refused_before_any_policy(
    make: Make, user: bytes, password: str, reason: Reason
) -> None:
    verdict = judged(make(user, password))
    assert (verdict.reason, verdict.policy, verdict.grant) == (reason, None, None)


@pytest.mark.parametrize("user", [b"tac", b"NET\\tac", b"tac@net"])
def test_mschap_v2_is_checked_whatever_form_the_name_has(user: bytes) -> None:
    assert judged(mschap_v2(user)).reason is Reason.SUCCESS


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"users": [tac(disabled=True)]}, Reason.ACCOUNT_DISABLED),
        ({"users": [tac(dialin="deny")]}, Reason.DIALIN_DISABLED),
        ({"users": [tac(groups=[])]}, Reason.NO_POLICY_MATCH),
        ({"policies": []}, Reason.NO_POLICY_MATCH),
        ({"policies": [policy(profile={"authentication": ["pap"]})]}, Reason.INVALID_AUTH_TYPE),
    ],
)
def test_what_is_wrong_with_an_account_is_told_only_after_the_right_password(
    changes: dict[str, Any], reason: Reason
) -> None:
    assert judged(mschap(), **changes).reason is reason
    assert judged(mschap(password="wrong"), **changes).reason is Reason.AUTH_FAILURE


def test_an_lm_response_alone_is_a_wrong_password() -> None:
    assert judged(mschap(flags=0)).reason is Reason.AUTH_FAILURE


def test_chap_cannot_be_checked_against_a_hash() -> None:
    user = tac(nt_hash=Secret.of("admin").nt_hash.hex())
    del user["password"]
    assert judged(chap(), users=[user]).reason is Reason.UNSUPPORTED_AUTH_TYPE
    assert judged(mschap_v2(), users=[user]).reason is Reason.SUCCESS


def test_the_clock_is_asked_when_a_policy_wants_to_know() -> None:
    for hours, reason in (("Fri 11:00-13:00", Reason.SUCCESS), ("Sat", Reason.NO_POLICY_MATCH)):
        limited = policy(conditions={"Day-And-Time-Restrictions": hours})
        assert judged(mschap(), policies=[limited]).reason is reason


def test_malformed_and_unknown_credentials_have_their_reasons() -> None:
    malformed = judged_by([("User-Name", b"tac"), ("CHAP-Password", b"short")], {})
    assert (malformed.reason, malformed.method) == (Reason.MALFORMED_REQUEST, None)
    unknown = judged_by([("User-Name", b"tac"), ("EAP-Message", b"\2\1\0\4")], {})
    assert (unknown.reason, unknown.method) == (Reason.UNSUPPORTED_AUTH_TYPE, None)
