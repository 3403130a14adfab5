"""What the log says at the start when packets are carried otherwise than wanted; not IOS'."""

from __future__ import annotations

from vpdn.nas.snapshot import DatapathSnapshot


def datapath_message(carriage: DatapathSnapshot) -> str:
    """ "" where packets are carried as wanted."""
    if not carriage.lacking:
        return ""
    head = f"%DATAPATH-5-{carriage.tier.upper()}"
    return f"{head}: {carriage.sentence} carries packets: {carriage.lacking}"
