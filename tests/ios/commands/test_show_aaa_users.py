from __future__ import annotations

from dataclasses import replace

from tests.ios.support import angela, session, tunnel, typed
from vpdn.datapath.engine import Counters

SESSIONS = """\
Total sessions since last reload: 7
Session Id: 29
   Unique Id: 29
   User Name: tac
   IP Address: 172.16.10.1
   Idle Time: 5
   CT Call Handle: 0
"""
USER = """\
--------------------------------------------------
Unique id 29 is currently in use.
Debg: No data available
Radi: No data available
Interface:
  Name = Virtual-Access1
  Cumulative Byte/Packet Counts :
    Bytes In = 3425             Bytes Out = 1254
    Paks  In = 48               Paks  Out = 50
  Component = VPDN
Authen: service=PPP type=MS-CHAP method=RADIUS
Kerb: No data available
Meth: No data available
Preauth: No Preauth data.
General:
  Unique Id = 0000001D
  Session Id = 0000001D
  Attribute List:
    username = tac
    addr = 172.16.10.1
PerU: No data available
"""
COUNTED = Counters(frames_in=48, octets_in=3425, frames_out=50, octets_out=1254)
CALL = replace(session(), authentication="ms-chap", counters=COUNTED)
BEGINNER = replace(session("", interface=2), local_id=30, method="", peer_address=None)


async def test_who_has_logged_in_and_how_many_came() -> None:
    server, _, shell = angela()
    server.state = replace(server.state, tunnels=(tunnel(CALL, BEGINNER),), calls=7)
    assert await typed(shell, "show aaa sessions") == SESSIONS


async def test_a_user_with_his_method() -> None:
    server, _, shell = angela()
    server.state = replace(server.state, tunnels=(tunnel(CALL, BEGINNER),))
    assert await typed(shell, "show aaa user all") == USER
    assert await typed(shell, "show aaa user 29") == USER


async def test_a_user_without_an_address() -> None:
    server, _, shell = angela()
    server.state = replace(server.state, tunnels=(tunnel(replace(CALL, peer_address=None)),))
    assert "addr" not in await typed(shell, "show aaa user all")
    assert "   IP Address: 0.0.0.0\n" in await typed(shell, "show aaa sessions")


async def test_a_number_that_is_nobodys() -> None:
    assert await typed(angela()[2], "show aaa user 31") == "% Unique id 31 is not in use\n"
