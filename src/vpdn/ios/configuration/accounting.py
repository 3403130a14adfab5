"""`aaa accounting …`: what is told to AAA servers about what users did."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from vpdn.aaa.settings import AaaSettings, AccountingList
from vpdn.ios.configuration.aaa_lists import METHODS_HELP, grouped, methods
from vpdn.ios.modes import GLOBAL
from vpdn.ios.sections import Section
from vpdn.ios.setting import setting

NOT_YET = "no accounting records are sent"


@setting(
    GLOBAL,
    "[no] aaa accounting <network|exec|connection|system|commands$service (0-15)$level>$service"
    f" <default|WORD>$list / <none$record|<start-stop|stop-only|wait-start>$record {methods()}>",
    f"""
    network     For network services. (PPP, SLIP, ARAP)
    exec        For starting an exec (shell).
    connection  For outbound connections. (telnet, rlogin)
    system      For System events.
    commands    For exec (shell) commands.
    level       Enable level
    none        No accounting.
    start-stop  Record start and stop without waiting
    stop-only   Record stop when service terminates.
    wait-start  Same as start-stop but wait for start-record commit.
    {METHODS_HELP}
    """,
    key=("service", "level", "list"),
    section=Section.AAA_ACCOUNTING,
    part="aaa",
    reason=NOT_YET,
)
def records(
    aaa: AaaSettings,
    service: str,
    list: str,
    record: str,
    level: int | None = None,
    methods: tuple[str, ...] = (),
) -> AaaSettings:
    kind = service if level is None else f"{service} {level}"
    made = AccountingList(list, kind, record, grouped(methods))
    lists = {**aaa.accounting.lists, (kind, list): made}
    return replace(aaa, accounting=replace(aaa.accounting, lists=lists))


@records.writer
def _records(
    service: str, list: str, record: str, level: int | None, methods: tuple[str, ...]
) -> str:
    kind = service if level is None else f"{service} {level}"
    return " ".join(("aaa accounting", kind, list, record, *grouped(methods)))


@setting(
    GLOBAL,
    "[no] aaa accounting update / <newinfo$newinfo [periodic (1-2147483647)$minutes]"
    "|periodic (1-2147483647)$minutes>",
    """
    update    Enable accounting update records.
    newinfo   Only send accounting update records when we have new acct info.
    periodic  Send accounting update records at regular intervals.
    minutes   Periodic intervals to send accounting update records (in minutes)
    """,
    section=Section.AAA_ACCOUNTING,
    part="aaa",
    reason=NOT_YET,
)
def update(aaa: AaaSettings, newinfo: str = "", minutes: int = 0) -> AaaSettings:
    accounting = replace(aaa.accounting, newinfo=bool(newinfo), periodic=minutes)
    return replace(aaa, accounting=accounting)


def _flag(words: str, attribute: str, help_text: str) -> None:
    """Declare a line that says yes."""

    def keep(aaa: Any) -> Any:
        return replace(aaa, accounting=replace(aaa.accounting, **{attribute: True}))

    setting(
        GLOBAL,
        f"[no] aaa accounting {words}",
        help_text,
        section=Section.AAA_ACCOUNTING,
        part="aaa",
        reason=NOT_YET,
    )(keep)


_flag(
    "delay-start",
    "delay_start",
    "delay-start  Delay PPP Network start record until peer IP address is known.",
)
_flag(
    "suppress null-username",
    "suppress_null_username",
    "suppress  Do not generate accounting records for a specific type of user.\n"
    "null-username  Do not generate accounting records for users with no username",
)
_flag(
    "send stop-record authentication failure",
    "stop_on_failure",
    "send  Send records to accounting server.\nstop-record  Generate stop records for a specified"
    " event\nfailure  Generate stop record for authentication failure",
)
