"""`vpdn …` for the router as a whole, and `vpdn-template`."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

from vpdn.errors import ConfigError
from vpdn.ios.configuration.numbers import number
from vpdn.ios.modes import GLOBAL, VPDN_TEMPLATE
from vpdn.ios.sections import Section
from vpdn.ios.setting import Shown, accepted, setting
from vpdn.nas.config import RouterConfig
from vpdn.net.carriage import MOST_WORKERS, Carriage

_NO_TEMPLATE = "groups have no template"


@setting(GLOBAL, "[no] vpdn enable", "enable  Enable VPDN", section=Section.VPDN)
def enable(config: RouterConfig) -> RouterConfig:
    return replace(config, vpdn_enable=True)


@setting(
    GLOBAL,
    "[no] vpdn logging [local|user]$what",
    """
    logging  Logging Controls
    local    Log VPDN events locally
    user     Log VPDN user events
    """,
    key=("what",),
    shown=Shown.BOTH,
    section=Section.VPDN,
)
def logging(config: RouterConfig, what: str = "local", no: bool = False) -> RouterConfig:
    logged = config.vpdn_logging - {what} if no else config.vpdn_logging | {what}
    return replace(config, vpdn_logging=logged)


accepted(
    GLOBAL,
    "[no] vpdn logging <remote|tunnel-drop>$what",
    "a PPTP peer takes no log, and nothing forwarded is dropped",
    """
    logging      Logging Controls
    remote       Log VPDN events to remote peer
    tunnel-drop  Log VPDN tunnel drops
    """,
    key=("what",),
    shown=Shown.BOTH,
    section=Section.VPDN,
)

number(
    GLOBAL,
    "vpdn session-limit",
    1,
    32767,
    "vpdn_session_limit",
    "session-limit  Limit on the number of sessions\nnumber  Number of sessions",
    section=Section.VPDN,
)


@setting(
    GLOBAL,
    "[no] vpdn source-ip / A.B.C.D$address",
    "source-ip  Set source address for VPDN\naddress  Source IP address",
    section=Section.VPDN,
)
def source_ip(config: RouterConfig, address: IPv4Address) -> RouterConfig:
    """Applied to the groups that have none of their own (`defaults`)."""
    return config


@setting(
    GLOBAL,
    "[no] vpdn softshut",
    "softshut  New VPDN sessions are not accepted",
    section=Section.VPDN,
)
def softshut(config: RouterConfig) -> RouterConfig:
    return replace(config, vpdn_softshut=True)


@setting(
    GLOBAL,
    "[no] vpdn user-maxlinks / <deny|replace>$word",
    """
    user-maxlinks  Set action for a call beyond the user's limit
    deny           Turn the new call away
    replace        End the user's oldest call
    """,
    section=Section.VPDN,
    default="vpdn user-maxlinks deny",
)
def user_maxlinks(config: RouterConfig, word: str) -> RouterConfig:
    """Not IOS', which can only deny."""
    return replace(config, vpdn_replaces_calls=word == "replace")


_CARRIERS = "\n".join(f"{each.value}  {each.sentence}" for each in Carriage)


@setting(
    GLOBAL,
    f"[no] vpdn datapath / <{'|'.join(each.value for each in Carriage)}>$word",
    f"datapath  Who carries packets, from the next start on\n{_CARRIERS}",
    section=Section.VPDN,
    default=f"vpdn datapath {Carriage.AUTO.value}",
    notice="Changes to the data path will not take effect until the next reload is done",
)
def datapath(config: RouterConfig, word: str) -> RouterConfig:
    """Not IOS': its own packets go one way."""
    return _agreed(replace(config, datapath=Carriage(word)))


@setting(
    GLOBAL,
    f"[no] vpdn workers / (1-{MOST_WORKERS})$number",
    """
    workers  Threads that carry packets, from the next start on
    number   How many
    """,
    section=Section.VPDN,
    default="vpdn workers 1",
    notice="Changes to the workers will not take effect until the next reload is done",
)
def workers(config: RouterConfig, number: int) -> RouterConfig:
    """Not IOS' either."""
    return _agreed(replace(config, workers=number))


def _agreed(config: RouterConfig) -> RouterConfig:
    if config.workers > 1 and config.datapath is Carriage.PYTHON:
        raise ConfigError("% The data path in Python has one worker")
    return config


accepted(
    GLOBAL,
    "[no] vpdn history failure / [table-size (20-50)$entries]",
    "the last 20 failures are kept",
    """
    history     VPDN history table
    failure     VPDN failure history
    table-size  Set the failure history table size
    entries     Number of entries
    """,
    shown=Shown.BOTH,
    section=Section.VPDN,
)
accepted(
    GLOBAL,
    "[no] vpdn <search-order|multihop|aaa|domain-delimiter|authen-before-forward>$what"
    " / [LINE$rest]",
    "this router ends every tunnel itself",
    """
    search-order           VPDN search order
    multihop               Enable VPDN multihop
    aaa                    VPDN AAA parameters
    domain-delimiter       VPDN domain delimiters
    authen-before-forward  Authenticate before forwarding
    """,
    key=("what",),
    section=Section.VPDN,
)
accepted(
    GLOBAL,
    "[no] vpdn-template [WORD$name]",
    _NO_TEMPLATE,
    "vpdn-template  VPDN template configuration\nname  VPDN template name",
    key=("name",),
    section=Section.VPDN,
    child=VPDN_TEMPLATE,
)
accepted(
    VPDN_TEMPLATE,
    "[no] <session-limit|group|local|l2tp|pptp|source-ip|description>$what / LINE$rest",
    _NO_TEMPLATE,
    """
    session-limit  Limit the number of sessions
    group          Limit the sessions of a resource group
    local          Local information, like name
    l2tp           L2TP specific commands
    pptp           PPTP specific commands
    source-ip      Set source IP address
    description    Description for this template
    """,
    key=("what",),
)
