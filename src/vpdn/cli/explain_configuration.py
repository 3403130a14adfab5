"""`vpdn explain --config`: the analyst reads a running-config. What is said is `vpdn.explain`'s."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import click

from vpdn.errors import ConfigError
from vpdn.explain import configuration, configuration_report
from vpdn.ios.startup import read_text


def explain_configuration(path: Path, *, as_json: bool) -> None:
    """Say what will fail before anyone dials. Raises ConfigError when the file cannot be read, or
    is no text."""
    text = read_text(path)
    if (at := text.find("\0")) >= 0:
        number = text.count("\n", 0, at) + 1
        raise ConfigError(f"{path}:{number}: no text but binary data")
    reading = configuration.read(text)
    if as_json:
        click.echo(json.dumps(configuration_report.facts(reading, str(path))))
        return
    width = shutil.get_terminal_size().columns
    for line in configuration_report.lines(reading, str(path), width):
        click.echo(line)
