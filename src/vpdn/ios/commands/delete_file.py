"""`delete`: a file of `flash:` is gone. Facts: IOS' questions."""

from __future__ import annotations

from collections.abc import AsyncIterator

from vpdn.errors import ConfigError
from vpdn.ios.command import Output, command
from vpdn.ios.commands.copying import startup_of
from vpdn.ios.dialog import confirmed
from vpdn.ios.files import on_disk
from vpdn.ios.flash import bare_name
from vpdn.ios.modes import PRIVILEGED
from vpdn.ios.questionnaire import Asking, Prompt, converse
from vpdn.ios.router import Session
from vpdn.ios.tokens import FLASH


@command(
    PRIVILEGED,
    "delete [/force]$force <FLASH|WORD>$file",
    """
    delete  Delete a file
    /force  Force delete
    file    File to be deleted: flash:NAME
    """,
)
def delete(session: Session, file: str, force: str = "") -> Output:
    startup_of(session)
    if force:
        return _delete(session, bare_name(file))
    return converse(session, _ask(session, bare_name(file)))


def _ask(session: Session, name: str) -> Asking[Output]:
    name = bare_name((yield Prompt(f"Delete filename [{name}]? ")) or name)
    if not confirmed((yield Prompt(f"Delete {FLASH}{name}? [confirm]", key=True))):
        raise ConfigError(f"Delete of {FLASH}{name} aborted!")
    return _delete(session, name)


async def _delete(session: Session, name: str) -> AsyncIterator[str]:
    await on_disk(startup_of(session).flash.delete, FLASH + name)
    yield ""
