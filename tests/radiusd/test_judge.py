"""Credentials, then the account, then the policies; a stranger learns nothing of the last two."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.radiusd.support import (
    ANGELA,
    EVERY_METHOD,
    SECRET,
    Make,
    change,
    chap,
    document,
    mschap,
    mschap_v2,
    policy,
    tac,
)
from vpdn.aaa.proof import Secret, prove
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


VERSIONS = pytest.mark.parametrize("make", [mschap, mschap_v2])
EXPIRED = tac(password_expires=datetime(2001, 3, 1, tzinfo=UTC))


class Office:
    """A judge that remembers, as the server's does."""

    def __init__(self, **changes: Any) -> None:
        self.settings = document(**changes)
        self.judge = Judge(self.settings, lambda: NOON)

    def reason(self, given: Credentials) -> Reason:
        return self.verdict(given).reason

    def verdict(self, given: Credentials) -> Verdict:
        attributes = access_request(ANGELA, 1, given.user, credential_attributes(given))
        asked = decode(request(Code.ACCESS_REQUEST, 1, bytes(16), SECRET, attributes))
        return self.judge.judge(asked, self.settings.clients[0], ANGELA)


@pytest.mark.parametrize(
    ("user", "reason"),
    [
        (EXPIRED, Reason.PASSWORD_MUST_CHANGE),
        (tac(must_change_password=True), Reason.PASSWORD_MUST_CHANGE),
        (tac(password_expires=datetime(2001, 3, 10, tzinfo=UTC)), Reason.SUCCESS),
        (tac(hours="Sat"), Reason.INVALID_LOGON_HOURS),
        (tac(hours=["Sat", "Fri 11:00-13:00"]), Reason.SUCCESS),
        (tac(hours="Sat", must_change_password=True), Reason.INVALID_LOGON_HOURS),
        (tac(hours="Sat", disabled=True), Reason.ACCOUNT_DISABLED),
    ],
)
def test_an_accounts_own_state_is_told_after_the_right_password_only(
    user: dict[str, Any], reason: Reason
) -> None:
    assert judged(mschap_v2(), users=[user]).reason is reason
    assert judged(mschap_v2(password="wrong"), users=[user]).reason is Reason.AUTH_FAILURE


@VERSIONS
def test_a_changed_password_lets_in_at_once_and_is_the_only_one_from_then_on(make: Any) -> None:
    office = Office(users=[EXPIRED])
    assert office.reason(make()) is Reason.PASSWORD_MUST_CHANGE
    verdict = office.verdict(change(make))
    assert (verdict.reason, verdict.note) == (Reason.SUCCESS, "User tac changed the password")
    assert verdict.given == make(password="secret")
    assert verdict.grant is not None
    assert verdict.grant.proof == prove(make(password="secret"), Secret.of("secret"))
    assert office.reason(make(password="secret")) is Reason.SUCCESS
    assert office.reason(make()) is Reason.AUTH_FAILURE


@VERSIONS
def test_nothing_is_changed_without_both_proofs(make: Any) -> None:
    office = Office(users=[EXPIRED])
    assert office.reason(change(make, old="guess")) is Reason.AUTH_FAILURE
    assert office.reason(change(make, claims="other")) is Reason.AUTH_FAILURE
    assert office.reason(make()) is Reason.PASSWORD_MUST_CHANGE


def test_a_password_that_is_none_or_the_old_one_is_not_taken() -> None:
    office = Office(users=[EXPIRED])
    for new in ("", "admin"):
        verdict = office.verdict(change(mschap_v2, new=new, claims=new))
        assert verdict.reason is Reason.CHANGE_PASSWORD_FAILURE
        assert verdict.note == "User tac gave no new password"


def test_a_disabled_account_changes_no_password() -> None:
    assert Office(users=[tac(disabled=True)]).reason(change(mschap)) is Reason.ACCOUNT_DISABLED


def test_what_cannot_be_kept_is_not_changed_and_says_why(tmp_path: Path) -> None:
    office = Office(users=[EXPIRED], changed_passwords=tmp_path / "nowhere" / "file")
    verdict = office.verdict(change(mschap_v2))
    assert verdict.reason is Reason.CHANGE_PASSWORD_FAILURE
    assert verdict.note.startswith("The password of tac was not kept: ")
    assert office.reason(mschap_v2()) is Reason.PASSWORD_MUST_CHANGE


def test_a_policy_that_denies_still_does_after_the_change() -> None:
    office = Office(users=[EXPIRED | {"dialin": "deny"}])
    assert office.reason(change(mschap_v2)) is Reason.DIALIN_DISABLED
    assert office.reason(mschap_v2(password="secret")) is Reason.DIALIN_DISABLED
