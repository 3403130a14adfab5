"""What `vpdn check` says of a configuration, with what a PC sees of it and what cures it.

The rules themselves are `ios.cautions` and `ios.weaknesses`; here stands, for each sentence that
concerns calls, the line it is about, Windows' error, and the lines to configure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from vpdn.explain.configuration import Reading
from vpdn.explain.finding import Finding
from vpdn.ios.cautions import cautions
from vpdn.ios.weaknesses import weaknesses


@dataclass(frozen=True, slots=True)
class Consequence:
    """`said` is the sentence, its groups `{0}`, `{1}` … in `path` and `cure`."""

    said: str
    error: int
    path: tuple[str, ...]
    cure: tuple[str, ...]


TABLE = (
    Consequence(
        r"vpdn-group (.+): it takes no calls: PPTP is not its protocol",
        808,
        ("vpdn-group {0}", "accept-dialin", "protocol"),
        ("vpdn-group {0}", " accept-dialin", "  protocol pptp"),
    ),
    Consequence(
        r"vpdn-group (.+): it takes no calls: it has no virtual-template",
        808,
        ("vpdn-group {0}", "accept-dialin"),
        ("vpdn-group {0}", " accept-dialin", "  virtual-template 1"),
    ),
    Consequence(
        r"vpdn-group (.+): it takes no calls: there is no Virtual-Template(\d+)",
        808,
        ("vpdn-group {0}", "accept-dialin", "virtual-template"),
        ("interface Virtual-Template{1}", " ip unnumbered Loopback0"),
    ),
    Consequence(
        r"Virtual-Template(\d+): the router has no address on its calls.*",
        720,
        ("interface Virtual-Template{0}", "ip unnumbered"),
        ("interface Virtual-Template{0}", " ip unnumbered Loopback0"),
    ),
    Consequence(
        r"Virtual-Template(\d+): there is no ip local pool (\S+), so .*",
        720,
        ("interface Virtual-Template{0}", "peer default ip address"),
        ("ip local pool {1} FIRST-ADDRESS LAST-ADDRESS",),
    ),
    Consequence(
        r"Virtual-Template(\d+): there is no `aaa authentication ppp (\S+)`, .*",
        691,
        ("interface Virtual-Template{0}", "ppp authentication"),
        ("aaa authentication ppp {1} group radius local",),
    ),
    Consequence(
        r'method list "(\S+)": there is no server group (\S+), so it never answers',
        691,
        ("aaa authentication ppp {0}",),
        ("aaa group server radius {1}", " server ADDRESS"),
    ),
    Consequence(
        r"username (\S+): chap and ms-chap need the password.*",
        691,
        ("username {0}",),
        ("no username {0}", "username {0} password PASSWORD"),
    ),
    Consequence(
        r"radius-server host (\S+): it has no key, so it is never asked",
        691,
        ("radius-server host {0}",),
        ("radius-server key SECRET",),
    ),
    Consequence(
        r"who calls the router at (\S+) reaches (\S+) instead",
        809,
        ("ip nat inside source static {1}",),
        ("ip nat inside source static tcp {1} PORT {0} PORT",),
    ),
    Consequence(
        r"access list (\S+) of Virtual-Template(\d+) refuses what callers ask .*",
        0,
        ("interface Virtual-Template{1}", "ip access-group {0}"),
        ("put before the line that denies: permit udp any eq 68 any eq 67",),
    ),
    Consequence(
        r"access list (\S+) of Virtual-Template(\d+) refuses the answer .*",
        0,
        ("interface Virtual-Template{1}", "ip access-group {0}"),
        ("put before the line that denies: permit udp any eq 67 any eq 68",),
    ),
    Consequence(
        r"aaa: there is no `aaa new-model`, so no method list is asked",
        0,
        ("aaa authentication ppp",),
        ("aaa new-model",),
    ),
)


def caution_findings(reading: Reading) -> Iterator[Finding]:
    """Of every sentence that concerns calls."""
    for said in (*cautions(reading.config), *weaknesses(reading.config)):
        for one in TABLE:
            if found := re.fullmatch(rf"(?:.*: )?{one.said}", said):
                groups = found.groups()
                place = reading.place(*(step.format(*groups) for step in one.path))
                evidence = (place,) if place else ()
                cure = tuple(line.format(*groups) for line in one.cure)
                yield Finding("check", one.error, said, evidence, cure)


def insecure(reading: Reading) -> list[str]:
    """What an attacker is glad of, without what is a fault already."""
    faults = {finding.why for finding in caution_findings(reading)}
    return [said for said in weaknesses(reading.config) if said not in faults]
