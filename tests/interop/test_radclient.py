"""FreeRADIUS' radclient asks `vpdn radius`: every way to log in, accepted and rejected."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.interop import router
from tests.interop.conftest import WireMaker
from tests.interop.network import Wire

SERVER = "10.200.20.245"
ATTRIBUTES = "Service-Type=Framed-User,Framed-Protocol=PPP,Message-Authenticator=0x00"
METHODS = {"PAP": "User-Password", "CHAP": "CHAP-Password", "MS-CHAP": "MS-CHAP-Password"}
ANY_METHOD = 'authentication = ["ms-chap-v2", "ms-chap", "chap", "pap"]'


@pytest.fixture
def segment(wire: WireMaker, tmp_path: Path) -> Wire:
    """angela's side of a wire with IAS on it: the example, with every method granted."""
    made = wire(f"{router.ADDRESS}/24")
    example = (router.ROOT / "examples" / "ias.toml").read_text()
    assert 'authentication = ["ms-chap-v2", "ms-chap"]' in example
    settings = tmp_path / "ias.toml"
    settings.write_text(example.replace('authentication = ["ms-chap-v2", "ms-chap"]', ANY_METHOD))
    router.serve_radius(made.add_host(f"{SERVER}/24"), settings, tmp_path / "ias.log")
    return made


@pytest.mark.parametrize("method", METHODS)
def test_the_right_password_is_accepted(method: str, segment: Wire) -> None:
    answer = ask(segment, method, "admin", "cisco")
    assert "Received Access-Accept" in answer
    assert ("MS-CHAP-MPPE-Keys" in answer) == (method == "MS-CHAP")


@pytest.mark.parametrize("method", METHODS)
def test_a_wrong_password_is_rejected(method: str, segment: Wire) -> None:
    answer = ask(segment, method, "wrong", "cisco")
    assert "Received Access-Reject" in answer
    assert ("E=691" in answer) == (method == "MS-CHAP")


def test_a_wrong_secret_gets_no_answer(segment: Wire) -> None:
    answer = ask(segment, "MS-CHAP", "admin", "other")
    assert "No reply from server" in answer


def ask(segment: Wire, method: str, password: str, secret: str) -> str:
    """What radclient printed of one request, tried once."""
    request = f"User-Name=tac,{METHODS[method]}={password},{ATTRIBUTES}"
    command = segment.inside("radclient", "-x", "-r1", "-t2", f"{SERVER}:1645", "auth", secret)
    asked = subprocess.run(
        command, input=request, capture_output=True, text=True, timeout=20, check=False
    )
    return asked.stdout + asked.stderr
