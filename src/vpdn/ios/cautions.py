"""What a configuration says that will not come to pass as it is said, in one sentence each.

Lines that have no effect at all are noted by themselves (`RunningConfig.notes`); here is what
comes of several lines together.
"""

from __future__ import annotations

from collections.abc import Iterator

from vpdn.aaa.login import DEFAULT
from vpdn.aaa.settings import AaaSettings, MethodList
from vpdn.ios.dhcp_cautions import dhcp_cautions
from vpdn.ios.full_words import in_full
from vpdn.ios.lines import VTY_KIND, Line, line_methods
from vpdn.ios.nat_cautions import nat_cautions
from vpdn.nas.config import RouterConfig, VirtualTemplate
from vpdn.nas.line_settings import LineSettings

_KNOWN_GROUPS = ("radius", "tacacs+")
_WITHOUT_SERVERS = frozenset({"local", "local-case", "none", "if-needed"})


def cautions(config: RouterConfig) -> Iterator[str]:
    """In the order of a running-config, more or less."""
    yield from _unasked(config.aaa)
    for one in _method_lists(config):
        yield from _methods(one, config)
    yield from _commands(config)
    yield from _secrets(config)
    yield from _user_limits(config)
    for family, words in config.command_levels:
        if not in_full(family, words):
            yield f"privilege {family}: no command begins with {words!r}"
    for line in config.lines:
        yield from (f"line {line.kind} {line.first}: {text}" for text in _line(config, line))
    yield from _groups(config)
    for template in config.templates.values():
        name = f"Virtual-Template{template.number}"
        yield from (f"{name}: {said}" for said in _template(template, config))
    yield from dhcp_cautions(config)
    yield from nat_cautions(config)
    yield from _routes(config)
    yield from _sources(config)


def _unasked(aaa: AaaSettings) -> Iterator[str]:
    """IOS knows no method lists before it was told so."""
    lists = (
        aaa.authentication_login,
        aaa.authentication_enable,
        aaa.authentication_ppp,
        aaa.authorization_exec,
        aaa.authorization_commands,
        aaa.authorization_network,
    )
    if any(lists) and not aaa.new_model:
        yield "aaa: there is no `aaa new-model`, so no method list is asked"


def _method_lists(config: RouterConfig) -> Iterator[MethodList]:
    yield from config.aaa.authentication_login.values()
    yield from config.aaa.authentication_ppp.values()
    if config.aaa.authentication_enable is not None:
        yield config.aaa.authentication_enable
    yield from config.aaa.authorization_exec.values()
    yield from config.aaa.authorization_commands.values()
    yield from config.aaa.authorization_network.values()


def _methods(one: MethodList, config: RouterConfig) -> Iterator[str]:
    for method in one.methods:
        kind, _, name = method.partition(" ")
        if name in ("tacacs+", *config.tacacs.groups):
            yield f'method list "{one.name}": there is no TACACS+ client, so {method} never answers'
        elif kind == "group" and name not in (*_KNOWN_GROUPS, *config.aaa.groups):
            yield f'method list "{one.name}": there is no server group {name}, so it never answers'
        elif kind == "krb5":
            yield f'method list "{one.name}": there is no Kerberos client, so krb5 never answers'


def _commands(config: RouterConfig) -> Iterator[str]:
    """Groups of RADIUS servers, which cannot be asked about commands."""
    servers = {f"group {name}" for name in ("radius", *config.aaa.groups)}
    for (level, name), one in config.aaa.authorization_commands.items():
        for method in one.methods:
            if method in servers:
                why = f"RADIUS has no such question, so {method} never answers"
                yield f"aaa authorization commands {level} {name}: {why}"


def _secrets(config: RouterConfig) -> Iterator[str]:
    methods = {method for one in config.templates.values() for method in one.ppp.authentication}
    if not methods - {"pap"}:
        return
    for user in config.users.values():
        if user.hashed is not None:
            yield (
                f"username {user.name}: chap and ms-chap need the password, and of its secret only"
                " a hash is kept; use `password`"
            )


def _user_limits(config: RouterConfig) -> Iterator[str]:
    """A server's limits are not known here."""
    asked = {method for one in config.aaa.authentication_ppp.values() for method in one.methods}
    limited = any(user.max_calls for user in config.users.values())
    if config.vpdn_replaces_calls and not limited and asked <= _WITHOUT_SERVERS:
        yield "vpdn user-maxlinks: no user has a limit (`username NAME user-maxlinks`)"


def _line(config: RouterConfig, line: LineSettings) -> Iterator[str]:
    """A vty that is not what its lines seem to make it."""
    if line.kind != VTY_KIND:
        return
    if line.access_class is not None and line.access_class not in config.access_lists:
        yield f"there is no access list {line.access_class}, so everybody may call"
    lists, name = config.aaa.authentication_login, line.authentication
    if config.aaa.new_model and name not in lists and name != DEFAULT:
        yield f'there is no login list "{name}", so the default one is asked'
    yield from _line_authorization(config, line)
    methods = line_methods(config, Line(VTY_KIND, line.first)).methods
    if methods == ("line",) and line.password is None:
        yield "it wants a password and has none, so nobody is let in"


def _line_authorization(config: RouterConfig, line: LineSettings) -> Iterator[str]:
    aaa = config.aaa
    named = [("exec", line.exec_list, line.exec_list in aaa.authorization_exec)]
    for level, name in line.command_lists.items():
        named.append((f"commands {level}", name, (level, name) in aaa.authorization_commands))
    for service, name, known in named:
        if aaa.new_model and not known and name != DEFAULT:
            there = f'there is no list "{name}" for authorization {service}'
            yield f"{there}, so the default one is asked"


def _groups(config: RouterConfig) -> Iterator[str]:
    """What keeps a group from taking calls."""
    for group in config.groups.values():
        number, none = group.virtual_template, f"vpdn-group {group.name}: it takes no calls"
        if group.protocol not in ("pptp", "any"):
            yield f"{none}: PPTP is not its protocol"
        elif number is None:
            yield f"{none}: it has no virtual-template"
        elif number not in config.templates:
            yield f"{none}: there is no Virtual-Template{number}"


def _template(template: VirtualTemplate, config: RouterConfig) -> Iterator[str]:
    lender = config.interfaces.get(template.unnumbered or "")
    if template.address is None and (lender is None or lender.address is None):
        yield "the router has no address on its calls (`ip unnumbered`, `ip address`)"
    for pool in template.peer_pool or ():
        if pool not in config.pools:
            yield f"there is no ip local pool {pool}, so it has no address for a caller"
    for name in (template.access_in, template.access_out):
        if name is not None and name not in config.access_lists:
            yield f"there is no access list {name}, so everything passes"
    named = template.ppp.authentication_list
    if config.aaa.new_model and named not in ("default", *config.aaa.authentication_ppp):
        yield f"there is no `aaa authentication ppp {named}`, so the default list is used"


def _routes(config: RouterConfig) -> Iterator[str]:
    used = config.best_routes
    for route in config.routes:
        if route not in used:
            yield f"ip route {route.network}: another route there goes before it, and stays"
        elif route.gateway is None and route.interface not in config.interfaces:
            yield f"ip route {route.network}: there is no {route.interface}, so it leads nowhere"


def _sources(config: RouterConfig) -> Iterator[str]:
    """Interfaces that datagrams were to come from, and cannot."""
    for words, name, address in (
        ("ip radius", config.radius_source_interface, config.radius_source),
        ("logging", config.logging.source_interface, config.logging_source),
    ):
        if name is not None and address is None:
            why = f"{name} has no address, or is shut down"
            yield f"{words} source-interface: {why}, so the routing table's is used"
