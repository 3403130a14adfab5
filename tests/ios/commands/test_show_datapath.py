from __future__ import annotations

import json
from dataclasses import replace

from tests.ios.support import angela, typed
from vpdn.ios.document import document
from vpdn.nas.snapshot import DatapathSnapshot, WorkerSnapshot
from vpdn.net.gre import GreCounters
from vpdn.net.tun import TunCounters

NATIVE = DatapathSnapshot(
    "native",
    "The engine in C, in a thread of its own",
    processor="x86-64, SHA",
    device="vpdn0",
    sessions=1,
    stray=3,
    unrouted=4,
    gre=GreCounters(50, 40, 1, 2, 5),
    tun=TunCounters(30, 20, 6),
)
TEXT = """\
Data path is native: the engine in C, in a thread of its own
  Code for this processor: x86-64, SHA
  1 session, device vpdn0
  GRE: 50 packets received, 40 packets sent
     3 of no session, 5 malformed
     1 not sent for want of buffers, 2 for other reasons
  Device: 30 packets read, 20 packets written
     4 for no session, 6 not written
"""


async def shown(carriage: DatapathSnapshot) -> str:
    server, _, shell = angela()
    server.state = replace(server.state, carriage=carriage)
    return await typed(shell, "show datapath")


async def test_what_carries_and_what_passed() -> None:
    assert await shown(NATIVE) == TEXT


async def test_why_it_is_not_faster() -> None:
    python = replace(NATIVE, tier="python", sentence="The engine in Python", processor="")
    asked = await shown(replace(python, asked="--datapath python", sessions=2))
    assert asked.splitlines()[:3] == [
        "Data path is python: the engine in Python",
        "  Asked for by --datapath python",
        "  2 sessions, device vpdn0",
    ]
    lacking = await shown(replace(python, lacking="nothing was built"))
    assert lacking.splitlines()[1] == "  Nothing faster: nothing was built"


async def test_several_workers_are_counted_apart() -> None:
    several = replace(NATIVE, workers=(WorkerSnapshot(30, 0, 5, 20), WorkerSnapshot(20, 40, 25, 0)))
    assert (
        await shown(several)
        == f"""\
{TEXT}\
  Worker 0: GRE 30 received, 0 sent
     device 5 read, 20 written
  Worker 1: GRE 20 received, 40 sent
     device 25 read, 0 written
"""
    )
    assert await shown(replace(NATIVE, workers=several.workers[:1])) == TEXT


def test_programs_get_every_count() -> None:
    server, _, shell = angela()
    carriage = replace(NATIVE, workers=(WorkerSnapshot(30, 0, 5, 20),))
    server.state = replace(server.state, carriage=carriage)
    data = json.loads(document(shell.session, "show datapath"))["data"]
    assert (data["tier"], data["sessions"], data["stray"], data["unrouted"]) == ("native", 1, 3, 4)
    assert data["gre"]["unsendable"] == 2
    assert data["tun"]["refused"] == 6
    assert data["workers"] == [{"received": 30, "sent": 0, "read": 5, "written": 20}]
