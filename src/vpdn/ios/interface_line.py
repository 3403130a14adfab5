"""Lines that AAA gives a call's own interface, read as a virtual template's are.

Only a rate limit can still be had when a user is known: what else a template says was negotiated
before, or is about all of its calls.
"""

from __future__ import annotations

from vpdn.errors import ConfigError
from vpdn.ios.configuration.template import rate_limit
from vpdn.ios.editor import read_all
from vpdn.ios.modes import TEMPLATE
from vpdn.ios.tree import Block, Refused
from vpdn.nas.config import VirtualTemplate

NO_EFFECT = "% It has no effect on a call"


def interface_line(template: VirtualTemplate, line: str) -> VirtualTemplate:
    """The template as one line changes it. Raises ConfigError, with IOS' words for a line that is
    none."""
    found = read_all(TEMPLATE, line)
    if found.no or found.target is not rate_limit:
        raise ConfigError(NO_EFFECT, line=line)
    block, refused = Block(), list[Refused]()
    block.enter(found, 0)
    changed = block.fold(template, refused)
    if refused:
        raise refused[0].error
    return changed
