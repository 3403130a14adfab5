"""The router's own log of calls that real programs made and RADIUS refused: `vpdn explain` reads it
from the buffer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.interop import router
from tests.interop.network import Host, Wire

DEBUGS = (
    *("ppp negotiation", "ppp mppe events", "aaa authentication", "aaa authorization"),
    *("vpdn l2x-events", "vpdn events", "radius"),
)
LOGGED = """!
logging buffered 1000000 debugging
service timestamps debug datetime msec
radius-server timeout 1
radius-server retransmit 1
"""
IAS = """\
listen = "10.200.20.245"
auth_port = 1645
acct_port = 1646
[[clients]]
name = "angela"
address = "10.200.20.2"
secret = "{secret}"
[[users]]
name = "tac"
password = "admin"
dialin = "allow"
[[users]]
name = "denied"
password = "admin"
dialin = "deny"
[[users]]
name = "disabled"
password = "admin"
dialin = "allow"
disabled = true
[[policies]]
name = "all"
permission = "grant"
"""


@pytest.fixture
def wire() -> Iterator[Wire]:
    made = Wire(f"{router.ADDRESS}/24")
    yield made
    made.close()


def test_why_radius_refused_is_named_from_the_routers_buffer(wire: Wire, tmp_path: Path) -> None:
    ias, pc = wire.add_host("10.200.20.245/24"), wire.add_host("10.200.20.47/24")
    (tmp_path / "ias.toml").write_text(IAS.format(secret="cisco"))
    router.serve_radius(ias, tmp_path / "ias.toml", tmp_path / "ias.log")
    angela = serve(wire, tmp_path)
    calls = [("tac", "wrong", 691), ("denied", "admin", 649), ("disabled", "admin", 647)]
    for user, password, error in calls:
        assert f"Error {error}: " in dial(pc, tmp_path, user, password)
    assert explained(angela) == [(user, error) for user, _, error in calls]


@pytest.mark.parametrize(
    ("server", "name"), [(False, "RADIUS unreachable"), (True, "wrong shared secret")]
)
def test_a_server_that_does_not_count_is_told_from_one_that_is_not_there(
    server: bool, name: str, wire: Wire, tmp_path: Path
) -> None:
    ias, pc = wire.add_host("10.200.20.245/24"), wire.add_host("10.200.20.47/24")
    if server:
        (tmp_path / "ias.toml").write_text(IAS.format(secret="another"))
        router.serve_radius(ias, tmp_path / "ias.toml", tmp_path / "ias.log")
    angela = serve(wire, tmp_path)
    assert "Error " in dial(pc, tmp_path, "tac", "admin")
    [said] = documents(angela)
    assert said["diagnosis"]["name"] == name, said


def serve(wire: Wire, folder: Path) -> router.Router:
    text = router.configuration("v2-128", "radius") + LOGGED
    debugs = [word for one in DEBUGS for word in ("--debug", one)]
    return router.serve(wire, folder / "router", text, *debugs)


def dial(pc: Host, folder: Path, user: str, password: str) -> str:
    secret = folder / "password"
    secret.write_text(f"{password}\n")
    options = f"--user {user} --password-file {secret} --split-tunnel"
    command = f"{' '.join(router.VPDN)} dial {router.ADDRESS} {options} 2>&1 || true"
    return pc.run("sh", "-c", command)


def documents(angela: router.Router) -> list[dict[str, Any]]:
    said = angela.host.run(*router.VPDN, "explain", "--json", "--router", str(angela.control))
    return [json.loads(line) for line in said.splitlines()]


def explained(angela: router.Router) -> list[tuple[str, int]]:
    said = documents(angela)
    return [(one["user"], one["diagnosis"]["error"]["number"]) for one in said]
