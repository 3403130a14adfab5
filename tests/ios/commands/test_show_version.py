from __future__ import annotations

from dataclasses import replace

from tests.ios.support import HARDWARE, angela, typed
from vpdn import __version__

VERSION = f"""\
vpdn, an access server compatible with Cisco Internetwork Operating System Software 
IOS (tm) vpdn Software (VPDN-PPTP-M), Version 12.1(5)T,  RELEASE SOFTWARE (vpdn-{__version__})
This is not Cisco software.
Copyright (c) 2026 by the vpdn authors
Running on CPython 3.11.2 with the python data path

ROM: Linux 6.1.0-13-amd64

angela uptime is 1 hour, 1 minute
System returned to ROM by power-on
System image file is "flash:vpdn-{__version__}"

cisco vpdn (x86_64) processor (revision {__version__}) with 131072K/46080K bytes of memory.
Processor board ID 25125768
AMD EPYC CPU at 2596Mhz, 2 processor(s)
1 Ethernet/IEEE 802.3 interface(s)
8388608K bytes of processor board System flash (Read/Write)

Configuration register is 0x2102

"""


async def test_ios_lines_say_what_is_true_here() -> None:
    assert await typed(angela()[2], "show version") == VERSION


async def test_a_machine_need_not_know_its_clock() -> None:
    server, _, shell = angela()
    server.state = replace(server.state, hardware=replace(HARDWARE, megahertz=0))
    assert "\nAMD EPYC CPU, 2 processor(s)\n" in await typed(shell, "show version")
