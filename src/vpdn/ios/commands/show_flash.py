"""`show flash:`, `dir`: the files of `flash:`, and the startup-config as that of `nvram:`."""

from __future__ import annotations

from datetime import UTC, datetime

from vpdn.ios.command import command
from vpdn.ios.commands.copying import startup_of
from vpdn.ios.flash import File, Listing
from vpdn.ios.modes import PRIVILEGED, USER
from vpdn.ios.router import Session

_STARTUP = "startup-config"


def _flash(session: Session) -> Listing:
    return startup_of(session).flash.listing()


@command(USER, "show flash:", "flash:  Display information about flash: file system", data=_flash)
def show_flash(session: Session) -> str:
    listing = _flash(session)
    used = sum(file.size for file in listing.files)
    rows = [f"{n:3}   {file.size:<8} {file.name}  " for n, file in enumerate(listing.files, 1)]
    lines = [
        "System flash directory:",
        "File  Length   Name/status",
        *rows,
        f"[{used} bytes used, {listing.free} available, {listing.total} total]",
        f"{listing.total // 1024}K bytes of processor board System flash (Read/Write)",
        "",
    ]
    return "".join(f"{line}\n" for line in lines)


def _nvram(session: Session) -> Listing:
    """The startup-config alone; it may take what the disk has left."""
    startup = startup_of(session)
    size, room = len(startup.read().encode()), startup.room()
    files = (File(_STARTUP, size, 0.0),) if size else ()
    return Listing(files, room, room - size)


_FILE_SYSTEMS = {"flash:": _flash, "nvram:": _nvram}


def _listing(session: Session, where: str = "flash:") -> Listing:
    return _FILE_SYSTEMS[where](session)


@command(
    PRIVILEGED,
    "dir [/all] [flash:|nvram:]$where",
    """
    dir     List files on a filesystem
    /all    List all files
    flash:  Configurations and captures that were copied there
    nvram:  The startup-config
    """,
    data=_listing,
)
def directory(session: Session, where: str = "flash:") -> str:
    listing = _listing(session, where)
    rows = [
        f"{n:5}  -rw-  {file.size:10}  {_date(file):>20}  {file.name}"
        for n, file in enumerate(listing.files, 1)
    ]
    lines = [
        f"Directory of {where}/",
        "",
        *(rows or ["No files in directory"]),
        "",
        f"{listing.total} bytes total ({listing.free} bytes free)",
    ]
    return "".join(f"{line}\n" for line in lines)


def _date(file: File) -> str:
    """NVRAM keeps no dates."""
    if not file.changed:
        return "<no date>"
    return f"{datetime.fromtimestamp(file.changed, UTC):%b %d %Y %H:%M:%S}"
