"""`show tacacs`: the TACACS+ servers that the configuration names.

None of them is asked, so nothing has been counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vpdn.ios.command import command
from vpdn.ios.modes import USER
from vpdn.ios.router import Session

_PORT = "49"
_HOST = re.compile(r"tacacs-server host (\S+)(?:.*? port (\d+))?")
_COUNTERS = (
    "Socket opens",
    "Socket closes",
    "Socket aborts",
    "Socket errors",
    "Socket Timeouts",
    "Failed Connect Attempts",
    "Total Packets Sent",
    "Total Packets Recv",
)


def _servers(session: Session) -> Iterator[tuple[str, str]]:
    """Address and port of each, in the order of the configuration."""
    for entry in session.router.running.tree:
        if found := _HOST.match(entry.text):
            yield found[1], found[2] or _PORT


def _data(session: Session) -> object:
    counters = {name.lower().replace(" ", "_"): 0 for name in _COUNTERS}
    return [
        {"address": address, "port": int(port), **counters} for address, port in _servers(session)
    ]


@command(USER, "show tacacs", "tacacs  Shows tacacs+ server statistics", data=_data)
def show_tacacs(session: Session) -> str:
    lines = [line for address, port in _servers(session) for line in _server(address, port)]
    return "".join(f"{line}\n" for line in lines)


def _server(address: str, port: str) -> Iterator[str]:
    yield f"Tacacs+ Server -  {address}  :"
    yield f"{'Server address':>29}: {address}"
    yield f"{'Server port':>29}: {port}"
    for name in _COUNTERS:
        yield f"{name:>29}: {0:9}"
