"""`vpdn explain --pcap`: the analyst reads a capture. What is said is `vpdn.explain`'s."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import click

from vpdn.explain import capture_report
from vpdn.explain.capture import Capture, read
from vpdn.explain.capture_story import Secret
from vpdn.net.pcap import LinkType, PcapWriter


def explain_capture(
    path: Path, secret: Secret | None, write: Path | None, most: int, *, as_json: bool
) -> None:
    """Say what a capture tells. Raises ConfigError when it cannot be read, or the packets inside
    not be written."""
    capture, trouble = read(path, secret)
    if write is not None:
        _write(capture, write)
    if as_json:
        click.echo(json.dumps(capture_report.facts(capture, str(path), trouble, most)))
        return
    width = shutil.get_terminal_size().columns
    for line in capture_report.lines(capture, str(path), trouble, width, most):
        click.echo(line)


def _write(capture: Capture, path: Path) -> None:
    """The packets inside all calls, in the order they were taken."""
    inner = [one for call in capture.calls for one in call.inner]
    with PcapWriter(path, LinkType.RAW_IP) as file:
        for one in sorted(inner, key=lambda each: each.place.when):
            file.write(one.packet, one.place.when)
