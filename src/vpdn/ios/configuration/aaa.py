"""`aaa …`: who may do what, asked in which order."""

from __future__ import annotations

from dataclasses import replace

from vpdn.aaa.settings import MethodList
from vpdn.ios.modes import GLOBAL
from vpdn.ios.sections import Section
from vpdn.ios.setting import accepted, setting
from vpdn.nas.config import RouterConfig

_METHODS = (
    "<group <radius|tacacs+>|radius|tacacs+|local|local-case|none|enable|line|if-needed"
    "|if-authenticated>$methods..."
)
_METHODS_HELP = """
    default           The default list
    list              Named list
    local-case        Use case-sensitive local username authentication.
    line              Use line password for authentication.
    enable            Use enable password for authentication.
    if-needed         Only authenticate if needed.
    if-authenticated  Succeed if user has authenticated.
"""


@setting(
    GLOBAL,
    "[no] aaa new-model",
    "new-model  Enable NEW access control commands and functions.(Disables OLD commands.)",
    section=Section.AAA,
)
def new_model(config: RouterConfig) -> RouterConfig:
    return replace(config, aaa=replace(config.aaa, new_model=True))


@setting(
    GLOBAL,
    f"[no] aaa authentication <login|enable|ppp>$service <default|WORD>$list / {_METHODS}",
    f"""
    login   Set authentication lists for logins.
    enable  Set authentication list for enable.
    ppp     Set authentication lists for ppp.
    {_METHODS_HELP}
    """,
    key=("service", "list"),
    section=Section.AAA,
)
def authentication(
    config: RouterConfig, service: str, list: str, methods: tuple[str, ...]
) -> RouterConfig:
    named = {list: MethodList(list, tuple(_grouped(methods)))}
    aaa = config.aaa
    if service == "ppp":
        aaa = replace(aaa, authentication_ppp={**aaa.authentication_ppp, **named})
    elif service == "login":
        aaa = replace(aaa, authentication_login={**aaa.authentication_login, **named})
    return replace(config, aaa=aaa)


@authentication.writer
def _authentication(service: str, list: str, methods: tuple[str, ...]) -> str:
    return " ".join(("aaa authentication", service, list, *_grouped(methods)))


@setting(
    GLOBAL,
    f"[no] aaa authorization <network|exec>$service <default|WORD>$list / {_METHODS}",
    f"""
    network  For network services. (PPP, SLIP, ARAP)
    exec     For starting an exec (shell).
    {_METHODS_HELP}
    """,
    key=("service", "list"),
    section=Section.AAA,
)
def authorization(
    config: RouterConfig, service: str, list: str, methods: tuple[str, ...]
) -> RouterConfig:
    if service != "network":
        return config
    lists = {**config.aaa.authorization_network, list: MethodList(list, tuple(_grouped(methods)))}
    return replace(config, aaa=replace(config.aaa, authorization_network=lists))


@authorization.writer
def _authorization(service: str, list: str, methods: tuple[str, ...]) -> str:
    return " ".join(("aaa authorization", service, list, *_grouped(methods)))


def _grouped(words: tuple[str, ...]) -> list[str]:
    """("group", "radius", "local") or the older ("radius", "local") -> "group radius", "local"."""
    return [
        f"group {word}" if word in ("radius", "tacacs+") else word
        for word in words
        if word != "group"
    ]


accepted(
    GLOBAL,
    "[no] aaa accounting <network|exec|connection|system|update|delay-start|suppress>$what"
    " / LINE$rest",
    "no accounting records are sent",
    """
    network      For network services. (PPP, SLIP, ARAP)
    exec         For starting an exec (shell).
    connection   For outbound connections. (telnet, rlogin)
    system       For System events.
    update       Enable accounting update records.
    delay-start  Delay PPP Network start record until peer IP address is known.
    suppress     Do not generate accounting records for a specific type of user.
    """,
    key=("what",),
    section=Section.AAA,
)
accepted(
    GLOBAL,
    "[no] aaa session-id / <common|unique>$what",
    "no accounting records are sent",
    """
    session-id  AAA Session ID
    common      Use the same session-id for all services
    unique      Generate a unique session-id for each service
    """,
    section=Section.AAA,
)
