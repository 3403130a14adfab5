from __future__ import annotations

import pytest

from tests.ios.support import angela, typed
from vpdn.aaa.types import AV, Accept, Reject
from vpdn.errors import ConfigError, Unavailable

HEAD = "Attempting authentication test to server-group radius using radius\n"
NOBODY = "No authoritative response from any server.\n"
NEW_CODE = "User successfully authenticated\n\nUSER ATTRIBUTES\n\n"
YES = Accept("radius", attributes=(AV("service", "ppp"), AV("mschap_mppe_keys", "1p1T", False)))


@pytest.mark.parametrize(
    ("outcome", "legacy", "new_code"),
    [
        (
            YES,
            "User was successfully authenticated.\n",
            f'{NEW_CODE}username             0   "tac"\nservice              0   "ppp"\n',
        ),
        (
            Reject("radius"),
            "User authentication request was rejected by server.\n",
            "User rejected\n",
        ),
        (Unavailable("no RADIUS server answered"), NOBODY, NOBODY),
    ],
)
async def test_what_the_servers_say(
    outcome: Accept | Reject | Exception, legacy: str, new_code: str
) -> None:
    server, _, shell = angela()
    server.login = outcome
    assert await typed(shell, "test aaa group radius tac admin legacy") == HEAD + legacy
    assert await typed(shell, "test aaa group radius tac admin new-code") == new_code
    assert server.asked == [("login", "radius", b"tac", b"admin")] * 2


async def test_a_group_of_ones_own() -> None:
    server, _, shell = angela()
    said = await typed(shell, "test aaa group IAS tac admin legacy")
    assert said.startswith("Attempting authentication test to server-group IAS using radius\n")
    assert server.asked == [("login", "IAS", b"tac", b"admin")]


async def test_a_group_that_is_not_there() -> None:
    server, _, shell = angela()
    server.login = ConfigError("% Server-group IAS is not defined")
    said = await typed(shell, "test aaa group IAS tac admin new-code")
    assert said == "% Server-group IAS is not defined\n"


async def test_a_user_without_rights_tests_nobody() -> None:
    server, _, shell = angela()
    shell.session.privilege = 1
    assert "Invalid input" in await typed(shell, "test aaa group radius tac admin legacy")
    assert server.asked == []
