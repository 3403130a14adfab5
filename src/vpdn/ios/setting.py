"""Configuration commands: one declaration says how a line reads, what it means, and how it is
written back.

    @setting(TEMPLATE, "[no] mtu / (64-18000)$octets", "octets  MTU size", default="mtu 1500")
    def mtu(template: VirtualTemplate, octets: int = 1500) -> VirtualTemplate: ...

The function takes the value of the mode (a VirtualTemplate, a VpdnGroup, the RouterConfig), or the
`part` of it that it is about, and the typed arguments by name, and returns the changed value; it
raises ConfigError to refuse. The line is written back as it was read with every keyword in full,
unless a `writer` says otherwise. Lines stand in the running-config by section, and within one in
the order of the declarations: all the declarations of a section are therefore in one file.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from itertools import count
from typing import Any

from vpdn.errors import MisuseError
from vpdn.ios.grammar import declare
from vpdn.ios.modes import Mode
from vpdn.ios.pattern import Pattern, compile_pattern
from vpdn.ios.sections import Section

Handler = Callable[..., Any]
Writer = Callable[..., str]
Hidden = tuple[str, str]
"""The arguments that hold a password: its type, and its text."""
Settle = Callable[[Mapping[str, object]], Mapping[str, object]]
_order = count()


class Shown(Enum):
    """Which forms the running-config has. ON: only the plain one, `no` takes it away. OFF: only
    the `no` form, being on is the default. BOTH: whichever was said last."""

    ON = "on"
    OFF = "off"
    BOTH = "both"


@dataclass(slots=True, eq=False)
class Setting:
    """`slot` and the arguments named in `key` say which earlier line a new one replaces. `child`
    is the mode that the line opens. `reason` says why the line has no effect here, "" if it has.
    `leave`, "exit" or "end": the line is no setting but leaves the mode. `hides`: the arguments
    that `service password-encryption` conceals. `settle` has the arguments changed before they are
    kept, as a secret is that is kept only hashed; `compared` gives them as they are compared with
    another line's, where the same can be said in several ways. `part` names the attribute of the
    mode's value that the line is about: `apply` then takes and gives that attribute alone. `moot`
    says of single arguments why they have no effect where the line has one. `notice` is said to
    whoever types the line."""

    mode: Mode[Setting]
    pattern: Pattern
    slot: str
    key: tuple[str, ...]
    shown: Shown
    default: str
    section: Section
    order: int
    child: Mode[Setting] | None = None
    reason: str = ""
    leave: str = ""
    merge: bool = False
    apply: Handler | None = None
    defaults: Mapping[str, object] | None = None
    takes_no: bool = False
    write: Writer | None = None
    sort: Callable[..., Any] | None = None
    remark: Callable[..., str] | None = None
    hides: Hidden | None = None
    settle: Settle | None = None
    compared: Settle | None = None
    part: str = ""
    spans: bool = False
    moot: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""

    @property
    def level(self) -> int:
        """The privilege level that the command has unless the configuration gives it another;
        whoever is in a mode may leave it."""
        return 0 if self.leave else self.mode.level

    def idle(self, arguments: Mapping[str, object]) -> str:
        """Why a line with these arguments, or something it says, has no effect; "" if all has."""
        said = [f"{name}: {why}" for name, why in self.moot.items() if arguments.get(name)]
        return "; ".join(filter(None, (self.reason, *said)))

    def writer(self, function: Writer) -> Writer:
        """Decorator: the function gets the arguments (and `no` if `apply` does) and gives the
        line."""
        self.write = function
        return function


def setting(
    mode: Mode[Setting],
    pattern: str,
    help_text: str = "",
    *,
    slot: str = "",
    key: tuple[str, ...] = (),
    shown: Shown = Shown.ON,
    default: str = "",
    section: Section = Section.BODY,
    merge: bool = False,
    child: Mode[Setting] | None = None,
    sort: Callable[..., Any] | None = None,
    remark: Callable[..., str] | None = None,
    hides: Hidden | None = None,
    settle: Settle | None = None,
    compared: Settle | None = None,
    part: str = "",
    spans: bool = False,
    reason: str = "",
    moot: Mapping[str, str] | None = None,
    notice: str = "",
) -> Callable[[Handler], Setting]:
    """Declare a command that has an effect, or one that is typed already and will have it: `reason`
    says why not now. `child`: it opens that mode, and its function gets a `fold` that applies the
    lines inside to a value. Raises MisuseError when the function's parameters are not the pattern's
    names; one with `**given` takes whatever there is."""

    def decorate(handler: Handler) -> Setting:
        made = _setting(mode, pattern, slot, key, shown, default, section)
        made.merge, made.child, made.sort, made.remark = merge, child, sort, remark
        made.apply, made.hides, made.settle, made.part = handler, hides, settle, part
        made.spans, made.compared = spans, compared
        made.reason, made.moot, made.notice = reason, moot or {}, notice
        parameters = list(inspect.signature(handler).parameters.values())
        named = parameters[2 if child else 1 :]
        made.takes_no = any(one.name == "no" for one in named)
        if all(one.kind is not inspect.Parameter.VAR_KEYWORD for one in named):
            _check_names(made.pattern, {one.name for one in named} - {"no"})
        made.defaults = {
            one.name: one.default for one in named if one.default is not inspect.Parameter.empty
        }
        mode.add(declare(made.pattern, help_text, made))
        return made

    return decorate


def accepted(
    mode: Mode[Setting],
    pattern: str,
    reason: str,
    help_text: str = "",
    *,
    slot: str = "",
    key: tuple[str, ...] = (),
    shown: Shown = Shown.ON,
    section: Section = Section.BODY,
    child: Mode[Setting] | None = None,
    sort: Callable[..., Any] | None = None,
) -> Setting:
    """Declare a command that is known, kept and written back, but does nothing here: `reason`."""
    made = _setting(mode, pattern, slot, key, shown, "", section)
    made.reason, made.child, made.sort = reason, child, sort
    mode.add(declare(made.pattern, help_text, made))
    return made


def leaving(mode: Mode[Setting], word: str, sentence: str) -> None:
    """Declare `exit` or `end`."""
    made = _setting(mode, word, "", (), Shown.ON, "", Section.BODY)
    made.leave = word
    mode.add(declare(made.pattern, f"{word}  {sentence}", made))


def _setting(
    mode: Mode[Setting],
    pattern: str,
    slot: str,
    key: tuple[str, ...],
    shown: Shown,
    default: str,
    section: Section,
) -> Setting:
    compiled = compile_pattern(pattern)
    if not set(key) <= compiled.names:
        raise MisuseError(f"declaration {pattern!r}: key {key} is not among its names")
    return Setting(
        mode, compiled, slot or compiled.head, key, shown, default, section, next(_order)
    )


def _check_names(pattern: Pattern, names: set[str]) -> None:
    if names != pattern.names:
        raise MisuseError(
            f"declaration {pattern.text!r}: names {sorted(pattern.names)}, function {sorted(names)}"
        )
