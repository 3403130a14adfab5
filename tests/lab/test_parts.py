from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from vpdn.errors import ConfigError
from vpdn.lab.parts import Part, listens
from vpdn.lab.topology import PartSpec
from vpdn.net import namespaces


@pytest.fixture
def node() -> Iterator[str]:
    name = f"vpdn-lab-{os.getpid()}-part"
    try:
        namespaces.create(name)
    except ConfigError as refusal:
        pytest.skip(f"needs network namespaces: {refusal}")
    yield name
    namespaces.remove(name)


def python(program: str) -> list[str]:
    return [sys.executable, "-c", program]


def spec(ready: str, within: float = 10, show: bool = False) -> PartSpec:
    return PartSpec("IAS", "ias", (), ready, within, show)


async def test_a_part_has_started_when_it_is_ready(node: str, tmp_path: Path) -> None:
    mark, shown = tmp_path / "mark", list[str]()
    part = Part(spec(f"file {mark}", show=True), node, shown.append)
    program = f"import time; print('works'); open({str(mark)!r}, 'w'); time.sleep(60)"
    await part.start(python(program))
    assert mark.exists()
    await part.stop()
    assert shown == ["works"]


async def test_a_part_may_say_that_it_is_ready(node: str) -> None:
    shown = list[str]()
    part = Part(spec("says Connected.", show=True), node, shown.append)
    await part.start(python("import time; print('...'); print('Connected. Good.'); time.sleep(60)"))
    assert shown == ["...", "Connected. Good."]
    await part.stop()


async def test_a_part_that_ends_too_early_is_quoted(node: str) -> None:
    part = Part(spec("file /none"), node, print)
    program = "import sys; print('a'); sys.exit('no such file: ias.toml')"
    with pytest.raises(ConfigError, match=r"IAS ended with status 1: no such file: ias\.toml"):
        await part.start(python(program))
    await part.stop()


async def test_a_part_may_be_expected_to_end(node: str) -> None:
    shown = list[str]()
    part = Part(spec("ends 1", show=True), node, shown.append)
    await part.start(python("raise SystemExit('Error 691: no')"))
    assert shown == ["Error 691: no"]
    await part.stop()


async def test_a_part_that_ends_otherwise_is_quoted(node: str) -> None:
    part = Part(spec("ends 1"), node, print)
    with pytest.raises(ConfigError, match="IAS ended with status 0: Connected"):
        await part.start(python("print('Connected.')"))
    await part.stop()


async def test_a_part_that_never_gets_ready_is_given_up(node: str) -> None:
    part = Part(spec("tcp 1723", within=0.2), node, print)
    with pytest.raises(ConfigError, match=r"IAS was not ready within 0\.2 s"):
        await part.start(python("import time; time.sleep(60)"))
    await part.stop()


async def test_a_part_is_asked_to_end_before_it_is_made_to(node: str, tmp_path: Path) -> None:
    shown = list[str]()
    part = Part(spec(f"file {tmp_path / 'up'}", show=True), node, shown.append)
    await part.start(
        python(f"""
import signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(print("hanging up")))
open({str(tmp_path / "up")!r}, "w")
signal.pause()
""")
    )
    await part.stop()
    assert shown == ["hanging up"]


async def test_a_part_that_will_not_end_is_made_to(
    node: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vpdn.lab.parts.GRACE", 0.1)
    part = Part(spec(f"file {tmp_path / 'up'}"), node, print)
    await part.start(
        python(f"""
import signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
open({str(tmp_path / "up")!r}, "w")
while True: signal.pause()
""")
    )
    async with asyncio.timeout(5):
        await part.stop()


async def test_a_part_does_not_hear_the_keyboard(node: str, tmp_path: Path) -> None:
    part = Part(spec(f"file {tmp_path / 'pid'}"), node, print)
    program = f"import os, time; open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpgid(0)))"
    await part.start(python(f"{program}\nimport time; time.sleep(60)"))
    await asyncio.sleep(0.05)
    assert (tmp_path / "pid").read_text() != str(os.getpgid(0))
    assert signal.getsignal(signal.SIGINT) is not signal.SIG_IGN
    await part.stop()


def test_listening_is_seen_in_the_programs_own_namespace(node: str) -> None:
    with namespaces.inside(node):
        tcp = socket.create_server(("0.0.0.0", 1723))
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        udp.bind(("127.0.0.1", 1645))
        pid = os.posix_spawn("/bin/sleep", ["sleep", "60"], {})
    try:
        assert listens("tcp", 1723, pid)
        assert listens("udp", 1645, pid)
        assert not listens("tcp", 1645, pid)
        assert not listens("tcp", 1723, os.getpid())
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        tcp.close()
        udp.close()


def test_a_program_that_is_gone_listens_nowhere() -> None:
    assert not listens("tcp", 1723, 2**22 + 1)
