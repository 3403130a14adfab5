"""FreeRADIUS as the server of a user whose password has expired, and of one whose calls are
limited, asked by the router's AAA.

It reads our change of the password and finds it in order; where it is configured to keep none, it
says 709. (Debian's 3.2.1 ends with a fault in OpenSSL when it is to change one by itself.)
"""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Iterator
from ipaddress import IPv4Address
from pathlib import Path

import pytest

from tests.aaa.test_service import Heard, aaa_settings, started
from tests.interop.freeradius import CONFIGURATION, SECRET, await_ready
from tests.radiusd.support import EVERY_METHOD, Make, change, mschap, mschap_v2
from vpdn.aaa.settings import MethodList
from vpdn.aaa.types import Accept, Reject
from vpdn.ppp.outputs import Credentials, PasswordChange
from vpdn.radius.settings import RadiusServer, RadiusSettings

AGING = MethodList("default", ("group radius",), password_expiry=True)
USERS = """\
tac Cleartext-Password := "admin", SMB-Account-Ctrl-Text := "[Ue]"
pete Cleartext-Password := "admin"
    Port-Limit := 2
"""


@pytest.fixture(scope="module")
def freeradius(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """The server's port and its log."""
    made = tmp_path_factory.mktemp("freeradius")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    (made / "users").write_text(USERS)
    configuration = CONFIGURATION.format(folder=made, secret=SECRET, port=port)
    (made / "radiusd.conf").write_text(configuration)
    log = made / "log"
    with log.open("wb") as file:
        command = ("freeradius", "-X", "-d", str(made))
        server = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT)
    try:
        await_ready(server, log)
        yield port, log
    finally:
        server.terminate()
        server.wait()


@pytest.mark.parametrize(
    ("given", "error", "may_change"),
    [
        (mschap(), 648, True),
        (mschap_v2(), 648, True),
        (mschap(password="wrong"), 691, False),
        (mschap_v2(password="wrong"), 691, False),
        (change(mschap_v2), 709, True),
    ],
)
async def test_the_true_cause_comes_through(
    freeradius: tuple[int, Path], given: Credentials, error: int, may_change: bool
) -> None:
    port, log = freeradius
    outcome = await answer(port, given)
    assert isinstance(outcome, Reject)
    assert (outcome.error, outcome.may_change_password) == (error, may_change)
    if isinstance(given, PasswordChange):
        assert "Password change payload valid" in log.read_text()


@pytest.mark.parametrize("make", EVERY_METHOD)
async def test_the_limit_of_a_users_calls_comes_through(
    freeradius: tuple[int, Path], make: Make
) -> None:
    outcome = await answer(freeradius[0], make(b"pete"))
    assert isinstance(outcome, Accept)
    assert (outcome.account, outcome.max_calls) == ("pete", 2)


async def answer(port: int, given: Credentials) -> Accept | Reject:
    servers = (RadiusServer(IPv4Address("127.0.0.1"), port),)
    aaa = await started(RadiusSettings(servers, key=SECRET, timeout=5), aaa_settings(AGING))
    outcome = await aaa.authenticate_ppp(Heard().request(given), "default")
    await aaa.close()
    return outcome
