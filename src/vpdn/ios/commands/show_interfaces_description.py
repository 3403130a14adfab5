"""`show interfaces description`: every interface in a line, with what it is described as."""

from __future__ import annotations

from vpdn.ios.command import command
from vpdn.ios.commands.show_interfaces import described
from vpdn.ios.interfaces import Port
from vpdn.ios.modes import USER
from vpdn.ios.router import Session

_ROW = "{:<30} {:<14} {:<8} {}"
_HEADER = _ROW.format("Interface", "Status", "Protocol", "Description")


def _data(session: Session) -> object:
    return [
        {
            "name": port.name,
            "status": port.status,
            "protocol": port.protocol,
            "description": words or None,
        }
        for port, words in described(session)
    ]


@command(
    USER,
    "show interfaces description",
    "interfaces  Interface status and configuration\ndescription  Show interface description",
    data=_data,
)
def show_interfaces_description(session: Session) -> str:
    rows = [_row(port, words) for port, words in described(session)]
    return "".join(f"{line}\n" for line in (_HEADER, *rows))


def _row(port: Port, words: str) -> str:
    status = "admin down" if port.shutdown else port.status
    return _ROW.format(port.name, status, port.protocol, words)
