"""Name servers, with programs of the names that matter which write down what they are told."""

from __future__ import annotations

from ipaddress import IPv4Address
from pathlib import Path

import pytest

from vpdn.client.resolver import Resolver

SERVERS = [IPv4Address("172.16.10.53"), IPv4Address("172.16.10.54")]


class Programs:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._log = folder / "log"

    def add(self, name: str, status: int = 0) -> None:
        path = self._folder / name
        path.write_text(
            f'#!/bin/sh\necho "{name} $*" >> {self._log}\ncat >> {self._log}\nexit {status}'
        )
        path.chmod(0o755)

    @property
    def told(self) -> list[str]:
        return self._log.read_text().splitlines() if self._log.exists() else []


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Programs:
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return Programs(tmp_path)


BY_RESOLVED = ["resolvectl dns vpn0 172.16.10.53 172.16.10.54", "resolvectl domain vpn0 ~."]
BY_RESOLVCONF = ["resolvconf -a vpdn.angela", "nameserver 172.16.10.53", "nameserver 172.16.10.54"]


def test_systemd_resolved_is_told_and_told_to_forget(programs: Programs) -> None:
    programs.add("resolvectl")
    resolver = Resolver("vpn0", "angela")
    said = resolver.use(SERVERS)
    assert said == "Names are asked of 172.16.10.53 172.16.10.54, by resolvectl."
    assert programs.told == BY_RESOLVED
    resolver.restore()
    resolver.restore()
    assert programs.told == [*BY_RESOLVED, "resolvectl revert vpn0"]


def test_resolvconf_is_told_where_there_is_no_resolved(programs: Programs) -> None:
    programs.add("resolvectl", status=1)
    programs.add("resolvconf")
    resolver = Resolver("vpn0", "angela")
    assert resolver.use(SERVERS).endswith("by resolvconf.")
    resolver.restore()
    assert programs.told[1:] == [*BY_RESOLVCONF, "resolvconf -d vpdn.angela"]


def test_without_either_it_says_that_nothing_changed(programs: Programs) -> None:
    programs.add("resolvectl", status=1)
    programs.add("resolvconf", status=1)
    resolver = Resolver("vpn0", "angela")
    assert resolver.use(SERVERS).startswith("Warning: /etc/resolv.conf stays as it is")
    resolver.restore()
    assert len(programs.told) == 4


def test_new_servers_take_the_place_of_the_old(programs: Programs) -> None:
    programs.add("resolvectl")
    resolver = Resolver("vpn0", "angela")
    resolver.use(SERVERS)
    resolver.use(SERVERS[:1])
    assert programs.told[2:4] == ["resolvectl revert vpn0", "resolvectl dns vpn0 172.16.10.53"]
