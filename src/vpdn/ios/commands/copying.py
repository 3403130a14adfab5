"""`write …`, `copy …`, `erase …`, `show startup-config`: the configuration that outlives a restart.

Facts: IOS' dialogs (`Destination filename [startup-config]? `, `[confirm]`) and their texts.
"""

from __future__ import annotations

import time

from vpdn.errors import ConfigError
from vpdn.ios.command import command
from vpdn.ios.config import Loaded, RunningConfig, load, merge
from vpdn.ios.dialog import Question, confirmed
from vpdn.ios.modes import PRIVILEGED
from vpdn.ios.plain import lines_of
from vpdn.ios.router import Session
from vpdn.ios.running_config import framed
from vpdn.ios.startup import ABSENT, NAMES, Startup

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
def write(session: Session, where: str = "memory") -> str:
    if where == "terminal":
        return running_text(session)
    if where == "erase":
        return _ask_to_erase(session)
    if where == "network":
        raise ConfigError("%Error: there is no TFTP client")
    return save(session)


@command(
    PRIVILEGED,
    "copy <running-config|startup-config>$source <running-config|startup-config>$target",
    """
    copy            Copy from one file to another
    running-config  The current system configuration
    startup-config  The configuration of the next start
    """,
)
def copy(session: Session, source: str, target: str) -> str:
    if source == target:
        raise ConfigError(f"%Error: cannot copy {source} onto itself")

    def named(reply: str) -> str:
        if reply and reply not in (target, *(NAMES if target == "startup-config" else ())):
            raise ConfigError(f"%Error opening {reply} (No such file or directory)")
        return save(session) if target == "startup-config" else _merge(session)

    session.question = Question(f"Destination filename [{target}]? ", named)
    return ""


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


def save(session: Session) -> str:
    """Make the running-config the startup-config. Raises ConfigError."""
    startup_of(session).write(session.router.running.text())
    return f"{_BUILDING}[OK]\n"


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
    return load(text, name)


def _merge(session: Session) -> str:
    """The lines of the startup-config, typed. Those that are not taken are told, as when they
    are typed; the others stand."""
    begun = time.monotonic()
    text = startup_of(session).read()
    tree, problems = merge(session.router.running.tree, text, "startup-config")
    session.router.load(RunningConfig(tree))
    session.router.log(f"%SYS-5-CONFIG_I: Configured from memory by {session.origin}")
    told = "".join(f"{problem}\n" for problem in problems)
    elapsed = time.monotonic() - begun
    return f"{told}{len(text.encode())} bytes copied in {elapsed:.3f} secs\n"


def _ask_to_erase(session: Session) -> str:
    startup = startup_of(session)

    def erase_if_sure(reply: str) -> str:
        if not confirmed(reply):
            return ""
        startup.write("")
        session.router.log("%SYS-7-NV_BLOCK_INIT: Initialized the geometry of nvram")
        return "[OK]\nErase of nvram: complete\n"

    session.question = Question(_ERASE, erase_if_sure, key=True)
    return ""
