"""A caller whose template limits rates, and pings that are too many for it: whoever carries."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.client.lab import INSIDE, ROUTER, bare, connected, served
from tests.ios.consoles import printed
from tests.net.conftest import NamespaceMaker, namespace
from vpdn.net.carriage import Carriage

__all__ = ["namespace"]

LIMIT = " rate-limit input 8000 3000 3000 conform-action transmit exceed-action drop\n"
POOL = "ip dhcp pool P\n network 172.16.10.0 255.255.255.0\n domain-name cisco.com\n"
PINGS, OCTETS = 20, 1028


@pytest.mark.parametrize("carriage", [Carriage.PYTHON, Carriage.NATIVE])
def test_pings_above_the_limit_are_dropped_and_counted(
    namespace: NamespaceMaker, tmp_path: Path, carriage: Carriage
) -> None:
    """Two fit the burst; a third one would fit a second later. The PC's question by DHCP is over
    before they are counted."""
    lab = bare(namespace, tmp_path)
    limited = ROUTER.replace(" ppp encrypt", f"{LIMIT} ppp encrypt")
    with served(lab, f"{limited}{POOL}vpdn datapath {carriage.value}\n"):
        process = lab.start(*lab.dial("--datapath", carriage.value))
        try:
            connected(process)
            assert process.stderr is not None
            assert any(line.startswith("The server says: ") for line in process.stderr)
            before = counted(tmp_path)
            size, target = str(OCTETS - 28), str(INSIDE)
            said = lab.run("ping", "-q", f"-c{PINGS}", "-i0.01", "-W1", "-s", size, target).stdout
            after = counted(tmp_path)
        finally:
            process.terminate()
            process.communicate(timeout=10)
    passed, octets, dropped = (new - old for new, old in zip(after, before, strict=True))
    assert f"{PINGS} packets transmitted, {passed} received" in said
    assert 2 <= passed <= 6
    assert (octets, dropped) == (passed * OCTETS, PINGS - passed)


def counted(folder: Path) -> tuple[int, ...]:
    """Packets and octets that passed, and packets dropped."""
    shown = printed(folder / "angela.sock", "show interfaces rate-limit")
    assert "Output" not in shown
    passed = re.findall(r"conformed (\d+) packets, (\d+) bytes", shown)[0]
    return (*map(int, passed), int(re.findall(r"exceeded (\d+) packets", shown)[0]))
