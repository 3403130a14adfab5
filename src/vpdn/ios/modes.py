"""The modes of the command line: which commands are known where, and the prompt of each.

A configuration mode that cannot read a line hands it to its parent, as IOS does; privileged EXEC
also knows what user EXEC knows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from vpdn.ios.grammar import Declaration

if TYPE_CHECKING:
    from vpdn.ios.command import Command
    from vpdn.ios.setting import Setting

T = TypeVar("T")


@dataclass(slots=True, eq=False)
class Mode(Generic[T]):
    """`prompt` follows the host name. `title` heads the list that a bare `?` gives. `level` is
    the privilege level that its commands have."""

    prompt: str
    title: str
    parent: Mode[T] | None = None
    level: int = 15
    declarations: list[Declaration[T]] = field(default_factory=list, repr=False)
    _beginning: dict[str, list[Declaration[T]]] = field(default_factory=dict, repr=False)

    def add(self, declaration: Declaration[T]) -> None:
        self.declarations.append(declaration)
        self._beginning.clear()

    def beginning(self, line: str) -> list[Declaration[T]]:
        """The declarations that can read the first letter of `line`. All others would read
        nothing of it, so these understand it, or do not, exactly as all do."""
        letter = line.lstrip()[:1].lower()
        known = self._beginning.get(letter)
        if known is None:
            known = [one for one in self.declarations if one.pattern.may_begin(letter)]
            self._beginning[letter] = known
        return known


ANYBODY: Mode[Command] = Mode(">", "Exec commands:", level=0)
USER: Mode[Command] = Mode(">", "Exec commands:", ANYBODY, level=1)
PRIVILEGED: Mode[Command] = Mode("#", "Exec commands:", USER)
ACTIONS: Mode[Command] = Mode("(config)#", "Configure commands:")
"""What is typed where configuration is, and does something instead."""

GLOBAL: Mode[Setting] = Mode("(config)#", "Configure commands:")
INTERFACE = Mode("(config-if)#", "Interface configuration commands:", GLOBAL)
TEMPLATE = Mode("(config-if)#", "Interface configuration commands:", GLOBAL)
CONTROLLER = Mode("(config-controller)#", "Controller configuration commands:", GLOBAL)
LINE = Mode("(config-line)#", "Line configuration commands:", GLOBAL)
RADIUS_SERVER = Mode("(config-radius-server)#", "RADIUS server sub-mode commands:", GLOBAL)
SERVER_GROUP = Mode("(config-sg-radius)#", "Server group commands:", GLOBAL)
TACACS_GROUP = Mode("(config-sg-tacacs+)#", "Server group commands:", GLOBAL)
STANDARD_LIST = Mode("(config-std-nacl)#", "Standard Access List configuration commands:", GLOBAL)
EXTENDED_LIST = Mode("(config-ext-nacl)#", "Ext Access List configuration commands:", GLOBAL)
VPDN_GROUP = Mode("(config-vpdn)#", "VPDN group configuration commands:", GLOBAL)
ACCEPT_DIALIN = Mode("(config-vpdn-acc-in)#", "VPDN group configuration commands:", VPDN_GROUP)
REQUEST_DIALIN = Mode("(config-vpdn-req-in)#", "VPDN group configuration commands:", VPDN_GROUP)
ACCEPT_DIALOUT = Mode("(config-vpdn-acc-ou)#", "VPDN group configuration commands:", VPDN_GROUP)
REQUEST_DIALOUT = Mode("(config-vpdn-req-ou)#", "VPDN group configuration commands:", VPDN_GROUP)
DHCP_POOL = Mode("(dhcp-config)#", "DHCP pool configuration commands:", GLOBAL)
VPDN_TEMPLATE = Mode("(config-vpdn-templ)#", "VPDN template configuration commands:", GLOBAL)

FAMILIES: dict[str, tuple[Mode[Any], ...]] = {
    "exec": (PRIVILEGED, USER, ANYBODY),
    "configure": (GLOBAL, ACTIONS),
    "interface": (INTERFACE, TEMPLATE),
    "controller": (CONTROLLER,),
    "line": (LINE,),
    "radius-server": (RADIUS_SERVER,),
    "sg-radius": (SERVER_GROUP,),
    "sg-tacacs+": (TACACS_GROUP,),
    "ipsnacl": (STANDARD_LIST,),
    "ipenacl": (EXTENDED_LIST,),
    "vpdn-group": (VPDN_GROUP,),
    "accept-dialin": (ACCEPT_DIALIN,),
    "request-dialin": (REQUEST_DIALIN,),
    "accept-dialout": (ACCEPT_DIALOUT,),
    "request-dialout": (REQUEST_DIALOUT,),
    "dhcp": (DHCP_POOL,),
    "vpdn-template": (VPDN_TEMPLATE,),
}
"""The modes by the names that `privilege` and `alias` have for them."""
_FAMILY_OF = {mode: family for family, modes in FAMILIES.items() for mode in modes}


def family_of(mode: Mode[Any]) -> str:
    """The name that `privilege` and `alias` have for the mode."""
    return _FAMILY_OF[mode]
