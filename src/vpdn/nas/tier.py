"""Who carries the router's packets, and why nobody faster does.

The command line goes before the configuration. What it asks for must be there; what the
configuration asks for falls back to the fastest there is, since a router that carries packets
slowly is better than none.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from vpdn.errors import ConfigError
from vpdn.net.carriage import NOT_BUILT, Carriage, resolve


@dataclass(frozen=True, slots=True)
class Tier:
    """`asked` is who chose `carriage`, "" for nobody; `lacking` is what the machine lacks for a
    faster one, or for the one that was asked for, "" for nothing; `workers` is how many threads
    shall carry."""

    carriage: Carriage
    asked: str = ""
    lacking: str = ""
    workers: int = 1


def choose(
    option: Carriage | None,
    configured: Carriage,
    workers_option: int | None = None,
    workers_configured: int = 1,
) -> Tier:
    """The options are what the command line says, if anything. Raises ConfigError when that is
    not there."""
    tier = _choose(option, configured)
    workers = workers_option or workers_configured
    if tier.carriage is not Carriage.PYTHON:
        return replace(tier, workers=workers)
    if workers_option is not None and workers_option > 1:
        why = tier.lacking or tier.asked
        raise ConfigError(f"--workers {workers}: the data path in Python has one worker ({why})")
    return tier


def _choose(option: Carriage | None, configured: Carriage) -> Tier:
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
