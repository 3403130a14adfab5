"""`ip ssh …`, `ip domain-name`: callers by SSH. The key is no setting (`crypto key`)."""

from __future__ import annotations

from dataclasses import replace

from vpdn.ios.configuration.numbers import number
from vpdn.ios.modes import GLOBAL
from vpdn.ios.sections import Section
from vpdn.ios.setting import setting
from vpdn.nas.config import RouterConfig


@setting(
    GLOBAL,
    "[no] ip <domain-name|domain name> / WORD$domain",
    """
    domain-name  Define the default domain name
    domain       IP DNS Resolver
    name         Define the default domain name
    """,
    section=Section.NAMES,
)
def domain_name(config: RouterConfig, domain: str) -> RouterConfig:
    """In two words since 12.2."""
    return replace(config, domain_name=domain)


@domain_name.writer
def _domain_name(domain: str) -> str:
    return f"ip domain-name {domain}"


number(
    GLOBAL,
    "ip ssh time-out",
    1,
    120,
    "timeout",
    """
    ssh       Configure ssh options
    time-out  Specify SSH time-out interval
    number    SSH time-out interval (secs)
    """,
    default=120,
    part="ssh",
    section=Section.NAMES,
)
number(
    GLOBAL,
    "ip ssh authentication-retries",
    0,
    5,
    "retries",
    """
    ssh                     Configure ssh options
    authentication-retries  Specify number of authentication retries
    number                  Number of authentication retries
    """,
    default=3,
    part="ssh",
    section=Section.NAMES,
)


@setting(
    GLOBAL,
    "[no] ip ssh version / 2$version",
    """
    ssh      Configure ssh options
    version  Specify protocol version to be supported
    2        Protocol version 2
    """,
    section=Section.NAMES,
)
def ssh_version(config: RouterConfig, version: str) -> RouterConfig:
    """There is no other: SSH version 1 is broken."""
    return config
