"""What a refused user is told."""

from __future__ import annotations

import pytest

from vpdn.radiusd.reasons import TEXTS, Reason, mschap_error


@pytest.mark.parametrize(
    ("reason", "error"),
    [
        (Reason.AUTH_FAILURE, 691),
        (Reason.NO_SUCH_USER, 691),
        (Reason.NO_SUCH_DOMAIN, 691),
        (Reason.ACCOUNT_DISABLED, 647),
        (Reason.INVALID_LOGON_HOURS, 646),
        (Reason.PASSWORD_MUST_CHANGE, 648),
        (Reason.CHANGE_PASSWORD_FAILURE, 709),
        (Reason.DIALIN_DISABLED, 649),
        (Reason.NO_POLICY_MATCH, 649),
        (Reason.INVALID_AUTH_TYPE, 691),
    ],
)
def test_a_stranger_learns_nothing_and_a_user_what_to_ask_for(reason: Reason, error: int) -> None:
    assert mschap_error(reason) == error


def test_every_reason_has_its_text() -> None:
    assert set(TEXTS) == set(Reason)
