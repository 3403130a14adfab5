"""A password that has expired, from the router's AAA to our RADIUS server and back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.aaa.test_service import (
    RADIUS_THEN_LOCAL,
    Heard,
    aaa_settings,
    our_server,
    patient,
    started,
)
from tests.radiusd.support import change, mschap, mschap_v2, tac
from vpdn.aaa.proof import Secret, prove
from vpdn.aaa.types import Accept, Reject

EXPIRED = [tac(must_change_password=True)]


@pytest.mark.parametrize("make", [mschap, mschap_v2])
async def test_a_list_with_passwd_expiry_lets_the_user_change_an_expired_password(
    make: Any,
) -> None:
    server = our_server(users=EXPIRED)
    await server.start()
    aging = replace(RADIUS_THEN_LOCAL, password_expiry=True)
    aaa, heard = await started(patient(server), aaa_settings(aging)), Heard()
    expired = await aaa.authenticate_ppp(heard.request(make()), "default")
    assert isinstance(expired, Reject)
    assert (expired.error, expired.may_change_password) == (648, True)
    wrong = await aaa.authenticate_ppp(heard.request(change(make, new="admin")), "default")
    assert isinstance(wrong, Reject)
    assert (wrong.error, wrong.may_change_password) == (709, True)
    accept = await aaa.authenticate_ppp(heard.request(change(make)), "default")
    await aaa.close()
    server.close()
    proof = prove(make(password="secret"), Secret.of("secret"))
    assert isinstance(accept, Accept)
    assert proof is not None
    assert (accept.keys, accept.message) == (proof.keys, proof.message)


async def test_a_list_without_it_says_only_that_the_password_has_expired() -> None:
    server = our_server(users=EXPIRED)
    await server.start()
    aaa, heard = await started(patient(server)), Heard()
    expired = await aaa.authenticate_ppp(heard.request(mschap_v2()), "default")
    await aaa.close()
    server.close()
    assert isinstance(expired, Reject)
    assert (expired.error, expired.may_change_password) == (648, False)
