"""A new password, taken out of a change of it: RFC 2433 section 10, RFC 2759 section 7.

Who knows the old password could write the change, and nobody else; whether the new password is a
good one, and where it is kept, is not known here.
"""

from __future__ import annotations

import hmac

from vpdn.aaa.proof import Secret
from vpdn.crypto.mschap import decrypt_hash, decrypt_password_block, nt_password_hash
from vpdn.errors import DecodeError
from vpdn.ppp.outputs import PasswordChange


def new_password(change: PasswordChange, old: Secret) -> str | None:
    """The new password; None when the change was not made with the old one."""
    try:
        new = decrypt_password_block(change.password, old.nt_hash)
    except DecodeError:
        return None
    claimed = decrypt_hash(change.old_hash, nt_password_hash(new))
    return new if hmac.compare_digest(claimed, old.nt_hash) else None
