"""`ip ssh …`, `ip domain-name`: callers by SSH. The key is no setting (`crypto key`)."""

from __future__ import annotations

from dataclasses import replace

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


@setting(
    GLOBAL,
    "[no] ip ssh time-out / (1-120)$seconds",
    """
    ssh       Configure ssh options
    time-out  Specify SSH time-out interval
    seconds   SSH time-out interval (secs)
    """,
    default="ip ssh time-out 120",
    section=Section.NAMES,
)
def ssh_timeout(config: RouterConfig, seconds: int) -> RouterConfig:
    return replace(config, ssh=replace(config.ssh, timeout=seconds))


@setting(
    GLOBAL,
    "[no] ip ssh authentication-retries / (0-5)$count",
    """
    ssh                     Configure ssh options
    authentication-retries  Specify number of authentication retries
    count                   Number of authentication retries
    """,
    default="ip ssh authentication-retries 3",
    section=Section.NAMES,
)
def ssh_retries(config: RouterConfig, count: int) -> RouterConfig:
    return replace(config, ssh=replace(config.ssh, retries=count))


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
