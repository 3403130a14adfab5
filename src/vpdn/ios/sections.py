"""The parts of a running-config, in IOS' order, and the `!` lines around them.

Facts: the running-config that Cisco's document prints (IOS 12.1(5)T).
"""

from __future__ import annotations

from enum import Enum


class Section(Enum):
    """In the order of printing. `paragraph`: sections with the same one stand together; `before`
    is how many `!` lines precede a paragraph, `between` how many part the entries of a section."""

    VERSION = (1, "version", 1, 0)
    HOSTNAME = (2, "hostname", 1, 0)
    LOGGING = (3, "access", 1, 0)
    AAA = (4, "access", 1, 0)
    USERS = (5, "users", 1, 0)
    MEMORY = (6, "users", 1, 0)
    NAMES = (7, "names", 2, 0)
    AUDIT = (8, "vpdn", 1, 0)
    VPDN = (9, "vpdn", 1, 0)
    VPDN_GROUPS = (10, "groups", 2, 1)
    CALLS = (11, "calls", 3, 0)
    CONTROLLERS = (12, "controllers", 7, 1)
    INTERFACES = (13, "interfaces", 2, 1)
    TEMPLATES = (14, "interfaces", 2, 1)
    IP = (15, "ip", 1, 0)
    ACCESS_LISTS = (16, "lists", 1, 0)
    HOSTS = (17, "servers", 1, 0)
    SERVERS = (18, "servers", 1, 0)
    PEERS = (19, "peers", 1, 0)
    LINES = (20, "lines", 5, 0)
    CLOCK = (21, "lines", 5, 0)

    BODY = (22, "body", 0, 0)
    """The lines inside another line's mode."""
    BODY_PPP = (23, "ppp", 0, 0)
    """The `ppp` lines inside an interface, after the others."""

    def __init__(self, rank: int, paragraph: str, before: int, between: int) -> None:
        self.rank = rank
        self.paragraph = paragraph
        self.before = before
        self.between = between
