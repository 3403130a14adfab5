"""`configure replace`, `show configuration diff`: another configuration as a whole.

A file that has one line too many, or that the router cannot be, changes nothing.
"""

from __future__ import annotations

from vpdn.errors import ConfigError
from vpdn.ios.command import command
from vpdn.ios.commands.copying import read_whole
from vpdn.ios.config import Loaded
from vpdn.ios.dialog import Question
from vpdn.ios.difference import differences
from vpdn.ios.modes import PRIVILEGED
from vpdn.ios.plain import lines_of
from vpdn.ios.router import Session

_WARNING = """\
This will apply all necessary additions and deletions
to replace the current running configuration with the
contents of the specified configuration file, which is
assumed to be a complete configuration, not a partial
configuration. Enter Y if you are sure you want to proceed. ? [no]: """


@command(
    PRIVILEGED,
    "configure replace WORD$name [force]$force",
    """
    configure  Enter configuration mode
    replace    Replace the running-config with a new config file
    name       startup-config, or flash:NAME
    force      Forcefully replace the running-config without prompting
    """,
)
def configure_replace(session: Session, name: str, force: str = "") -> str:
    wanted = read_whole(session, name)
    _refuse_problems(wanted)
    change = differences(session.router.running.tree, wanted.running.tree)
    if force:
        return change + _replace(session, wanted)
    *before, last = _WARNING.split("\n")

    def if_sure(reply: str) -> str:
        return _replace(session, wanted) if reply.lower() in ("y", "yes") else ""

    session.question = Question(last, if_sure)
    return change + "".join(f"{line}\n" for line in before)


@command(
    PRIVILEGED,
    "show configuration diff",
    """
    configuration  Contents of Non-Volatile memory
    diff           What the running-config has that the startup-config has not
    """,
    data=lambda session: lines_of(_unsaved(session)),
)
def show_configuration_diff(session: Session) -> str:
    return _unsaved(session)


@command(
    PRIVILEGED,
    "show archive config differences",
    """
    archive      Archive of configurations
    config       Archived configurations
    differences  What the running-config has that the startup-config has not
    """,
    data=lambda session: lines_of(_unsaved(session)),
)
def show_archive_differences(session: Session) -> str:
    return _unsaved(session)


def _unsaved(session: Session) -> str:
    saved = read_whole(session, "startup-config")
    return differences(saved.running.tree, session.router.running.tree)


def _replace(session: Session, wanted: Loaded) -> str:
    session.router.load(wanted.running)
    session.router.log(f"%SYS-5-CONFIG_I: Configured from memory by {session.origin}")
    return "Total number of passes: 1\nRollback Done\n"


def _refuse_problems(wanted: Loaded) -> None:
    if wanted.problems:
        told = "\n".join(map(str, wanted.problems))
        raise ConfigError(f"{told}\n%Rollback aborted: nothing was changed")
