"""Why a request was decided as it was: the reason codes of IAS, and what the user is told.

The numbers are those of IAS' event log; the MS-CHAP error numbers are RFC 2433's.
"""

from __future__ import annotations

from enum import IntEnum


class Reason(IntEnum):
    SUCCESS = 0
    MALFORMED_REQUEST = 3
    NO_SUCH_DOMAIN = 7
    NO_SUCH_USER = 8
    AUTH_FAILURE = 16
    CHANGE_PASSWORD_FAILURE = 17
    UNSUPPORTED_AUTH_TYPE = 18
    PASSWORD_MUST_CHANGE = 33
    ACCOUNT_DISABLED = 34
    INVALID_LOGON_HOURS = 37
    NO_POLICY_MATCH = 48
    DIALIN_DISABLED = 65
    INVALID_AUTH_TYPE = 66


TEXTS = {
    Reason.SUCCESS: "access granted",
    Reason.MALFORMED_REQUEST: "the request is malformed",
    Reason.NO_SUCH_DOMAIN: "the domain does not exist",
    Reason.NO_SUCH_USER: "the user does not exist",
    Reason.AUTH_FAILURE: "wrong user name or password",
    Reason.CHANGE_PASSWORD_FAILURE: "the new password was not taken",
    Reason.UNSUPPORTED_AUTH_TYPE: "this user's credentials cannot be checked this way",
    Reason.PASSWORD_MUST_CHANGE: "the password has expired or must be changed",
    Reason.ACCOUNT_DISABLED: "the account is disabled",
    Reason.INVALID_LOGON_HOURS: "the account may not log on at this time",
    Reason.NO_POLICY_MATCH: "no remote access policy matches",
    Reason.DIALIN_DISABLED: "the user or the policy denies dial-in",
    Reason.INVALID_AUTH_TYPE: "the policy's profile does not allow this authentication method",
}

ACCESS_DENIED = 691
MSCHAP_ERRORS = {
    Reason.INVALID_LOGON_HOURS: 646,
    Reason.ACCOUNT_DISABLED: 647,
    Reason.PASSWORD_MUST_CHANGE: 648,
    Reason.NO_POLICY_MATCH: 649,
    Reason.DIALIN_DISABLED: 649,
    Reason.CHANGE_PASSWORD_FAILURE: 709,
}
GOES_ON = frozenset({Reason.PASSWORD_MUST_CHANGE, Reason.CHANGE_PASSWORD_FAILURE})
"""What the user can mend at once, by giving a new password: `R=1`."""


def mschap_error(reason: Reason) -> int:
    """The error number of MS-CHAP-Error: a stranger learns nothing but 691."""
    return MSCHAP_ERRORS.get(reason, ACCESS_DENIED)
