from __future__ import annotations

import pytest

from tests.ios.support import angela, typed
from vpdn.ios.assistance import DO, answer, blanked, completed

MODIFIERS = """\
  begin    Begin with the line that matches
  exclude  Exclude lines that match
  include  Include lines that match
  section  Filter a section of output
"""


async def at(*lines: str, asked: str) -> str:
    _, _, shell = angela()
    await typed(shell, *lines)
    return answer(shell.session, asked)


async def test_a_bare_question_mark_lists_what_the_level_may_do() -> None:
    privileged = await at(asked="")
    user = await at("disable", asked="")
    assert privileged.startswith("Exec commands:\n  ")
    assert "  configure   Enter configuration mode\n" in privileged
    assert user.startswith("Exec commands:\n  ")
    assert "configure" not in user
    assert "  show " in user


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("show hosts ", "  |     Output modifiers\n  <cr>\n"),
        ("show clock | ", MODIFIERS),
        ("show clock | i", "include\n"),
        ("show clock | include ", "  LINE  Regular Expression\n"),
        ("disable ", "  <0-15>  Privilege level to go to\n  <cr>\n"),
        ("sh", "show\n"),
        ("xyz", "% Unrecognized command\n"),
    ],
)
async def test_at_the_privileged_prompt(asked: str, shown: str) -> None:
    assert await at(asked=asked) == shown


async def test_a_configuration_mode_lists_its_own_commands_and_knows_its_parents() -> None:
    template = ("configure terminal", "interface virtual-template 1")
    listed = await at(*template, asked="")
    assert listed.startswith("Interface configuration commands:\n  ")
    for line in (
        "  default        Set a command to its defaults\n",
        "  exit           Exit from the present configuration mode\n",
        "  no             Negate a command or set its defaults\n",
    ):
        assert line in listed
    assert "hostname" not in listed
    assert await at(*template, asked="hostn") == "hostname\n"
    assert await at(*template, asked="do show hosts ") == ("  |     Output modifiers\n  <cr>\n")
    assert await at(*template, asked="default ppp encrypt ") == (
        "  mppe  Microsoft Point-to-Point Encryption\n"
    )
    assert "  mppe " in await at(*template, asked="no ppp encrypt ")


async def test_default_is_offered_what_can_be_taken_back() -> None:
    listed = await at("configure terminal", asked="default ")
    assert listed == await at("configure terminal", asked="no ")
    assert "  hostname " in listed
    for other in ("  do ", "  exit ", "  crypto ", "Configure commands:"):
        assert other not in listed


@pytest.mark.parametrize("line", ["aaa authorization exec default ", "ip local pool default "])
async def test_default_in_the_middle_of_a_line_is_a_word_of_it(line: str) -> None:
    named = line.replace("default", "X")
    assert await at("configure terminal", asked=line) == await at("configure terminal", asked=named)
    assert "Unrecognized" not in await at("configure terminal", asked=line)


async def test_help_fits_the_screen() -> None:
    template = ("terminal width 60", "configure terminal", "interface virtual-template 1")
    listed = (await at(*template, asked="ppp ")).splitlines()
    assert max(map(len, listed)) < 60
    assert any(line.startswith(" " * 10) for line in listed)


@pytest.mark.parametrize(
    ("typed_line", "whole"),
    [
        ("do sh", "do show "),
        ("  do   show clock | inc", "  do   show clock | include "),
        ("default hostn", "default hostname "),
        ("default encap", "default encapsulation "),
        ("p", None),
        ("", None),
    ],
)
async def test_tab_keeps_what_stands_before_the_word(typed_line: str, whole: str | None) -> None:
    _, _, shell = angela()
    await typed(shell, "configure terminal", "interface virtual-template 1")
    assert completed(shell.session, typed_line) == whole


async def test_tab_behind_a_pipe() -> None:
    _, _, shell = angela()
    assert completed(shell.session, "show clock | inc") == "show clock | include "


def test_a_word_is_blanked_without_moving_the_rest() -> None:
    assert blanked(DO, " do show clock") == "    show clock"
    assert blanked(DO, "domain x") == "domain x"
