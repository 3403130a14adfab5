"""Fixtures of the interop tests: a wire, guests on it, and what they need on the host.

Everything made here is removed at the end of its test, also when the test fails.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.interop.guest import Guest
from tests.interop.network import Wire

PROGRAMS = (
    *("linux.uml", "pppd", "pptp", "pptpd", "freeradius", "radclient", "dnsmasq", "dhcping"),
    *("ip", "setpriv", "gcc"),
)
SYSTEM_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"

WireMaker = Callable[..., Wire]
GuestMaker = Callable[[Wire, str], Guest]


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
    with ExitStack() as stack:

        def make(*addresses: str) -> Wire:
            made = Wire(*addresses)
            stack.callback(made.close)
            return made

        yield make


@pytest.fixture
def guest(tmp_path: Path, wire: WireMaker) -> Iterator[GuestMaker]:
    """Boots a guest: `guest(segment, "10.0.0.2/24")`. It ends before the wire it needs."""
    with ExitStack() as stack:

        def boot(segment: Wire, address: str) -> Guest:
            folder = tmp_path / f"guest-{address.partition('/')[0]}"
            folder.mkdir()
            booting = Guest(segment, address, folder)
            stack.callback(booting.close)
            booting.boot()
            return booting

        yield boot
