"""Which engine carries packets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import closing

import pytest

from tests.net.capabilities import CAP_BPF, CAP_NET_RAW, CAP_SYS_ADMIN, without
from tests.net.conftest import NamespaceMaker
from vpdn.datapath import _native
from vpdn.datapath.native import NativeEngine
from vpdn.datapath.reference import ReferenceEngine
from vpdn.errors import ConfigError
from vpdn.net import carriage, namespaces
from vpdn.net.carriage import Carriage, make_engine, make_pump, processor, resolve
from vpdn.net.gre import GreSocket
from vpdn.net.pump import Owner
from vpdn.net.tun import Tun


def test_the_fastest_is_taken_where_nothing_is_said() -> None:
    assert resolve(Carriage.AUTO) is Carriage.NATIVE
    assert isinstance(make_engine(), NativeEngine)


def test_python_is_taken_where_it_is_wanted() -> None:
    assert resolve(Carriage.PYTHON) is Carriage.PYTHON
    assert isinstance(make_engine(Carriage.PYTHON), ReferenceEngine)


def test_without_the_extension_python_serves_and_native_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(carriage, "AVAILABLE", False)
    assert resolve(Carriage.AUTO) is Carriage.PYTHON
    assert isinstance(make_engine(), ReferenceEngine)
    with pytest.raises(ConfigError, match="has not been built"):
        resolve(Carriage.NATIVE)


def test_every_word_has_a_sentence_and_c_says_what_it_uses_of_the_processor() -> None:
    assert all(each.sentence for each in Carriage)
    assert processor(Carriage.NATIVE) == _native.features()
    assert processor(Carriage.PYTHON) == ""


@pytest.fixture
async def sockets(namespace: NamespaceMaker) -> AsyncIterator[tuple[GreSocket, Tun]]:
    with (
        namespaces.inside(namespace("a")),
        closing(GreSocket()) as gre,
        closing(Tun("vpdn0", 1400, vnet=True)) as tun,
    ):
        yield gre, tun


@pytest.mark.parametrize("carriage", [Carriage.NATIVE, Carriage.PACKET, Carriage.XDP])
async def test_each_tier_is_what_it_is_called(
    sockets: tuple[GreSocket, Tun], carriage: Carriage
) -> None:
    owner, warnings = listening()
    with closing(make_pump(resolve(carriage), *sockets, owner)) as pump:
        assert (pump.datapath, warnings) == (carriage.value, [])


async def test_without_leave_for_programs_the_packet_socket_serves_and_the_owner_is_warned(
    sockets: tuple[GreSocket, Tun],
) -> None:
    owner, warnings = listening()
    with without(CAP_BPF, CAP_SYS_ADMIN), closing(make_pump(Carriage.XDP, *sockets, owner)) as pump:
        assert pump.datapath == "packet"
    assert warnings == [("packet", "AF_XDP: Operation not permitted")]


async def test_without_raw_sockets_the_tiers_fall_one_after_the_other(
    sockets: tuple[GreSocket, Tun],
) -> None:
    owner, warnings = listening()
    with without(CAP_NET_RAW), closing(make_pump(Carriage.XDP, *sockets, owner)) as pump:
        assert pump.datapath == "native"
    assert warnings == [
        ("packet", "AF_XDP: Operation not permitted"),
        ("native", "AF_PACKET: Operation not permitted"),
    ]


def listening() -> tuple[Owner, list[tuple[str, str]]]:
    warnings: list[tuple[str, str]] = []

    def nothing(*_: object) -> None:
        raise AssertionError

    return Owner(nothing, nothing, warn=lambda *each: warnings.append(each)), warnings
