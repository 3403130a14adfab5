from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

from tests.ios.support import angela, server_snapshot, session, tunnel, typed
from vpdn.ios.lines import VTY_KIND, Line
from vpdn.ios.router import Session
from vpdn.nas.watch import Timeouts

CALLER = """\
                                                    Active    Idle
  Line         User               Service           Time      Time
  con 0        -                  TTY               00:00:00  00:00:00
  Vi1          tac                PPP   PPTP        00:00:31  00:00:05
"""
IP = """\
  Line         User            IP Address      Local Number    Remote Number   <->
  Vi1          tac             172.16.10.1     -               -               in
"""
USER = """\
  User: tac, line Vi1, service PPP PPTP
        Active time 00:00:31, Idle time 00:00:05
  Timeouts:            Absolute  Idle
      Limits:          -         -
      Disconnect in:   -         -
  PPP: LCP Open, MS-CHAP (<- AAA), IPCP, CCP
  NCP: Open IPCP, CCP
  IP: Local 172.16.10.100, remote 172.16.10.1
  VPDN: MID 29, tunnel 29
  Counts: 0 packets input, 0 bytes, 0 no buffer
          0 input errors, 0 CRC, 0 frame, 0 overrun
          0 packets output, 0 bytes, 0 underruns
          0 output errors, 0 collisions, 0 interface resets
"""


async def test_everybody_who_is_here() -> None:
    shell = angela()[2]
    assert await typed(shell, "show caller") == CALLER
    assert await typed(shell, "show caller ip") == IP


async def test_one_user() -> None:
    shell = angela()[2]
    assert await typed(shell, "show caller user tac") == USER
    assert await typed(shell, "show caller user x") == "% User x not found\n"


async def test_a_user_who_may_not_stay_for_ever() -> None:
    server, _, shell = angela()
    limited = replace(session(), timeouts=Timeouts(3600, 300, 3569.0, 295.0))
    server.state = server_snapshot(tunnel(limited))
    said = await typed(shell, "show caller user tac")
    assert "      Limits:          01:00:00  00:05:00\n" in said
    assert "      Disconnect in:   00:59:29  00:04:55\n" in said


async def test_a_summary_counts_users_once() -> None:
    server, _, shell = angela()
    server.state = server_snapshot(tunnel(session(), session(interface=2), session("b", 1.0, 3)))
    assert await typed(shell, "show caller summary") == (
        "        3   VPDN calls\n        2   Total unique users logged in\n"
    )


async def test_a_caller_on_a_vty_is_there_by_his_name() -> None:
    _, router, shell = angela()
    vty = Line(VTY_KIND, 2, IPv4Address("192.168.1.9"), "ssh")
    router.sessions.insert(0, Session(router, vty, "operator"))
    rows = (await typed(shell, "show caller")).splitlines()[2:4]
    assert [row.split()[:4] for row in rows] == [
        ["con", "0", "-", "TTY"],
        ["vty", "2", "operator", "VTY"],
    ]
