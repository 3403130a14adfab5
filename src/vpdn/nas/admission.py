"""What the configuration, as it is now, says to a new connection and a new call.

Nothing is remembered: a reload counts from the next call on.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from ipaddress import IPv4Address

from vpdn.nas.config import RouterConfig, VirtualTemplate, VpdnGroup
from vpdn.nas.limits import CALLS_IN_ALL, CALLS_WHILE_HALF_OPEN
from vpdn.nas.services import Services
from vpdn.pptp.settings import ControlSettings


def group_for_pptp(
    config: RouterConfig, local: IPv4Address, host_name: str = ""
) -> VpdnGroup | None:
    """The group that takes PPTP calls from a peer that called `local` and calls itself
    `host_name`: the first that names the host, else the first that names none."""
    takers = [
        group
        for group in config.groups.values()
        if group.protocol in ("pptp", "any")
        and group.virtual_template is not None
        and group.source_ip in (None, local)
        and group.terminate_from in (None, host_name)
    ]
    return min(takers, key=lambda group: group.terminate_from is None, default=None)


def control_settings(config: RouterConfig, group: VpdnGroup | None) -> ControlSettings:
    """What a new control connection is told."""
    name = (group and group.local_name) or config.hostname
    return _settings(name) if group is None else _settings(name, group.window, group.echo)


@lru_cache(16)
def _settings(name: str, *limits: int) -> ControlSettings:
    """Connections share what is the same for all of them. `limits` are a group's: window, echo."""
    settings = ControlSettings(host_name=name.encode(), vendor=b"vpdn")
    if not limits:
        return settings
    window, echo = limits
    return replace(settings, window=window, echo=echo)


def admit(
    services: Services, local: IPv4Address, host_name: str, calls: int, *, half_open: bool
) -> tuple[VpdnGroup, VirtualTemplate] | str:
    """The group and the template of one more call, or the limit that forbids it. `calls` are
    those its control connection has."""
    config, active = services.config, services.active
    if config.vpdn_softshut:
        return "no new calls: vpdn softshut"
    group = group_for_pptp(config, local, host_name)
    if not config.vpdn_enable or group is None or group.virtual_template is None:
        return "no calls: no vpdn-group takes PPTP"
    template = config.templates.get(group.virtual_template)
    if template is None:
        return f"no calls: there is no Virtual-Template{group.virtual_template}"
    if half_open and calls >= CALLS_WHILE_HALF_OPEN:
        return "calls before the first is up"
    if len(services.calls) >= CALLS_IN_ALL or _reached(config.vpdn_session_limit, active.total()):
        return "sessions"
    if _reached(group.session_limit, active[group.name]):
        return f"sessions of vpdn-group {group.name}"
    return group, template


def _reached(limit: int | None, count: int) -> bool:
    return limit is not None and count >= limit
