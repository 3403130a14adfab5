"""scrapli takes our router for IOS: over OpenSSH's ssh, paramiko, asyncssh and telnet."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import pytest
from scrapli.driver.core import AsyncIOSXEDriver, IOSXEDriver
from scrapli.exceptions import ScrapliAuthenticationFailed

from tests.automation.conftest import ADDRESS, PASSWORD, SECRET, USER, Angela
from vpdn.net import namespaces

TRANSPORTS = ("system", "paramiko", "telnet")


def settings(transport: str, password: str = PASSWORD) -> dict[str, Any]:
    return {
        "host": ADDRESS,
        "port": 23 if transport.endswith("telnet") else 22,
        "auth_username": USER,
        "auth_password": password,
        "auth_secondary": SECRET,
        "auth_strict_key": False,
        "transport": transport,
    }


@pytest.fixture(params=TRANSPORTS, scope="module")
def connection(request: pytest.FixtureRequest, angela: Angela) -> Iterator[IOSXEDriver]:
    made = IOSXEDriver(**settings(request.param))
    with namespaces.inside(angela.name):
        made.open()
    yield made
    made.close()


def test_it_goes_from_level_to_level(connection: IOSXEDriver) -> None:
    for level, prompt in (
        ("exec", "angela>"),
        ("configuration", "angela(config)#"),
        ("privilege_exec", "angela#"),
    ):
        connection.acquire_priv(level)
        assert connection.get_prompt() == prompt


def test_a_command_comes_back_with_its_output_and_nothing_else(connection: IOSXEDriver) -> None:
    response = connection.send_command("show clock")
    assert not response.failed
    assert re.fullmatch(r"\*\d\d:\d\d:\d\d\.\d{3} UTC .* \d{4}", response.result)


def test_output_longer_than_a_screen_comes_whole(connection: IOSXEDriver) -> None:
    lines = connection.send_command("show running-config").result.splitlines()
    assert [line for line in lines if "--More--" in line] == []
    assert (lines[0], lines[-1]) == ("Building configuration...", "end")


def test_a_refusal_is_known_by_its_text(connection: IOSXEDriver) -> None:
    response = connection.send_command("show runing-config")
    assert response.failed
    assert response.result == " " * 15 + "^\n% Invalid input detected at '^' marker."


def test_configuration_is_taken_up_to_the_line_that_is_refused(connection: IOSXEDriver) -> None:
    lines = ["interface Virtual-Template1", "mtu 1400", "mtu big", "mtu 1300"]
    taken = connection.send_configs(lines, stop_on_failed=True)
    assert [one.failed for one in taken] == [False, False, True]
    shown = connection.send_command("show running-config interface virtual-template 1")
    assert " mtu 1400" in shown.result.splitlines()
    connection.send_configs(["interface Virtual-Template1", "no mtu"])


def test_a_dialog_is_led_to_its_end(connection: IOSXEDriver, angela: Angela) -> None:
    connection.send_config("ip host kept 10.0.0.7")
    dialog = [
        ("copy running-config startup-config", "Destination filename [startup-config]?"),
        ("", "angela#"),
    ]
    assert "[OK]" in connection.send_interactive(dialog).result
    assert "ip host kept 10.0.0.7\n" in angela.config.read_text()


@pytest.mark.parametrize(
    ("command", "field", "value"),
    [
        ("show version", "version", "12.1(5)T"),
        ("show ip interface brief", "interface", "Virtual-Template1"),
        ("show interfaces description", "port", "Virtual-Template1"),
        ("show ip interface", "interface", "Ethernet0/0"),
        ("show processes cpu", "process_cpu_usage_5_sec", None),
        ("dir", "name", "before.cfg"),
    ],
)
def test_ntc_templates_parse_what_it_shows(
    connection: IOSXEDriver, command: str, field: str, value: str | None
) -> None:
    rows = connection.send_command(command).textfsm_parse_output()
    assert isinstance(rows, list)
    found = [row[field] for row in rows]
    assert found
    assert value is None or value in found


@pytest.mark.parametrize("transport", ["paramiko", "telnet"])
def test_a_wrong_password_is_an_authentication_error(angela: Angela, transport: str) -> None:
    with namespaces.inside(angela.name), pytest.raises(ScrapliAuthenticationFailed):
        IOSXEDriver(**settings(transport, "wrong")).open()


async def users_seen(transport: str, everybody_is_in: asyncio.Barrier) -> str:
    async with AsyncIOSXEDriver(**settings(transport)) as connection:
        await everybody_is_in.wait()
        return (await connection.send_command("show users")).result


@pytest.mark.parametrize("transport", ["asyncssh", "asynctelnet"])
async def test_several_are_served_at_once(angela: Angela, transport: str) -> None:
    barrier = asyncio.Barrier(3)
    with namespaces.inside(angela.name):
        screens = await asyncio.gather(*(users_seen(transport, barrier) for _ in range(3)))
    own = {line[:10] for screen in screens for line in screen.splitlines() if line[:1] == "*"}
    assert len(own) == 3
