"""The whole of the document's lab: `vpdn lab --run` on a machine that has nothing but vpdn."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence

import pytest

from tests import nobody
from vpdn.net import isolation, namespaces

pytestmark = pytest.mark.skipif(
    isolation.unavailable() is not None, reason=f"needs namespaces: {isolation.unavailable()}"
)


def run(argv: Sequence[str], **options: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join(filter(None, sys.path))
    return subprocess.run(
        argv,
        capture_output=True,
        text=True,
        check=False,
        timeout=90,
        env={**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", **options},
        stdin=subprocess.DEVNULL,
    )


def assert_played(lab: subprocess.CompletedProcess[str]) -> None:
    assert lab.returncode == 0, lab.stdout + lab.stderr
    assert lab.stderr == ""
    told = [
        "192.168.1.47 ├──╱╲",
        "--- angela is ready",
        "PPTP: Tunnel created; peer initiated",
        "MPPE: [40 bit encryption] [stateless mode]",
        "IPCP: Install route to 172.16.10.1",
        "PC: Connected. 172.16.10.1",
        "--- PC is ready",
        "angela#show vpdn",
        "PPTP Tunnel and Session Information",
        "angela#ping 192.168.1.47",
        "Success rate is 100 percent (5/5)",
        "angela#ping 172.16.10.1",
        "--- hanging up and removing everything",
        "LCP: I TERMREQ",
    ]
    places = [lab.stdout.find(text) for text in told]
    assert -1 not in places, lab.stdout
    assert places == sorted(places)
    assert lab.stdout.count("Success rate is 100 percent (5/5)") == 2


def test_the_documents_pc_dials_is_encrypted_and_answers_pings() -> None:
    assert_played(run([sys.executable, "-m", "vpdn", "lab", "--run"]))
    assert not {"pc", "gateway", "angela", "ias"}.intersection(namespaces.names())


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become somebody else")
def test_it_takes_no_rights_at_all() -> None:
    assert_played(nobody.run(nobody.python(), "-m", "vpdn", "lab", "--run", tun=True))
