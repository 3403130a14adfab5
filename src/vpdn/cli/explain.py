"""`vpdn explain`: the analyst."""

from __future__ import annotations

from pathlib import Path

import click

from vpdn.cli.calling import password as read_password
from vpdn.cli.explain_capture import explain_capture
from vpdn.cli.explain_configuration import explain_configuration
from vpdn.explain.capture_story import Secret


@click.command(short_help="Say what went wrong with calls, or will.")
@click.option(
    "--pcap",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A capture of PPTP traffic (pcap or pcapng).",
)
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A router's running-config: what will fail before anyone dials.",
)
@click.option("--password", metavar="TEXT", help="With --pcap: the password to decipher with.")
@click.option(
    "--password-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The same, in the first line of a file.",
)
@click.option("--user", metavar="NAME", help="With --pcap: whose password it is.  [default: all's]")
@click.option(
    "--write",
    type=click.Path(path_type=Path),
    metavar="OUT.PCAP",
    help="With --pcap: write the packets inside the calls, for Wireshark.",
)
@click.option(
    "--packets",
    type=click.IntRange(min=0),
    default=30,
    show_default=True,
    help="With --pcap: packets inside each call that are shown, 0 for all.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of text.")
def explain(
    pcap: Path | None,
    config: Path | None,
    password: str | None,
    password_file: Path | None,
    user: str | None,
    write: Path | None,
    packets: int,
    as_json: bool,
) -> None:
    """Name the cause of failing calls, the error the PC shows, and the cure."""
    if (pcap is None) == (config is None):
        raise click.UsageError("name what to read: --pcap FILE or --config FILE")
    if config is not None:
        explain_configuration(config, as_json=as_json)
    if pcap is None:
        return
    if password is None and password_file is not None:
        password = read_password(password_file)
    secret = None if password is None else Secret(password, user)
    explain_capture(pcap, secret, write, packets, as_json=as_json)
