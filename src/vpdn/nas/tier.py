"""Who carries the router's packets, and why nobody faster does.

The command line goes before the configuration. What it asks for must be there; what the
configuration asks for falls back to the fastest there is, since a router that carries packets
slowly is better than none.
"""

from __future__ import annotations

from dataclasses import dataclass

from vpdn.errors import ConfigError
from vpdn.net.carriage import NOT_BUILT, Carriage, resolve


@dataclass(frozen=True, slots=True)
class Tier:
    """`asked` is who chose `carriage`, "" for nobody; `lacking` is what the machine lacks for a
    faster one, or for the one that was asked for, "" for nothing."""

    carriage: Carriage
    asked: str = ""
    lacking: str = ""


def choose(option: Carriage | None, configured: Carriage) -> Tier:
    """`option` is what the command line says, if anything. Raises ConfigError when that is not
    there."""
    if option is not None and option is not Carriage.AUTO:
        return Tier(resolve(option), f"--datapath {option.value}")
    wanted = Carriage.AUTO if option is not None else configured
    asked = f"vpdn datapath {wanted.value}" if wanted is not Carriage.AUTO else ""
    try:
        carriage = resolve(wanted)
    except ConfigError as error:
        return Tier(resolve(Carriage.AUTO), asked, error.reason)
    lacks = not asked and carriage is Carriage.PYTHON
    return Tier(carriage, asked, NOT_BUILT if lacks else "")
