from __future__ import annotations

from dataclasses import replace

from tests.ios.support import PROCESS, angela, typed
from vpdn.nas.resources import Load, ThreadSnapshot

CPU = """\
CPU utilization for five seconds: 4%/2%; one minute: 6%; five minutes: 5%
 PID  Runtime(ms)  Invoked  uSecs    5Sec   1Min   5Min TTY Process
  41         1234      600   2056   4.40%  6.20%  5.10%   0 vpdn
  42            0        0      0   0.00%  0.00%  0.00%   0 netlink_0
"""
MEMORY = """\
Total: 134217728, Used: 47185920, Free: 67108864
 PID TTY  Allocated      Freed    Holding    Getbufs    Retbufs Process
  41   0   94371840   47185920   47185920          0          0 vpdn
  42   0          0          0          0          0          0 netlink_0
"""


async def test_processor_time_and_memory_of_every_thread() -> None:
    server, _, shell = angela()
    second = ThreadSnapshot(42, "netlink_0", 0, 0, Load())
    process = replace(PROCESS, threads=(*PROCESS.threads, second))
    server.state = replace(server.state, process=process)
    assert await typed(shell, "show processes cpu") == CPU
    assert await typed(shell, "show processes") == CPU
    assert await typed(shell, "show processes memory") == MEMORY


async def test_the_memory_there_is() -> None:
    shell = angela()[2]
    table = (
        "                Head    Total(b)     Used(b)     Free(b)   Lowest(b)  Largest(b)\n"
        "Processor          -   134217728    47185920    67108864           -           -\n"
        "      I/O          -           0           0           0           -           -\n"
    )
    for line in ("show memory", "show memory summary", "show memory statistics"):
        assert await typed(shell, line) == table
