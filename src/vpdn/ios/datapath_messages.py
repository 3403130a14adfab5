"""What the log says at the start when packets are carried otherwise than wanted, or by more threads
than the machine has processors for; not IOS'."""

from __future__ import annotations

from vpdn.nas.snapshot import DatapathSnapshot


def datapath_message(carriage: DatapathSnapshot) -> str:
    """ "" where packets are carried as wanted."""
    if not carriage.lacking:
        return ""
    head = f"%DATAPATH-5-{carriage.tier.upper()}"
    return f"{head}: {carriage.sentence} carries packets: {carriage.lacking}"


def workers_message(carriage: DatapathSnapshot, processors: int) -> str:
    """ "" where there is a processor for each."""
    workers = len(carriage.workers)
    if workers <= processors:
        return ""
    return (
        f"%DATAPATH-5-WORKERS: {workers} workers, more than this machine's {processors} processors"
    )
