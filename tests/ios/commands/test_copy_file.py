from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from tests.ios.support import angela, saved_angela, startup_of, typed
from vpdn.ios.flash import Flash
from vpdn.ios.shell import Shell

COPIED = r"\d+ bytes copied in \d+\.\d{3} secs \(\d+ bytes/sec\)\n"
THERE = "%Warning:There is a file already existing with this name \n"
OVER = "Do you want to over write? [confirm]"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return saved_angela(tmp_path)


def flash(shell: Shell) -> Flash:
    return startup_of(shell).flash


def running(shell: Shell) -> str:
    return shell.session.router.running.text()


@pytest.mark.parametrize("reply", ["", "startup-config", "nvram:startup-config"])
@pytest.mark.parametrize("line", ["copy run start", "copy system:running nvram:startup-config"])
async def test_running_to_startup_is_write_memory(shell: Shell, line: str, reply: str) -> None:
    assert await typed(shell, line) == ""
    assert shell.prompt == "Destination filename [startup-config]? "
    assert await typed(shell, reply) == "Building configuration...\n[OK]\n"
    assert startup_of(shell).read() == running(shell)
    assert shell.prompt == "angela#"


@pytest.mark.parametrize("line", ["copy run start", "copy start run"])
async def test_a_configuration_has_no_other_name(shell: Shell, line: str) -> None:
    before, text = startup_of(shell).read(), running(shell)
    await typed(shell, line)
    assert await typed(shell, "backup") == "%Error opening backup (No such file or directory)\n"
    assert (startup_of(shell).read(), running(shell)) == (before, text)


@pytest.mark.parametrize(
    ("line", "offered", "reply", "name"),
    [
        ("copy running-config flash:", "angela-confg", "", "angela-confg"),
        ("copy running-config flash:", "angela-confg", "a.cfg", "a.cfg"),
        ("copy running-config flash:", "angela-confg", "flash:/a.cfg", "a.cfg"),
        ("copy run fl", "angela-confg", "", "angela-confg"),
        ("copy run flash:a.cfg", "a.cfg", "", "a.cfg"),
        ("copy run FLASH:/a.cfg", "a.cfg", "b.cfg", "b.cfg"),
    ],
)
async def test_a_file_has_the_name_that_is_given_or_offered(
    shell: Shell, line: str, offered: str, reply: str, name: str
) -> None:
    assert await typed(shell, line) == ""
    assert shell.prompt == f"Destination filename [{offered}]? "
    said = await typed(shell, reply)
    text = running(shell)
    assert re.fullmatch(COPIED, said)
    assert said.startswith(f"{len(text)} bytes ")
    assert [file.name for file in flash(shell).listing().files] == [name]
    assert flash(shell).read(name) == text


async def test_the_startup_config_is_copied_as_it_stands(shell: Shell) -> None:
    startup_of(shell).write("hostname x\nnonsense\n")
    await typed(shell, "copy startup-config flash:a", "")
    assert flash(shell).read("a") == "hostname x\nnonsense\n"
    startup_of(shell).write("")
    await typed(shell, "copy flash:a startup-config")
    assert re.fullmatch(rf"\[OK\]\n{COPIED}", await typed(shell, ""))
    assert startup_of(shell).read() == "hostname x\nnonsense\n"


async def test_a_file_that_is_there_is_written_over_after_a_question(shell: Shell) -> None:
    flash(shell).write("a", b"old")
    assert await typed(shell, "copy run flash:a", "") == THERE
    assert shell.prompt == OVER
    assert await typed(shell, "n") == ""
    assert flash(shell).read("a") == "old"
    await typed(shell, "copy run flash:a", "", "")
    assert flash(shell).read("a") == running(shell)


async def test_a_capture_is_copied_octet_by_octet(shell: Shell) -> None:
    octets = bytes(range(256))
    flash(shell).write("a.pcap", octets)
    await typed(shell, "copy flash:a.pcap flash:b.pcap", "")
    assert flash(shell).octets("b.pcap") == octets


@pytest.mark.parametrize("line", ["copy flash:a running-config", "copy start run"])
async def test_what_goes_onto_the_running_config_is_typed(shell: Shell, line: str) -> None:
    text = "hostname bob\nip host new 10.0.0.1\nnonsense\ninterface Loopback0\n ip adress x\n"
    flash(shell).write("a", text.encode())
    startup_of(shell).write(text)
    log: list[str] = []
    shell.session.router.attach(log.append)
    assert await typed(shell, line) == ""
    assert shell.prompt == "Destination filename [running-config]? "
    said = await typed(shell, "")
    refused = (
        "nonsense\n  ^\n% Invalid input detected at '^' marker.\n\n"
        " ip adress x\n      ^\n% Invalid input detected at '^' marker.\n\n"
    )
    assert said.startswith(refused)
    assert re.fullmatch(COPIED, said.removeprefix(refused))
    assert shell.prompt == "bob#"
    assert shell.refused
    assert "ip host new 10.0.0.1" in running(shell)
    assert "vpdn-group PPTP_WIN2KClient" in running(shell)
    assert log[-1].endswith("%SYS-5-CONFIG_I: Configured from memory by console")


async def test_a_file_all_of_whose_lines_are_taken_is_not_refused(shell: Shell) -> None:
    flash(shell).write("a", b"bogus\n")
    await typed(shell, "copy flash:a running-config", "")
    flash(shell).write("a", b"hostname bob\n")
    await typed(shell, "copy flash:a running-config", "")
    assert not shell.refused


async def test_a_line_that_is_not_taken_does_not_drive_the_terminal(shell: Shell) -> None:
    flash(shell).write("a", b"bogus \x1b[2J\nhostname bob\n")
    await typed(shell, "copy flash:a running-config")
    assert "bogus ?[2J\n" in await typed(shell, "")
    assert "hostname bob\n" in running(shell)


@pytest.mark.parametrize("target", ["running-config", "startup-config"])
async def test_a_capture_is_no_configuration(shell: Shell, target: str) -> None:
    flash(shell).write("a.pcap", b"\xd4\xc3\xb2\xa1\0\0\nusername mallory privilege 15\n")
    before = running(shell), startup_of(shell).read()
    await typed(shell, f"copy flash:a.pcap {target}")
    assert await typed(shell, "") == "%Error: flash:a.pcap is not a configuration\n"
    said = await typed(shell, "configure replace flash:a.pcap force")
    assert said == "%Error: flash:a.pcap is not a configuration\n"
    assert (running(shell), startup_of(shell).read()) == before


async def test_lines_that_contradict_the_running_config_change_nothing(shell: Shell) -> None:
    before = shell.session.router.running
    flash(shell).write("a", b"hostname bob\nip local pool a 172.16.10.5\n")
    assert "overlaps" in await typed(shell, "copy flash:a run", "")
    assert shell.session.router.running is before


async def test_many_lines_do_not_keep_others_waiting_and_lose_nothing(shell: Shell) -> None:
    lines = "".join(f"ip host h{n} 10.0.{n >> 8}.{n & 255}\n" for n in range(500))
    flash(shell).write("a", lines.encode())
    other, turns = Shell(shell.session.router), 0
    await typed(shell, "copy flash:a running-config")
    copying = asyncio.create_task(typed(shell, ""))
    while not copying.done():
        if turns == 3:
            await typed(other, "configure terminal", "ip host other 10.9.9.9", "end")
        turns += 1
        await asyncio.sleep(0)
    assert turns > 10
    assert re.fullmatch(COPIED, copying.result())
    assert "ip host other 10.9.9.9\n" in running(shell)
    assert "ip host h499 10.0.1.243\n" in running(shell)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["copy flash:a run", ""], "%Error opening flash:a (No such file or directory)\n"),
        (["copy flash: run", "", ""], "%Error opening flash: (No such file or directory)\n"),
        (["copy run flash:../a", ""], "%Error opening flash:../a (No such file or directory)\n"),
        (["copy run flash:a", "x/y"], "%Error opening flash:x/y (No such file or directory)\n"),
        (["copy run run"], "%Error: cannot copy running-config onto itself\n"),
        (["copy flash:a flash:/a"], "%Error: cannot copy flash:a onto itself\n"),
        (["copy flash: flash:a", "a", ""], "%Error: cannot copy flash:a onto itself\n"),
    ],
)
async def test_what_cannot_be_copied_is_told(shell: Shell, lines: list[str], told: str) -> None:
    before = running(shell), startup_of(shell).read()
    assert await typed(shell, *lines) == told
    assert shell.prompt == "angela#"
    assert flash(shell).listing().files == ()
    assert (running(shell), startup_of(shell).read()) == before


async def test_a_router_without_a_startup_config_has_no_flash() -> None:
    shell = angela()[2]
    for line in ("copy run flash:a", "copy flash:a run", "copy run start", "copy flash: run"):
        assert await typed(shell, line) == "startup-config is not present\n"
