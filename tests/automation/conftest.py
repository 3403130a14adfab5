"""A router in a namespace of its own, for programs that log in by telnet and SSH."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.program import start, vpdn
from tests.net.conftest import NamespaceMaker
from vpdn.net import namespaces
from vpdn.net.netlink import LOOPBACK, Netlink

CONFIG = Path(__file__).parent / "router.cfg"
ADDRESS = "127.0.0.1"
USER, PASSWORD, SECRET = "admin", "lab", "sesame"
PROGRAMS = ("ssh", "telnet", "tmux")


@dataclass(frozen=True, slots=True)
class Angela:
    """A running router: the namespace it is in, its console, its startup-config."""

    name: str
    control: Path
    config: Path

    def console(self, *commands: str) -> str:
        words = [word for one in commands for word in ("-c", one)]
        done = vpdn("console", "--control", self.control, *words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    @property
    def inside(self) -> list[str]:
        """What runs a program beside the router."""
        return list(namespaces.command(self.name, []))


@pytest.fixture(scope="session", autouse=True)
def requirements() -> None:
    if os.geteuid() != 0:
        pytest.skip("automation: a router in a namespace of its own needs root")
    if missing := [program for program in PROGRAMS if not shutil.which(program)]:
        pytest.skip(f"automation: not installed: {' '.join(missing)} (make test installs them)")


@pytest.fixture(scope="module")
def angela(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Angela]:
    folder = tmp_path_factory.mktemp("angela")
    config, control = folder / "angela.cfg", folder / "console.sock"
    config.write_text(CONFIG.read_text())
    (folder / "flash").mkdir()
    (folder / "flash" / "before.cfg").write_text(CONFIG.read_text())
    maker = NamespaceMaker()
    name = maker("angela")
    with namespaces.inside(name), Netlink() as netlink:
        netlink.set_up(LOOPBACK)
    process = start("serve", config, "--control", control, before=namespaces.command(name, []))
    try:
        assert process.stdout is not None
        assert "is ready for PPTP calls" in process.stdout.readline()
        made = Angela(name, control, config)
        made.console("configure terminal", "crypto key generate rsa modulus 2048")
        yield made
    finally:
        process.terminate()
        process.communicate(timeout=20)
        maker.remove_all()
