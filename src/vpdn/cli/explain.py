"""`vpdn explain`: the analyst's command line, for a log, a capture or a configuration."""

from __future__ import annotations

from pathlib import Path

import click

from vpdn.cli.calling import password as read_password
from vpdn.cli.explain_capture import explain_capture
from vpdn.cli.explain_configuration import explain_configuration
from vpdn.cli.explain_log import explain_log
from vpdn.explain.capture_story import Secret


@click.command(short_help="Say what went wrong with calls, or will.")
@click.argument("file", required=False, metavar="[FILE|-]")
@click.option(
    "--router",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Read the logging buffer of the router that runs with this UNIX socket.",
)
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
@click.option(
    "--json", "as_json", is_flag=True, help="JSON instead of text; of a log, a line for each call."
)
def explain(
    file: str | None,
    router: Path | None,
    pcap: Path | None,
    config: Path | None,
    password: str | None,
    password_file: Path | None,
    user: str | None,
    write: Path | None,
    packets: int,
    as_json: bool,
) -> None:
    """Name the cause of failing calls, the error the PC shows, and the cure.

    Reads FILE, debug output of IOS or of this router, or standard input (-); or the buffer of a
    running router, a capture, or a configuration.

    Exit status 1: it cannot be read, or has no call in it.
    """
    if [file, router, pcap, config].count(None) != 3:
        raise click.UsageError(
            "name one thing to read: a FILE, - for standard input, --router PATH, --pcap FILE"
            " or --config FILE"
        )
    if pcap is None and [password, password_file, user, write].count(None) != 4:
        raise click.UsageError("--password, --password-file, --user and --write go with --pcap")
    if config is not None:
        explain_configuration(config, as_json=as_json)
    elif pcap is not None:
        secret = _secret(password, password_file, user)
        explain_capture(pcap, secret, write, packets, as_json=as_json)
    else:
        explain_log(file, router, as_json=as_json)


def _secret(password: str | None, file: Path | None, user: str | None) -> Secret | None:
    if password is None and file is not None:
        password = read_password(file)
    return None if password is None else Secret(password, user)
