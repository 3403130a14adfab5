"""FreeRADIUS' radclient against our RADIUS server: every method accepted and rejected.

`radclient` checks the reply's authenticator itself, and says so when it is wrong.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.radiusd.support import ALL_METHODS, change, mschap, mschap_v2, policy, tac
from vpdn.aaa.radius_pairs import credential_attributes
from vpdn.ppp.outputs import Credentials
from vpdn.radiusd.server import RadiusServer
from vpdn.radiusd.settings import Settings

SECRET = "cisco"
FRAMED = "Service-Type = Framed-User\nFramed-Protocol = PPP\n"
RFC_RESPONSE = "82309ecd8d708b5ea08faa3981cd83544233114a3d85d6df"
RFC_PEER_CHALLENGE = "21402324255e262a28295f2b3a337c7e"
RFC_CHALLENGE = "5b5d7c7d7b3f2f3e3c2c602132262628"


def settings(**client: object) -> Settings:
    allowed = policy(profile={"authentication": ALL_METHODS})
    return Settings.model_validate(
        {
            "listen": "127.0.0.1",
            "auth_port": 0,
            "acct_port": 0,
            "domain": "NET",
            "clients": [{"name": "radclient", "address": "127.0.0.1", "secret": SECRET} | client],
            "users": [tac(), tac(name="User", password="clientPass")],
            "policies": [allowed],
        }
    )


class Ias:
    """A running server and its log."""

    def __init__(self, **client: object) -> None:
        self.lines: list[str] = []
        self.server = RadiusServer(settings(**client), self.lines.append)

    async def radclient(self, command: str, attributes: str, secret: str = SECRET) -> str:
        """What radclient printed; one try, two seconds."""
        port = self.server.ports[1 if command == "acct" else 0]
        program = await asyncio.create_subprocess_exec(
            *("radclient", "-x", "-r", "1", "-t", "2", f"127.0.0.1:{port}", command, secret),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output, _ = await program.communicate(attributes.encode())
        return output.decode()


@pytest.fixture
async def ias() -> AsyncIterator[Ias]:
    running = Ias()
    await running.server.start()
    yield running
    running.server.close()


def credentials(method: str, password: str) -> str:
    """radclient computes the response of CHAP and MS-CHAP from the password itself."""
    return f'User-Name = "tac"\n{method} = "{password}"\n{FRAMED}'


METHODS = ["User-Password", "CHAP-Password", "MS-CHAP-Password"]


@pytest.mark.parametrize("method", METHODS)
async def test_the_right_password_is_accepted(ias: Ias, method: str) -> None:
    output = await ias.radclient("auth", credentials(method, "admin"))
    assert "Received Access-Accept" in output
    assert "Framed-Protocol = PPP" in output
    assert ("MS-CHAP-MPPE-Keys = 0x" in output) is (method == "MS-CHAP-Password")


@pytest.mark.parametrize("method", METHODS)
async def test_a_wrong_password_is_rejected(ias: Ias, method: str) -> None:
    output = await ias.radclient("auth", credentials(method, "wrong"))
    assert "Received Access-Reject" in output
    assert ("E=691 R=0 V=3" in output) is (method == "MS-CHAP-Password")
    assert "reason 16" in ias.lines[0]


async def test_mschap_keys_are_what_freeradius_decrypts(ias: Ias) -> None:
    output = await ias.radclient("auth", credentials("MS-CHAP-Password", "admin"))
    keys = re.search(r"MS-CHAP-MPPE-Keys = 0x([0-9a-f]+)", output)
    assert keys is not None
    assert keys[1].startswith("f0d412bd764ffe816157b1b5dc56cda30bda606bfd021284")


async def test_mschap_v2_is_accepted_with_the_keys_of_rfc_3079(ias: Ias) -> None:
    response = f"0x0100{RFC_PEER_CHALLENGE}{'00' * 8}{RFC_RESPONSE}"
    output = await ias.radclient(
        "auth",
        'User-Name = "User"\n'
        f"MS-CHAP-Challenge = 0x{RFC_CHALLENGE}\nMS-CHAP2-Response = {response}\n{FRAMED}",
    )
    assert "Received Access-Accept" in output
    assert "MS-MPPE-Send-Key = 0x8b7cdc149b993a1ba118cb153f56dccb" in output
    success = b"S=407A5589115FD0D6209F510FE9C04566932CDA56".hex()
    assert f"MS-CHAP2-Success = 0x01{success}" in output


@pytest.mark.parametrize("make", [mschap, mschap_v2])
async def test_a_password_is_changed_and_the_old_one_is_of_no_use(ias: Ias, make: Any) -> None:
    def lines(given: Credentials) -> str:
        attributes = credential_attributes(given)
        octets = [
            f"{name} += 0x{value.hex()}" for name, value in attributes if isinstance(value, bytes)
        ]
        return "\n".join(["User-Name = tac", *octets, FRAMED])

    changed = await ias.radclient("auth", lines(change(make)))
    assert "Received Access-Accept" in changed
    assert "User tac changed the password" in ias.lines
    old = await ias.radclient("auth", lines(make()))
    assert "E=691 R=0 V=3" in old
    assert "Received Access-Accept" in await ias.radclient("auth", lines(make(password="secret")))


async def test_an_unsigned_client_is_dropped_when_signing_is_required() -> None:
    strict = Ias(require_message_authenticator=True)
    await strict.server.start()
    attributes = credentials("User-Password", "admin")
    unsigned = await strict.radclient("auth", attributes)
    signed = await strict.radclient("auth", f"{attributes}Message-Authenticator = 0x00\n")
    strict.server.close()
    assert "No reply" in unsigned
    assert "Received Access-Accept" in signed
    assert "Message-Authenticator = 0x" in signed.partition("Received")[2]


async def test_a_wrong_secret_is_noticed_by_the_client(ias: Ias) -> None:
    output = await ias.radclient("auth", credentials("User-Password", "admin"), "other")
    assert "Received Access-Accept" not in output


async def test_accounting_is_answered_and_logged(ias: Ias) -> None:
    output = await ias.radclient(
        "acct", 'User-Name = "tac"\nAcct-Status-Type = Start\nAcct-Session-Id = "1D"\n'
    )
    assert "Received Accounting-Response" in output
    assert ias.lines == ["Accounting Start, user tac, client radclient (127.0.0.1), session 1D"]
