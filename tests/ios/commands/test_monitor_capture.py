from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.ios.support import angela, saved_angela, typed
from vpdn.ios.shell import Shell
from vpdn.nas.captures import Captures
from vpdn.net.pcap import LinkType, file_header

DEFINE = "monitor capture CAP interface virtual-access 1"


def captures(shell: Shell) -> Captures:
    made = shell.session.server.captures
    assert isinstance(made, Captures)
    return made


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return saved_angela(tmp_path)


@pytest.mark.parametrize(
    ("words", "way", "wire"),
    [
        ("", "both", False),
        (" in", "in", False),
        (" out clear", "out", False),
        (" wire", "both", True),
        (" both wire", "both", True),
    ],
)
async def test_a_capture_is_defined_with_direction_and_kind(
    shell: Shell, words: str, way: str, wire: bool
) -> None:
    assert await typed(shell, DEFINE + words) == ""
    [one] = captures(shell).snapshot()
    assert (one.name, one.interface, one.way, one.wire) == ("CAP", 1, way, wire)
    assert not one.active


async def test_it_is_started_stopped_emptied_and_removed(shell: Shell) -> None:
    log: list[str] = []
    shell.session.router.attach(log.append)
    await typed(shell, DEFINE)
    assert await typed(shell, "monitor capture CAP start") == "Started capture point : CAP\n"
    assert captures(shell).snapshot()[0].active
    assert await typed(shell, "monitor capture CAP clear") == ""
    assert await typed(shell, "monitor capture CAP stop") == "Stopped capture point : CAP\n"
    assert not captures(shell).snapshot()[0].active
    assert await typed(shell, "no monitor capture CAP") == ""
    assert captures(shell).snapshot() == ()
    assert [line.split("%")[1] for line in log] == [
        "BUFCAP-6-ENABLE: Capture Point CAP enabled.",
        "BUFCAP-6-DISABLE: Capture Point CAP disabled.",
    ]


async def test_the_export_lies_in_flash_for_its_owner_alone(shell: Shell, tmp_path: Path) -> None:
    await typed(shell, DEFINE)
    said = await typed(shell, "monitor capture CAP export flash:tac.pcap")
    assert said == "Exported Successfully\n"
    file = tmp_path / "flash" / "tac.pcap"
    assert file.read_bytes() == file_header(LinkType.PPP_WITH_DIRECTION)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("monitor capture CAP start", "% Capture CAP does not exist\n"),
        ("monitor capture CAP export flash:a.pcap", "% Capture CAP does not exist\n"),
        ("no monitor capture CAP", "% Capture CAP does not exist\n"),
        (
            "monitor capture CAP interface ethernet 0/0",
            "% Only a Virtual-Access interface can be captured\n",
        ),
    ],
)
async def test_what_cannot_be(shell: Shell, line: str, told: str) -> None:
    assert await typed(shell, line) == told


async def test_a_router_without_a_file_has_nowhere_to_export_to() -> None:
    shell = angela()[2]
    said = await typed(shell, DEFINE, "monitor capture CAP export flash:a.pcap")
    assert said == "startup-config is not present\n"


async def test_a_user_without_rights_captures_nothing(shell: Shell) -> None:
    shell.session.privilege = 1
    assert "Invalid input" in await typed(shell, DEFINE)
    assert captures(shell).snapshot() == ()
