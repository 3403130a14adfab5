"""What AAA says about one call's interface: lines that change its template for this call alone.

A line that cannot be is told of and passed over: a user whose limit has a typing error is served
without it, as IOS would. What a line means, its reader knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from vpdn.aaa.types import Emit
from vpdn.errors import ConfigError
from vpdn.nas.config import VirtualTemplate
from vpdn.nas.trace import InterfaceLineRefused

Reader = Callable[[VirtualTemplate, str], VirtualTemplate]
"""The template as the line changes it. Raises ConfigError."""


def unread(template: VirtualTemplate, line: str) -> VirtualTemplate:
    """The reader of a server that knows no configuration commands."""
    raise ConfigError("no line is known here")


def configured(
    template: VirtualTemplate, lines: Iterable[str], read: Reader, emit: Emit
) -> tuple[VirtualTemplate, tuple[str, ...]]:
    """The template with all lines that can be, and those lines."""
    taken: list[str] = []
    for line in lines:
        try:
            template = read(template, line)
        except ConfigError as error:
            emit(InterfaceLineRefused(line, error.reason))
        else:
            taken.append(line)
    return template, tuple(taken)
