"""`show tech-support`: what somebody who helps wants to see, one command after the other."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable

from vpdn.ios.command import command
from vpdn.ios.commands.show_aaa import show_aaa_servers, show_radius_statistics
from vpdn.ios.commands.show_interfaces import show_interfaces
from vpdn.ios.commands.show_ip import show_ip_local_pool
from vpdn.ios.commands.show_ip_interface import show_ip_interface_brief
from vpdn.ios.commands.show_ip_route import show_ip_route
from vpdn.ios.commands.show_logging import show_logging
from vpdn.ios.commands.show_processes import show_processes, show_processes_memory
from vpdn.ios.commands.show_system import show_running_config
from vpdn.ios.commands.show_version import show_version
from vpdn.ios.commands.show_vpdn import show_vpdn
from vpdn.ios.commands.show_vpdn_history import show_vpdn_history_failure
from vpdn.ios.modes import PRIVILEGED
from vpdn.ios.router import Session

_PARTS: tuple[tuple[str, Callable[[Session], str]], ...] = (
    ("show version", show_version),
    ("show running-config", show_running_config),
    ("show interfaces", show_interfaces),
    ("show ip interface brief", show_ip_interface_brief),
    ("show ip route", show_ip_route),
    ("show ip local pool", show_ip_local_pool),
    ("show vpdn", show_vpdn),
    ("show vpdn history failure", show_vpdn_history_failure),
    ("show aaa servers", show_aaa_servers),
    ("show radius statistics", show_radius_statistics),
    ("show processes cpu", show_processes),
    ("show processes memory", show_processes_memory),
    ("show logging", show_logging),
)
_SECRETS = re.compile(
    r"^(.*?\b(?:password|secret|key)(?: [05789])?) \S.*$",
    re.MULTILINE,
)


@command(
    PRIVILEGED,
    "show tech-support",
    "tech-support  Show system information for Tech-Support",
)
async def show_tech_support(session: Session) -> AsyncIterator[str]:
    """Passwords and keys are left out, as IOS does: this is sent to others."""
    for words, run in _PARTS:
        yield f"\n------------------ {words} ------------------\n\n"
        yield _SECRETS.sub(r"\1 <removed>", run(session))
