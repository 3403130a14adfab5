"""`vpdn explain --pcap`: the analyst reads a capture. What is said is `vpdn.explain`'s."""

from __future__ import annotations

import json
import shutil
from functools import partial
from pathlib import Path

import click

from vpdn.cli.explain_progress import told
from vpdn.explain import capture_report
from vpdn.explain.capture_reading import read
from vpdn.explain.capture_story import Secret


def explain_capture(
    path: Path, secret: Secret | None, write: Path | None, most: int, *, as_json: bool
) -> None:
    """Say what a capture tells. Raises ConfigError when it cannot be read, or the packets inside
    not be written."""
    capture, trouble = read(path, secret, most or None, write, partial(told, name="packets"))
    if as_json:
        click.echo(json.dumps(capture_report.facts(capture, str(path), trouble, most)))
        return
    width = shutil.get_terminal_size().columns
    for line in capture_report.lines(capture, str(path), trouble, width, most):
        click.echo(line)
