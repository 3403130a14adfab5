"""`show aliases`: the words that stand for commands."""

from __future__ import annotations

from vpdn.ios.aliases import aliases
from vpdn.ios.command import command
from vpdn.ios.configuration.families import WHERE, WHERE_HELP
from vpdn.ios.modes import FAMILIES, USER
from vpdn.ios.router import Session

_SENTENCES = dict(line.strip().split(None, 1) for line in WHERE_HELP.strip().splitlines())


def _data(session: Session, where: str = "") -> object:
    config = session.router.running.config
    return [
        {"mode": family, "name": name, "command": meant}
        for family in _families(where)
        for name, meant in aliases(config, family).items()
    ]


@command(
    USER,
    f"show aliases [{WHERE}]",
    f"{WHERE_HELP}\naliases  Display alias commands",
    data=_data,
)
def show_aliases(session: Session, where: str = "") -> str:
    config = session.router.running.config
    tables = (
        f"{_SENTENCES[family]} aliases:\n"
        + "".join(f"  {name:<21} {meant}\n" for name, meant in known.items())
        for family in _families(where)
        if (known := aliases(config, family))
    )
    return "\n".join(tables)


def _families(where: str) -> list[str]:
    return [where] if where else list(FAMILIES)
