"""A caller whose template limits rates, and pings that are too many for it: whoever carries."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.test_dial import connected
from tests.client.lab import INSIDE, ROUTER, bare, served
from tests.ios.consoles import printed
from tests.net.conftest import NamespaceMaker, namespace
from vpdn.net.carriage import Carriage

__all__ = ["namespace"]

LIMIT = " rate-limit input 8000 3000 3000 conform-action transmit exceed-action drop\n"
PINGS, OCTETS = 20, 1028


@pytest.mark.parametrize("carriage", [Carriage.PYTHON, Carriage.NATIVE])
def test_pings_above_the_limit_are_dropped_and_counted(
    namespace: NamespaceMaker, tmp_path: Path, carriage: Carriage
) -> None:
    """Two fit the burst; a third one would fit a second later."""
    lab = bare(namespace, tmp_path)
    limited = ROUTER.replace(" ppp encrypt", f"{LIMIT} ppp encrypt")
    with served(lab, f"{limited}vpdn datapath {carriage.value}\n"):
        process = lab.start(*lab.dial("--datapath", carriage.value))
        try:
            connected(process)
            size, target = str(OCTETS - 28), str(INSIDE)
            said = lab.run("ping", "-q", f"-c{PINGS}", "-i0.01", "-W1", "-s", size, target).stdout
            shown = printed(tmp_path / "angela.sock", "show interfaces rate-limit")
        finally:
            process.terminate()
            process.communicate(timeout=10)
    passed, octets = map(int, re.findall(r"conformed (\d+) packets, (\d+) bytes", shown)[0])
    dropped = int(re.findall(r"exceeded (\d+) packets", shown)[0])
    answered = int(re.findall(rf"{PINGS} packets transmitted, (\d+) received", said)[0])
    questions = passed + dropped - PINGS  # by DHCP, smaller than a ping
    assert 0 <= questions <= 2
    assert 2 <= answered <= passed <= 6
    assert answered * OCTETS <= octets <= passed * OCTETS
    assert "Output" not in shown
