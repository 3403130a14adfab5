from __future__ import annotations

from click.testing import CliRunner

from vpdn.cli import main


def test_something_has_to_be_named() -> None:
    done = CliRunner().invoke(main, ["explain"])
    assert done.exit_code == 2
    assert "--pcap FILE" in done.output
