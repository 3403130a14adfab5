"""`show processes`: the processor time and memory that this program really takes.

IOS' processes are our threads; what IOS calls interrupt level is time in the kernel.
"""

from __future__ import annotations

from collections.abc import Iterator

from vpdn.ios.command import command
from vpdn.ios.modes import USER
from vpdn.ios.router import Session
from vpdn.nas.resources import ProcessSnapshot, ThreadSnapshot

_HELP = """
processes  Active process statistics
cpu        Show CPU use per process
memory     Show memory use per process
"""
_CPU = " PID  Runtime(ms)  Invoked  uSecs    5Sec   1Min   5Min TTY Process"
_MEMORY = " PID TTY  Allocated      Freed    Holding    Getbufs    Retbufs Process"
_POOLS = "                Head    Total(b)     Used(b)     Free(b)   Lowest(b)  Largest(b)"


def _data(session: Session) -> object:
    return session.server.snapshot().process


def _memory_data(session: Session) -> dict[str, int]:
    """Octets: the machine's, what this program holds of it, and what could still be had."""
    server = session.server.snapshot()
    machine = server.hardware
    return {
        "total": machine.memory,
        "used": server.process.resident,
        "free": machine.available,
    }


@command(USER, "show processes [cpu]", _HELP, data=_data)
def show_processes(session: Session) -> str:
    process = session.server.snapshot().process
    lines = [_utilization(process), _CPU, *map(_thread, process.threads)]
    return "".join(f"{line}\n" for line in lines)


@command(USER, "show processes memory", _HELP, data=_memory_data)
def show_processes_memory(session: Session) -> str:
    """Total is the machine's memory, Used this program's, Free what the machine could still
    give. Threads share their memory: it stands with the first."""
    amount, process = _memory_data(session), session.server.snapshot().process
    head = f"Total: {amount['total']}, Used: {amount['used']}, Free: {amount['free']}"
    return "".join(f"{line}\n" for line in (head, _MEMORY, *_holders(process)))


@command(
    USER,
    "show memory [summary|statistics]",
    """
    memory      Memory statistics
    summary     Memory usage summary
    statistics  Memory pool statistics
    """,
    data=_memory_data,
)
def show_memory(session: Session) -> str:
    """Where a heap begins, and what its smallest and largest pieces are, only IOS knows. No memory
    is set aside for packets."""
    amount = _memory_data(session)
    processor = _pool("Processor", amount["total"], amount["used"], amount["free"])
    return f"{_POOLS}\n{processor}{_pool('I/O', 0, 0, 0)}"


def _pool(name: str, total: int, used: int, free: int) -> str:
    return f"{name:>9} {'-':>10} {total:>11} {used:>11} {free:>11} {'-':>11} {'-':>11}\n"


def _utilization(process: ProcessSnapshot) -> str:
    load = process.load
    return (
        f"CPU utilization for five seconds: {load.five_seconds:.0f}%/{process.kernel:.0f}%;"
        f" one minute: {load.one_minute:.0f}%; five minutes: {load.five_minutes:.0f}%"
    )


def _thread(thread: ThreadSnapshot) -> str:
    load, each = thread.load, 1000 * thread.milliseconds // max(1, thread.invoked)
    return (
        f"{thread.number:4} {thread.milliseconds:12} {thread.invoked:8} {each:6}"
        f" {load.five_seconds:6.2f}% {load.one_minute:5.2f}% {load.five_minutes:5.2f}%"
        f" {0:3} {thread.name}"
    )


def _holders(process: ProcessSnapshot) -> Iterator[str]:
    for place, thread in enumerate(process.threads):
        allocated, holding = (0, 0) if place else (process.size, process.resident)
        freed = allocated - holding
        yield (
            f"{thread.number:4} {0:3} {allocated:10} {freed:10} {holding:10}"
            f" {0:10} {0:10} {thread.name}"
        )
