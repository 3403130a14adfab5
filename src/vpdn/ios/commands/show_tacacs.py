"""`show tacacs`: the TACACS+ servers that the configuration names.

None of them is asked, so nothing has been counted.
"""

from __future__ import annotations

from collections.abc import Iterator

from vpdn.ios.command import command
from vpdn.ios.modes import USER
from vpdn.ios.router import Session
from vpdn.tacacs.settings import TacacsServer

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


def _data(session: Session) -> object:
    counters = {name.lower().replace(" ", "_"): 0 for name in _COUNTERS}
    return [
        {"address": one.address, "port": one.port, **counters}
        for one in session.server.config.tacacs.servers
    ]


@command(USER, "show tacacs", "tacacs  Shows tacacs+ server statistics", data=_data)
def show_tacacs(session: Session) -> str:
    servers = session.server.config.tacacs.servers
    return "".join(f"{line}\n" for one in servers for line in _server(one))


def _server(server: TacacsServer) -> Iterator[str]:
    yield f"Tacacs+ Server -  {server.address}  :"
    yield f"{'Server address':>29}: {server.address}"
    yield f"{'Server port':>29}: {server.port}"
    for name in _COUNTERS:
        yield f"{name:>29}: {0:9}"
