"""What a configuration says that will not come to pass as it is said, in one sentence each.

Lines that have no effect at all are noted by themselves (`RunningConfig.notes`); here is what
comes of several lines together.
"""

from __future__ import annotations

from collections.abc import Iterator

from vpdn.aaa.login import DEFAULT
from vpdn.aaa.settings import AaaSettings, MethodList
from vpdn.ios.lines import VTY_KIND, Line, line_methods
from vpdn.ios.privileges import in_full
from vpdn.nas.config import RouterConfig
from vpdn.nas.line_settings import LineSettings

_KNOWN_GROUPS = ("radius", "tacacs+")


def cautions(config: RouterConfig) -> Iterator[str]:
    """In the order of a running-config, more or less."""
    for one in _method_lists(config.aaa):
        yield from _methods(one, config.aaa)
    yield from _secrets(config)
    for words in config.exec_levels:
        if not in_full(words):
            yield f"privilege exec: no command begins with {words!r}"
    for line in config.lines:
        yield from (f"line {line.kind} {line.first}: {text}" for text in _line(config, line))
    for template in config.templates.values():
        for name in (template.access_in, template.access_out):
            if name is not None and name not in config.access_lists:
                yield (
                    f"Virtual-Template{template.number}: there is no access list {name},"
                    " so everything passes"
                )
    source = config.logging.source_interface
    if source is not None and config.logging_source is None:
        yield f"logging source-interface: {source} has no address, so the routing table's is used"


def _method_lists(aaa: AaaSettings) -> Iterator[MethodList]:
    yield from aaa.authentication_login.values()
    yield from aaa.authentication_ppp.values()
    if aaa.authentication_enable is not None:
        yield aaa.authentication_enable


def _methods(one: MethodList, aaa: AaaSettings) -> Iterator[str]:
    for method in one.methods:
        kind, _, name = method.partition(" ")
        if name == "tacacs+":
            yield f'method list "{one.name}": there is no TACACS+ client, so {method} never answers'
        elif kind == "group" and name not in (*_KNOWN_GROUPS, *aaa.groups):
            yield f'method list "{one.name}": there is no server group {name}, so it never answers'


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


def _line(config: RouterConfig, line: LineSettings) -> Iterator[str]:
    """A vty that is not what its lines seem to make it."""
    if line.kind != VTY_KIND:
        return
    if line.access_class is not None and line.access_class not in config.access_lists:
        yield f"there is no access list {line.access_class}, so everybody may call"
    lists, name = config.aaa.authentication_login, line.authentication
    if config.aaa.new_model and name not in lists and name != DEFAULT:
        yield f'there is no login list "{name}", so the default one is asked'
    methods = line_methods(config, Line(VTY_KIND, line.first)).methods
    if methods == ("line",) and line.password is None:
        yield "it wants a password and has none, so nobody is let in"
