"""netmiko, by which most people automate IOS, takes our router for one: over SSH and telnet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from netmiko import ConnectHandler, NetmikoAuthenticationException

from tests.automation.conftest import ADDRESS, PASSWORD, SECRET, USER, Angela
from vpdn.net import namespaces

KINDS = ("cisco_ios", "cisco_ios_telnet")


def connected(angela: Angela, kind: str, password: str = PASSWORD) -> Any:
    with namespaces.inside(angela.name):
        return ConnectHandler(
            device_type=kind,
            host=ADDRESS,
            username=USER,
            password=password,
            secret=SECRET,
        )


@pytest.fixture(params=KINDS, scope="module")
def connection(request: pytest.FixtureRequest, angela: Angela) -> Iterator[Any]:
    made = connected(angela, request.param)
    made.enable()
    yield made
    made.disconnect()


def test_the_prompt_and_the_levels(connection: Any) -> None:
    assert connection.find_prompt() == "angela#"
    connection.exit_enable_mode()
    assert connection.find_prompt() == "angela>"
    connection.enable()
    assert connection.check_enable_mode()


def test_a_command_comes_back_with_its_output_and_nothing_else(connection: Any) -> None:
    assert re.fullmatch(
        r"\*\d\d:\d\d:\d\d\.\d{3} UTC .* \d{4}", connection.send_command("show clock")
    )


def test_output_longer_than_a_screen_comes_without_pausing(connection: Any) -> None:
    text = connection.send_command("show running-config")
    assert "--More--" not in text
    assert text.rstrip().endswith("\nend")


def test_configuration_is_taken_and_saved(connection: Any, angela: Angela) -> None:
    lines = ["interface Virtual-Template1", "ppp encrypt mppe 128", "exit", "ip host pc 10.0.0.9"]
    screen = connection.send_config_set(lines)
    assert "angela(config-if)#ppp encrypt mppe 128" in screen
    assert "[OK]" in connection.save_config()
    saved = angela.config.read_text()
    assert " ppp encrypt mppe 128\n" in saved
    assert "ip host pc 10.0.0.9\n" in saved
    connection.send_config_set(["interface Virtual-Template1", "no ppp encrypt mppe"])
    assert "mppe" not in connection.send_command("show running-config")


def test_a_bad_line_shows_ios_error_and_the_rest_is_taken(connection: Any) -> None:
    screen = connection.send_config_set(["ip hots x", "ip host good 10.0.0.8"])
    assert "% Invalid input detected at '^' marker." in screen
    assert "ip host good 10.0.0.8" in connection.send_command("show running-config")


def test_the_dialog_of_ping(connection: Any) -> None:
    replies = [
        ["ping", r"Protocol \[ip\]"],
        ["", r"Target IP address"],
        ["172.16.10.100", r"Repeat count \[5\]"],
        ["3", r"Datagram size \[100\]"],
        ["", r"Timeout in seconds \[2\]"],
        ["", r"Extended commands \[n\]"],
        ["", r"Sweep range of sizes \[n\]"],
        ["", r"Success rate is"],
    ]
    screen = connection.send_multiline(replies)
    assert "!!!\n" in screen.replace("\r", "")


@pytest.mark.parametrize(
    ("command", "field", "value"),
    [
        ("show version", "hostname", "angela"),
        ("show ip interface brief", "interface", "Virtual-Template1"),
        ("show interfaces", "interface", "Loopback0"),
        ("show ip route", "network", "172.16.10.0"),
    ],
)
def test_ntc_templates_parse_what_it_shows(
    connection: Any, command: str, field: str, value: str
) -> None:
    rows = connection.send_command(command, use_textfsm=True)
    assert isinstance(rows, list), rows
    assert value in [row[field] for row in rows]


def test_a_wrong_password_is_an_authentication_error(angela: Angela) -> None:
    """By telnet netmiko waits twelve seconds between its own tries: scrapli shows it there."""
    with pytest.raises(NetmikoAuthenticationException):
        connected(angela, "cisco_ios", "wrong")
