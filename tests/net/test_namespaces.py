from __future__ import annotations

import subprocess
import threading
from pathlib import Path

import pytest

from tests.net.conftest import NamespaceMaker
from vpdn.errors import ConfigError
from vpdn.net import namespaces
from vpdn.net.netlink import Netlink


def own_namespace() -> str:
    return str(Path("/proc/thread-self/ns/net").readlink())


def test_a_new_namespace_has_nothing_but_its_own_loopback(namespace: NamespaceMaker) -> None:
    name = namespace("a")
    with namespaces.inside(name), Netlink() as netlink:
        assert netlink.has_device("lo")
        assert not netlink.has_device("eth0")
        assert netlink.addresses() == []


def test_making_a_namespace_leaves_its_maker_where_it_was(namespace: NamespaceMaker) -> None:
    before = own_namespace()
    namespace("a")
    assert own_namespace() == before


def test_being_inside_ends_with_the_block_even_when_it_fails(namespace: NamespaceMaker) -> None:
    name, before = namespace("a"), own_namespace()
    with pytest.raises(ZeroDivisionError), namespaces.inside(name):
        assert own_namespace() == before or 1 / 0
    assert own_namespace() == before


def test_a_namespace_made_twice_is_refused(namespace: NamespaceMaker) -> None:
    name = namespace("a")
    with pytest.raises(ConfigError, match=f"{name} exists already"):
        namespaces.create(name)


def test_an_unknown_namespace_cannot_be_entered() -> None:
    with (
        pytest.raises(ConfigError, match="there is no network namespace vpdn-net-none"),
        namespaces.inside("vpdn-net-none"),
    ):
        pass


def test_removal_takes_the_name_away_and_may_be_repeated(namespace: NamespaceMaker) -> None:
    name = namespace("a")
    assert name in namespaces.names()
    namespaces.remove(name)
    namespaces.remove(name)
    assert name not in namespaces.names()


def test_a_program_runs_inside(namespace: NamespaceMaker) -> None:
    name = namespace("a")
    with namespaces.inside(name):
        expected = own_namespace()
    argv = namespaces.command(name, ["readlink", "/proc/self/ns/net"])
    assert (
        subprocess.run(argv, capture_output=True, text=True, check=True).stdout.strip() == expected
    )


def test_a_setting_of_one_namespace_leaves_the_others_alone(namespace: NamespaceMaker) -> None:
    def forwarding() -> str:
        return Path("/proc/sys/net/ipv4/ip_forward").read_text().strip()

    first, second = namespace("a"), namespace("b")
    for name, value in ((second, "0"), (first, "1")):
        with namespaces.inside(name):
            namespaces.set_sysctl("net.ipv4.ip_forward", value)
            assert forwarding() == value
    with namespaces.inside(second):
        assert forwarding() == "0"


def test_a_setting_this_kernel_lacks_is_passed_over() -> None:
    namespaces.set_sysctl("net.ipv4.no_such_setting", "1")


def test_a_thread_started_inside_stays_inside(namespace: NamespaceMaker) -> None:
    name, seen = namespace("a"), []
    with namespaces.inside(name):
        expected = own_namespace()
        thread = threading.Thread(target=lambda: seen.append(own_namespace()))
        thread.start()
    thread.join()
    assert seen == [expected]
