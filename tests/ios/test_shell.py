from __future__ import annotations

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ios.lines import configurations, harmed
from tests.ios.support import angela, typed
from vpdn.ios.config import load
from vpdn.ios.dialog import Question


@pytest.mark.parametrize(
    ("line", "screen"),
    [
        ("", ""),
        ("! a remark", ""),
        ("show runing", "               ^\n% Invalid input detected at '^' marker.\n\n"),
        ("show ip", "% Incomplete command.\n\n"),
        ("sh v", '% Ambiguous command:  "sh v"\n'),
        ("show", '% Type "show ?" for a list of subcommands\n'),
        ("sh", '% Type "show ?" for a list of subcommands\n'),
        (
            "foo",
            (
                'Translating "foo"\n'
                "% Unknown command or computer name, or unable to find computer address\n"
            ),
        ),
        ("foo bar", "       ^\n% Invalid input detected at '^' marker.\n\n"),
        ("show\tprivilege", "Current privilege level is 15\n"),
    ],
)
async def test_lines_at_the_privileged_prompt(line: str, screen: str) -> None:
    _, _, shell = angela()
    assert await typed(shell, line) == screen


async def test_an_unknown_word_is_looked_up_when_names_are() -> None:
    _, _, shell = angela()
    await typed(shell, "configure terminal", "ip domain-lookup", "end")
    assert (await typed(shell, "foo")).startswith(
        'Translating "foo"...domain server (255.255.255.255)\n'
    )


async def test_configuration_takes_effect_line_by_line() -> None:
    server, router, shell = angela()
    logged = list[str]()
    router.attach(logged.append)
    prompts = []
    for line in (
        "conf t",
        "int virtual-t 1",
        "ppp encrypt mppe 128 required",
        "hostname bob",
        "end",
    ):
        assert await typed(shell, line) in (
            "",
            "Enter configuration commands, one per line.  End with CNTL/Z.\n",
        )
        prompts.append(shell.prompt)
    assert prompts == [
        "angela(config)#",
        "angela(config-if)#",
        "angela(config-if)#",
        "bob(config)#",
        "bob#",
    ]
    mppe = server.config.templates[1].ppp.mppe
    assert mppe is not None
    assert (mppe.bits, mppe.required) == (128, True)
    assert [line.split(": ", 1)[1] for line in logged] == [
        "%SYS-5-CONFIG_I: Configured from console by console"
    ]


async def test_the_caret_stands_under_the_line_after_the_configuration_prompt() -> None:
    _, _, shell = angela()
    await typed(shell, "configure terminal")
    assert await typed(shell, "logging 0255.255.1") == (
        " " * len("angela(config)#logging ") + "^\n% Invalid input detected at '^' marker.\n\n"
    )


@pytest.mark.parametrize(
    ("line", "screen"),
    [
        ("ip local pool q 10.0.0.9 10.0.0.1", "%Bad IP range, start address greater than end"),
        ("ip local pool default 172.16.10.5", "%IP address range overlaps with pool: default"),
        ("interface virtual-access 1", "% Virtual-Access1 is made from its Virtual-Template"),
    ],
)
async def test_a_refused_line_changes_neither_configuration_nor_place(
    line: str, screen: str
) -> None:
    server, router, shell = angela()
    before, text = server.config, router.running.text()
    await typed(shell, "configure terminal", "interface virtual-template 1")
    assert (await typed(shell, line)).startswith(screen)
    assert shell.prompt == "angela(config-if)#"
    assert (server.config, router.running.text()) == (before, text)


async def test_a_change_the_server_cannot_make_is_undone() -> None:
    server, router, shell = angela()
    server.refuses = "cannot listen on 10.0.0.1"
    await typed(shell, "configure terminal")
    assert await typed(shell, "hostname bob") == "cannot listen on 10.0.0.1\n"
    assert shell.prompt == "angela(config)#"
    assert "hostname angela" in router.running.text()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\x85", "\u2028", "\x1b"])
async def test_what_stands_behind_a_line_end_is_not_slipped_into_the_configuration(
    end: str,
) -> None:
    _, router, shell = angela()
    await typed(shell, "configure terminal", "interface ethernet0/0")
    text, column = router.running.text(), len("angela(config-if)#description a")
    said = await typed(shell, f"description a{end}shutdown")
    assert said == " " * column + "^\n% Invalid input detected at '^' marker.\n\n"
    assert shell.refused
    assert router.running.text() == text


async def test_control_z_ends_configuration() -> None:
    _, _, shell = angela()
    await typed(shell, "conf t", "line con 0", "\x1a")
    assert shell.prompt == "angela#"


async def test_two_sessions_configure_at_once() -> None:
    _, router, one = angela()
    from vpdn.ios.shell import Shell

    other = Shell(router)
    await typed(one, "configure terminal", "vpdn-group X")
    await typed(other, "configure terminal", "hostname bob", "no vpdn-group X")
    await typed(one, "hostname carl")
    assert one.prompt == "carl(config)#"
    assert "vpdn-group X" not in router.running.text()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(max_size=30), max_size=4))
async def test_whatever_is_typed_is_answered(lines: list[str]) -> None:
    _, _, shell = angela()
    await typed(shell, "disable", *lines)
    await typed(shell, "enable", "configure terminal", *lines)


async def test_what_show_prints_is_filtered() -> None:
    _, _, shell = angela()
    assert await typed(shell, "show running-config | include ^hostname") == "hostname angela\n"
    assert await typed(shell, "show clock | include xyzzy") == ""
    assert await typed(shell, "show clock | xyz") == (
        " " * len("angela#show clock | ") + "^\n% Invalid input detected at '^' marker.\n\n"
    )
    assert (await typed(shell, "show clock | include [")).startswith("% Failed to compile")


async def test_much_to_look_at_does_not_keep_others_waiting() -> None:
    _, router, shell = angela()
    await typed(shell, "configure terminal", "logging buffered 1000000", "end")
    for number in range(1000):
        router.journal.buffer.write(f"line {number} {'x' * 100}")
    for command, turns in (("show logging | include line 77 ", 20), ("show logging", 10)):
        showing, count = asyncio.create_task(typed(shell, command)), 0
        while not showing.done():
            count += 1
            await asyncio.sleep(0)
        assert count >= turns
        assert f"line 77 {'x' * 100}\n" in showing.result()
        assert showing.result().count("line 78 ") == (command == "show logging")


async def test_do_carries_out_an_exec_command_while_configuring() -> None:
    _, _, shell = angela()
    await typed(shell, "configure terminal", "vpdn-group X")
    assert await typed(shell, "do show privilege") == "Current privilege level is 15\n"
    assert shell.prompt == "angela(config-vpdn)#"
    assert await typed(shell, "do show runing") == (
        " " * len("angela(config-vpdn)#do show run") + "^\n"
        "% Invalid input detected at '^' marker.\n\n"
    )


@pytest.mark.parametrize(
    ("said", "restored"),
    [
        ("hostname bob", "hostname"),
        ("no ip subnet-zero", "ip subnet-zero"),
        ("service password-encryption", "service password-encryption"),
        ("ip local pool default 172.16.10.20 172.16.10.30", "ip local pool default 172.16.10.20"),
    ],
)
async def test_default_takes_back_what_was_said(said: str, restored: str) -> None:
    _, router, shell = angela()
    await typed(shell, "configure terminal", said)
    assert await typed(shell, f"default {restored}") == ""
    assert said not in router.running.text().splitlines()


@pytest.mark.parametrize("line", ["default", "defa ", "do", "  DO", "no"])
async def test_a_word_before_a_command_is_none_itself(line: str) -> None:
    _, _, shell = angela()
    await typed(shell, "configure terminal", "line con 0")
    assert await typed(shell, line) == "% Incomplete command.\n\n"
    assert shell.prompt == "angela(config-line)#"


async def test_default_interface_empties_it() -> None:
    _, router, shell = angela()
    await typed(shell, "configure terminal", "interface virtual-template 1", "default mtu")
    assert "ip unnumbered Loopback0" in router.running.text()
    await typed(shell, "default interface virtual-template 1")
    assert "ip unnumbered Loopback0" not in router.running.text()
    assert "interface Virtual-Template1" in router.running.text()


async def test_help_and_tab_are_for_commands_not_for_replies() -> None:
    _, _, shell = angela()
    assert shell.help("show clock ").endswith("  <cr>\n")
    assert shell.complete("sho") == "show "
    shell.session.question = Question("Really? ", str)
    assert (shell.help(""), shell.complete("sho")) == ("", None)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.data())
async def test_a_line_that_is_answered_with_an_error_changed_nothing(data: st.DataObject) -> None:
    """And those that are taken make a configuration that loads as the same."""
    _, router, shell = angela()
    await typed(shell, "configure terminal")
    for line in data.draw(configurations):
        before = router.running.text()
        screen = await typed(shell, data.draw(harmed(line)))
        if shell.session.question is not None:
            shell.session.question = None
        elif shell.refused:
            assert router.running.text() == before
            assert screen.endswith("\n")
        if shell.session.editor is None:
            await typed(shell, "configure terminal")
    assert load(router.running.text()).running.text() == router.running.text()
