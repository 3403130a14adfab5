from __future__ import annotations

import click
from click.testing import CliRunner, Result

from vpdn.cli.datapath import datapath_option, workers_option
from vpdn.net.carriage import Carriage


@click.command()
@datapath_option(default="the best")
def everything(datapath: Carriage | None) -> None:
    click.echo(str(datapath))


@click.command()
@datapath_option([Carriage.PYTHON])
def few(datapath: Carriage | None) -> None:
    click.echo(str(datapath))


@click.command()
@workers_option(default="1, perhaps")
def many(workers: int | None) -> None:
    click.echo(str(workers))


def invoked(command: click.Command, *arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


def test_every_word_is_a_carriage_and_silence_is_none() -> None:
    for carriage in Carriage:
        assert invoked(everything, "--datapath", carriage.value).output == f"{carriage}\n"
    assert invoked(everything).output == "None\n"


def test_other_words_are_refused_and_so_are_those_that_are_not_for_the_command() -> None:
    assert invoked(everything, "--datapath", "warp").exit_code == 2
    assert invoked(few, "--datapath", "python").exit_code == 0
    assert invoked(few, "--datapath", "native").exit_code == 2


def test_help_has_the_words_and_what_holds_without_one() -> None:
    text = invoked(everything, "--help").output
    assert f"[{'|'.join(each.value for each in Carriage)}]" in text
    assert "[default: the best]" in text


def test_workers_are_one_to_sixteen() -> None:
    assert [invoked(many, "--workers", each).output for each in ("1", "16")] == ["1\n", "16\n"]
    assert invoked(many).output == "None\n"
    assert [invoked(many, "--workers", each).exit_code for each in ("0", "17", "x")] == [2, 2, 2]
    assert "1, perhaps" in invoked(many, "--help").output
