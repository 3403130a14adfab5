"""Fixtures of the interop tests: a wire, guests on it, and what they need on the host.

Everything made here is removed at the end of its test, also when the test fails.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.interop.guest import Guest
from tests.interop.network import Wire
from tests.interop.refusals import summary

PROGRAMS = (
    *("linux.uml", "pppd", "pptp", "pptpd", "freeradius", "radclient", "dnsmasq", "dhcping"),
    *("ip", "setpriv", "gcc"),
)
SYSTEM_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"

WireMaker = Callable[..., Wire]
GuestMaker = Callable[[Wire, str], Guest]


SAID = pytest.StashKey[dict[str, list[str]]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[SAID] = {}


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    said = config.stash[SAID]
    if lines := list(summary(said)):
        terminalreporter.section("pppd at the labs: docs/refusals.md")
        terminalreporter.write("\n".join([*lines, ""]))


@pytest.fixture(scope="session")
def pppd_said(pytestconfig: pytest.Config) -> dict[str, list[str]]:
    """By case of `refusals.CASES`: pppd's lines, which a run ends with."""
    return pytestconfig.stash[SAID]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("interop")


@pytest.fixture(scope="session", autouse=True)
def requirements() -> None:
    if os.geteuid() != 0:
        pytest.skip("interop: namespaces and TAP devices of other kernels need root")
    path = f"{os.environ['PATH']}:{SYSTEM_PATH}"
    if missing := [program for program in PROGRAMS if not shutil.which(program, path=path)]:
        pytest.skip(f"interop: not installed: {' '.join(missing)} (make test installs them)")
    os.environ["PATH"] = path


@pytest.fixture
def wire() -> Iterator[WireMaker]:
    """Makes a wire: `wire("10.0.0.1/24")` gives this side of it that address."""
    with wires() as make:
        yield make


@pytest.fixture(scope="module")
def shared_wire() -> Iterator[WireMaker]:
    """The same, for all tests of a file."""
    with wires() as make:
        yield make


@pytest.fixture
def guest(tmp_path: Path, wire: WireMaker) -> Iterator[GuestMaker]:
    """Boots a guest: `guest(segment, "10.0.0.2/24")`. It ends before the wire it needs."""
    with guests(tmp_path) as boot:
        yield boot


@pytest.fixture(scope="module")
def shared_guest(
    tmp_path_factory: pytest.TempPathFactory, shared_wire: WireMaker
) -> Iterator[GuestMaker]:
    """The same, for all tests of a file: a guest takes two seconds to boot."""
    with guests(tmp_path_factory.mktemp("guests")) as boot:
        yield boot


@contextmanager
def wires() -> Iterator[WireMaker]:
    with ExitStack() as stack:

        def make(*addresses: str) -> Wire:
            made = Wire(*addresses)
            stack.callback(made.close)
            return made

        yield make


@contextmanager
def guests(within: Path) -> Iterator[GuestMaker]:
    with ExitStack() as stack:

        def boot(segment: Wire, address: str) -> Guest:
            folder = within / f"guest-{address.partition('/')[0]}"
            folder.mkdir()
            booting = Guest(segment, address, folder)
            stack.callback(booting.close)
            booting.boot()
            return booting

        yield boot
