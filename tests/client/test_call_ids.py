"""Call IDs, in namespaces: a machine's programs never have the same one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.net.conftest import NamespaceMaker
from vpdn.client.call_ids import CallIds
from vpdn.net import namespaces

TAKES_0 = """\
from vpdn.client.call_ids import CallIds
ids = CallIds()
print(0 in ids, 1 in ids, flush=True)
input()
"""


@pytest.fixture
def pc(namespace: NamespaceMaker) -> Iterator[str]:
    name = namespace("pc")
    with namespaces.inside(name):
        yield name


def test_what_was_free_is_ours_until_it_is_released(pc: str) -> None:
    with closing(CallIds()) as ids:
        assert (0 in ids, 0 in ids) == (False, True)
        ids.release(0)
        ids.release(0)
        assert 0 not in ids


def test_another_programs_are_taken_until_it_is_over(pc: str) -> None:
    """Or was killed. Nobody else's namespace is asked."""
    command = namespaces.command(pc, (sys.executable, "-c", TAKES_0))
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "False False\n"
        with closing(CallIds()) as ids:
            assert (0 in ids, 1 in ids, 2 in ids) == (True, True, False)
        other.kill()
        other.wait()
        with closing(CallIds()) as ids:
            assert 0 not in ids


def test_closing_gives_all_back(pc: str) -> None:
    CallIds().close()
    for _ in range(2):
        with closing(CallIds()) as ids:
            assert all(call_id not in ids for call_id in range(20))
