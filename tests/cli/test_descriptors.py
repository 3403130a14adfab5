"""How many connections a limit of descriptors allows."""

from __future__ import annotations

import resource
import subprocess
import sys

import pytest

from tests.cli.program import ENVIRONMENT
from vpdn.cli.descriptors import RESERVED

UNLIMITED = resource.RLIM_INFINITY


@pytest.mark.parametrize(
    ("soft", "hard", "fit", "raised"),
    [
        pytest.param(256, 4096, 1000, 1000 + RESERVED, id="the soft limit is raised"),
        pytest.param(256, 512, 512 - RESERVED, 512, id="as far as it goes"),
        pytest.param(4096, 4096, 1000, 4096, id="enough is left alone"),
        pytest.param(64, 64, 1, 64, id="one at least"),
    ],
)
def test_the_limit_is_raised_as_far_as_it_must(soft: int, hard: int, fit: int, raised: int) -> None:
    probe = (
        "import resource; from vpdn.cli.descriptors import raise_limit; "
        f"resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard})); "
        "print(raise_limit(1000), resource.getrlimit(resource.RLIMIT_NOFILE)[0])"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=True, env=ENVIRONMENT
    )
    assert done.stdout.split() == [str(fit), str(raised)]
