"""Address translation on a kernel: what stands there, and what is said when it cannot."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.nas.test_nat_rules import SHARED, config
from tests.net.conftest import NamespaceMaker, namespace
from tests.net.links import Pair, join
from vpdn.errors import ConfigError
from vpdn.machine import Trace
from vpdn.nas import translation
from vpdn.nas.config import RouterConfig
from vpdn.nas.nat_rules import TABLE, rules, script
from vpdn.nas.trace import TranslationRefused
from vpdn.nas.translation import Translation
from vpdn.net import namespaces, nft

__all__ = ["namespace"]

DEVICES = {"Virtual-Template1": "vpdn0", "Ethernet0/1": "eth0"}
OFF = f"no {SHARED}"
BAD = {**DEVICES, "Ethernet0/1": "a name that is far too long"}


class Kernel:
    """A namespace, a translation there, and what it published."""

    def __init__(self, pair: Pair) -> None:
        self.pair = pair
        self.published: list[Trace] = []
        with namespaces.inside(pair.left):
            self.translation = Translation(self.published.append)

    def apply(self, *lines: str, devices: dict[str, str] = DEVICES) -> RouterConfig:
        made = config(*lines)
        self.translation.apply(made, devices)
        return made

    def counters(self) -> dict[str, int]:
        with namespaces.inside(self.pair.left):
            return nft.counters(TABLE)

    def stands(self) -> bool:
        try:
            return bool(self.counters())
        except ConfigError:
            return False


@pytest.fixture
def kernel(namespace: NamespaceMaker) -> Iterator[Kernel]:
    made = Kernel(join(namespace))
    with closing(made.translation):
        yield made


def test_the_table_comes_and_goes_with_the_configuration(kernel: Kernel) -> None:
    assert not kernel.stands()
    kernel.apply(SHARED)
    assert kernel.stands()
    kernel.apply(SHARED, OFF)
    assert not kernel.stands()
    kernel.apply(SHARED)
    kernel.translation.close()
    assert not kernel.stands()


def test_other_tables_are_let_alone(kernel: Kernel) -> None:
    with namespaces.inside(kernel.pair.left):
        nft.run("table ip theirs {\ncounter kept { packets 5 bytes 0 }\n}\n")
        kernel.apply(SHARED)
        kernel.apply(SHARED, OFF)
        assert nft.counters("theirs") == {"kept": 5}


def test_what_was_counted_is_counted_on_after_a_change(kernel: Kernel) -> None:
    made = kernel.apply(SHARED)
    with namespaces.inside(kernel.pair.left):
        nft.run(script(rules(made, DEVICES), hits=9, misses=4))
    kernel.apply(SHARED, "access-list 1 permit 10.1.1.1")
    assert kernel.counters() == {"hits": 9, "misses": 4}
    kernel.apply(SHARED, OFF)
    known = kernel.translation.snapshot()
    assert (known.hits, known.misses, known.expired) == (5, 4, 4)
    kernel.apply(SHARED)
    assert kernel.counters() == {"hits": 9, "misses": 4}


def test_a_configuration_that_translates_the_same_touches_nothing(kernel: Kernel) -> None:
    made = kernel.apply(SHARED)
    with namespaces.inside(kernel.pair.left):
        nft.run(script(rules(made, DEVICES), hits=9))
    kernel.apply(SHARED, "hostname other")
    assert kernel.counters()["hits"] == 9
    assert kernel.translation.snapshot().hits == 9


def test_what_is_refused_is_said_once_and_the_old_table_is_gone(kernel: Kernel) -> None:
    kernel.apply(SHARED)
    kernel.apply(SHARED, devices=BAD)
    kernel.apply(SHARED, "hostname other", devices=BAD)
    [said] = kernel.published
    assert isinstance(said, TranslationRefused)
    assert said.reason.startswith("nft refuses: ")
    assert not kernel.stands()
    assert kernel.translation.snapshot().translations == ()
    kernel.apply(SHARED)
    assert kernel.stands()


def test_without_the_program_there_is_one_line_and_no_more(
    kernel: Kernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(nft, "SYSTEM_FOLDERS", ())
    kernel.apply(SHARED)
    assert kernel.published == [TranslationRefused(nft.ABSENT)]


async def test_translations_are_shown_and_cleared(kernel: Kernel) -> None:
    """A packet of the machine's own, marked as the table marks those that pass through."""
    kernel.apply(SHARED, "ip nat inside source static 10.0.0.7 192.0.2.7")
    with namespaces.inside(kernel.pair.left), socket.socket(type=socket.SOCK_DGRAM) as sender:
        nft.run(
            "table ip theirs {\nchain c {\ntype nat hook postrouting priority 90\n"
            "udp dport 9 ct label set 113 snat to 10.9.0.77\n}\n}\n"
        )
        sender.sendto(b"x", (str(kernel.pair.right_address), 9))
    static, dynamic = kernel.translation.snapshot().translations
    assert static.static
    assert (str(dynamic.inside_global[0]), str(dynamic.inside_local[0])) == (
        "10.9.0.77",
        "10.9.0.1",
    )
    await kernel.translation.clear()
    assert kernel.translation.snapshot().translations == (static,)


async def test_nothing_waits_for_translations_that_are_being_cleared(
    kernel: Kernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, waited = threading.Event(), []
    monkeypatch.setattr(translation, "forget", lambda gone: waited.append(gate.wait(5)))
    kernel.apply(SHARED)
    clearing = asyncio.ensure_future(kernel.translation.clear())
    await asyncio.sleep(0)
    kernel.translation.snapshot()
    kernel.apply(SHARED, "access-list 1 permit 10.1.1.1")
    assert kernel.stands()
    assert waited == []
    gate.set()
    await clearing
    assert waited == [True]
