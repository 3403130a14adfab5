"""One run of the document's lab, for every test that reads what it printed."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


@pytest.fixture(scope="session")
def played() -> str:
    """Everything `vpdn lab --run` printed."""
    if os.geteuid() != 0:
        pytest.skip("the lab needs namespaces; run as root")
    done = subprocess.run(
        [sys.executable, "-m", "vpdn", "lab", "--run"],
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    return done.stdout
