"""`write …`, `erase …`, `show startup-config`: the configuration that outlives a restart.

Facts: IOS' dialog (`[confirm]`) and its texts.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from vpdn.errors import ConfigError
from vpdn.ios.command import Output, command
from vpdn.ios.config import Loaded, load
from vpdn.ios.dialog import Question, confirmed
from vpdn.ios.files import on_disk
from vpdn.ios.modes import PRIVILEGED
from vpdn.ios.plain import lines_of
from vpdn.ios.router import Session
from vpdn.ios.running_config import framed
from vpdn.ios.startup import ABSENT, Startup

_BUILDING = "Building configuration...\n"
_ERASE = "Erasing the nvram filesystem will remove all files! Continue? [confirm]"


@command(
    PRIVILEGED,
    "write [memory|network|terminal|erase]$where",
    """
    write     Write running configuration to memory, network, or terminal
    memory    Write to NV memory
    network   Write to network TFTP server
    terminal  Write to terminal
    erase     Erase NV memory
    """,
)
def write(session: Session, where: str = "memory") -> Output:
    if where == "terminal":
        return running_text(session)
    if where == "erase":
        return _ask_to_erase(session)
    if where == "network":
        raise ConfigError("%Error: there is no TFTP client")
    return save(session)


@command(
    PRIVILEGED,
    "erase <startup-config|nvram:>$what",
    """
    erase           Erase a filesystem
    startup-config  Erase contents of configuration memory
    nvram:          Filesystem to be erased
    """,
)
def erase(session: Session, what: str) -> str:
    return _ask_to_erase(session)


def _saved(session: Session) -> str:
    text = startup_of(session).read()
    if not text:
        raise ConfigError(ABSENT)
    return text


@command(
    PRIVILEGED,
    "show configuration",
    "configuration  Contents of Non-Volatile memory",
    data=lambda session: lines_of(_saved(session)),
)
@command(
    PRIVILEGED,
    "show startup-config",
    "startup-config  Contents of startup configuration",
    data=lambda session: lines_of(_saved(session)),
)
def show_startup_config(session: Session) -> str:
    """By its name, and by the one it had before there were several configurations."""
    text, startup = _saved(session), startup_of(session)
    ending = "" if text.endswith("\n") else "\n"
    return f"Using {len(text.encode())} out of {startup.room()} bytes\n{text}{ending}"


async def save(session: Session) -> AsyncIterator[str]:
    """Make the running-config the startup-config. Raises ConfigError."""
    startup = startup_of(session)
    yield _BUILDING
    await on_disk(startup.write, session.router.running.text())
    yield "[OK]\n"


def running_text(session: Session) -> str:
    """As `show running-config` prints it."""
    return framed(session.router.running.text())


def startup_of(session: Session) -> Startup:
    """Raises ConfigError when this router was not started from a file."""
    if session.router.startup is None:
        raise ConfigError(ABSENT)
    return session.router.startup


def read_whole(session: Session, name: str) -> Loaded:
    """The configuration in the file `name`. Raises ConfigError when there is none."""
    startup = startup_of(session)
    text = startup.named(name)
    if not text.strip():
        raise ConfigError(ABSENT)
    return load(configuration(text, name), name)


def configuration(text: str, name: str) -> str:
    """The text of a file that may be one. Raises ConfigError for a capture and its like, whose
    lines are what strangers sent."""
    if "\0" in text:
        raise ConfigError(f"%Error: {name} is not a configuration")
    return text


def _ask_to_erase(session: Session) -> str:
    startup = startup_of(session)

    async def erase_if_sure(reply: str) -> AsyncIterator[str]:
        if confirmed(reply):
            await on_disk(startup.write, "")
            session.router.log("%SYS-7-NV_BLOCK_INIT: Initialized the geometry of nvram")
            yield "[OK]\nErase of nvram: complete\n"

    session.question = Question(_ERASE, erase_if_sure, key=True)
    return ""
