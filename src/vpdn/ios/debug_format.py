"""An event of the server -> the lines that IOS' debug prints for it, without their timestamps.

One table of record types; each has the debugs its lines may belong to and a function that words
it. What no debug of IOS shows has no entry.
"""

from __future__ import annotations

from vpdn.ios import (
    debug_format_aaa,
    debug_format_dhcp,
    debug_format_mppe,
    debug_format_ppp,
    debug_format_vpdn,
)
from vpdn.ios.debug import Debug
from vpdn.ios.debug_line import Formatter, Line
from vpdn.machine import Trace
from vpdn.nas.events import Event

_FORMATTERS: dict[type[Trace], Formatter] = {
    **debug_format_vpdn.TABLE.entries,
    **debug_format_ppp.TABLE.entries,
    **debug_format_mppe.TABLE.entries,
    **debug_format_dhcp.TABLE.entries,
    **debug_format_aaa.TABLE.entries,
}


def kinds(enabled: Debug) -> list[type[Trace]]:
    """The records that the enabled debugs have lines for."""
    return [kind for kind, formatter in _FORMATTERS.items() if formatter.flags & enabled]


def lines(event: Event, enabled: Debug) -> list[Line]:
    """The lines of the event that the enabled debugs show, in order."""
    formatter = _FORMATTERS.get(type(event.trace))
    if formatter is None or not formatter.flags & enabled:
        return []
    return [line for line in formatter.words(event.trace, event) if line.flags & enabled]
