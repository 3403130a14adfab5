"""`show vpdn group`: the configured groups and how much of them is in use."""

from __future__ import annotations

from collections.abc import Iterator

from vpdn.errors import ConfigError
from vpdn.ios.command import command
from vpdn.ios.modes import USER
from vpdn.ios.plain import fields_of
from vpdn.ios.router import Session
from vpdn.nas.config import VpdnGroup
from vpdn.nas.snapshot import ServerSnapshot


def _data(session: Session, name: str = "") -> object:
    server = session.server.snapshot()
    return [
        {**fields_of(group), "active": _active(group, server)} for group in _chosen(session, name)
    ]


@command(
    USER,
    "show vpdn group [WORD]$name",
    "group  VPDN group information\nname   Name of the group",
    data=_data,
)
def show_vpdn_group(session: Session, name: str = "") -> str:
    server, shown = session.server.snapshot(), _chosen(session, name)
    return "".join(f"{line}\n" for group in shown for line in _group(group, server))


def _chosen(session: Session, name: str) -> list[VpdnGroup]:
    groups = session.server.config.groups
    if name and name not in groups:
        raise ConfigError(f"% VPDN group {name} doesn't exist")
    return [groups[name]] if name else list(groups.values())


def _active(group: VpdnGroup, server: ServerSnapshot) -> dict[str, int]:
    tunnels = [tunnel for tunnel in server.tunnels if tunnel.group == group.name]
    sessions = sum(len(tunnel.sessions) for tunnel in tunnels)
    return {"tunnels": len(tunnels), "sessions": sessions}


def _group(group: VpdnGroup, server: ServerSnapshot) -> Iterator[str]:
    active = _active(group, server)
    limit = "none" if group.session_limit is None else str(group.session_limit)
    yield f"VPDN group {group.name}"
    yield f"  Accepts dial-in by {group.protocol or 'no protocol'}"
    if group.virtual_template is not None:
        yield f"  Cloned from Virtual-Template{group.virtual_template}"
    if group.local_name is not None:
        yield f"  Local name is {group.local_name}"
    if group.source_ip is not None:
        yield f"  Source address is {group.source_ip}"
    yield f"  Echo every {group.echo} sec" if group.echo else "  Echo is off"
    yield f"  Receive window {group.window} packets, session limit {limit}"
    yield f"  {active['tunnels']} active tunnels, {active['sessions']} active sessions"
