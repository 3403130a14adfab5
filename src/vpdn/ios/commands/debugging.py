"""`debug …`, `undebug …`, `no debug …` for every debug that `debug` lists."""

from __future__ import annotations

from vpdn.ios.command import Run, command
from vpdn.ios.debug import ALL, ALL_OFF, ALL_ON, SWITCHES, Switch, sentence
from vpdn.ios.dialog import Question, confirmed
from vpdn.ios.modes import PRIVILEGED
from vpdn.ios.router import Session

_CONTINUE = "This may severely impact network performance. Continue? [confirm]"
_ALL_HELP = "all  Enable all debugging"


def _debug(switch: Switch) -> Run:
    def run(session: Session, no: bool) -> str:
        flags = session.router.flags
        if no:
            flags.off(switch.flag)
        else:
            flags.on(switch.flag)
        return f"{sentence(switch, 'off' if no else 'on')}\n"

    return run


def _undebug(switch: Switch) -> Run:
    def run(session: Session) -> str:
        session.router.flags.off(switch.flag)
        return f"{sentence(switch, 'off')}\n"

    return run


for _switch in SWITCHES:
    command(PRIVILEGED, f"[no] debug {_switch.words}", _switch.help)(_debug(_switch))
    command(PRIVILEGED, f"undebug {_switch.words}", _switch.help)(_undebug(_switch))


@command(PRIVILEGED, "[no] debug all", _ALL_HELP)
def debug_all(session: Session, no: bool) -> str:
    """Every packet is shown then: that is asked about first."""
    if no:
        return undebug_all(session)

    def if_sure(reply: str) -> str:
        if not confirmed(reply):
            return ""
        session.router.flags.on(ALL)
        return f"{ALL_ON}\n"

    session.question = Question(_CONTINUE, if_sure, key=True)
    return ""


@command(PRIVILEGED, "undebug all", _ALL_HELP)
def undebug_all(session: Session) -> str:
    session.router.flags.off(ALL)
    return f"{ALL_OFF}\n"
