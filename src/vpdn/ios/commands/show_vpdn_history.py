"""`show vpdn history failure`: the last calls that failed, and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from vpdn.ios.command import command
from vpdn.ios.commands.show_vpdn import fit
from vpdn.ios.modes import USER
from vpdn.ios.router import Session
from vpdn.nas.snapshot import FailureSnapshot

_SIZE = 20


def _data(session: Session) -> object:
    return session.server.snapshot().failures


@command(
    USER,
    "show vpdn history failure",
    "history  VPDN historical information\nfailure  VPDN failure history",
    data=_data,
)
def show_vpdn_history_failure(session: Session) -> str:
    failures = session.server.snapshot().failures
    if not failures:
        return "% VPDN user failure table is empty\n"
    name = session.server.config.hostname
    head = [f"Table size: {_SIZE}", f"Number of entries in table: {len(failures)}"]
    lines = [*head, *(line for one in failures for line in _failure(one, name))]
    return "".join(f"{line}\n" for line in lines)


def _failure(failure: FailureSnapshot, name: str) -> Iterator[str]:
    at = datetime.fromtimestamp(failure.time, UTC)
    yield ""
    yield f"User: {fit(failure.user)}, MID = {failure.session}"
    yield f"NAS: {name}, IP address = {failure.address or '-'}"
    yield f"Log time: {at:%H:%M:%S}, Error repeat count: {failure.count}"
    yield f"Failure type: {failure.kind}"
    yield f"Failure reason: {fit(failure.reason)}"
