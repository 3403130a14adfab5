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
    UNSUPPORTED_AUTH_TYPE = 18
    ACCOUNT_DISABLED = 34
    NO_POLICY_MATCH = 48
    DIALIN_DISABLED = 65
    INVALID_AUTH_TYPE = 66


TEXTS = {
    Reason.SUCCESS: "access granted",
    Reason.MALFORMED_REQUEST: "the request is malformed",
    Reason.NO_SUCH_DOMAIN: "the domain does not exist",
    Reason.NO_SUCH_USER: "the user does not exist",
    Reason.AUTH_FAILURE: "wrong user name or password",
    Reason.UNSUPPORTED_AUTH_TYPE: "this user's credentials cannot be checked this way",
    Reason.ACCOUNT_DISABLED: "the account is disabled",
    Reason.NO_POLICY_MATCH: "no remote access policy matches",
    Reason.DIALIN_DISABLED: "the user or the policy denies dial-in",
    Reason.INVALID_AUTH_TYPE: "the policy's profile does not allow this authentication method",
}

ACCESS_DENIED = 691
MSCHAP_ERRORS = {
    Reason.ACCOUNT_DISABLED: 647,
    Reason.NO_POLICY_MATCH: 649,
    Reason.DIALIN_DISABLED: 649,
}


def mschap_error(reason: Reason) -> int:
    """The error number of MS-CHAP-Error: a stranger learns nothing but 691."""
    return MSCHAP_ERRORS.get(reason, ACCESS_DENIED)
