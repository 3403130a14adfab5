from __future__ import annotations

from dataclasses import replace

from tests.ios.support import angela, server_snapshot, session, tunnel, typed
from vpdn.datapath.engine import Counters

PLAIN = """
%No active L2TP tunnels

%No active L2F tunnels

PPTP Tunnel Information Total tunnels 1 sessions 1

LocID Remote Name     State    Remote Address  Port  Sessions
29                    estabd   192.168.1.47    2000  1

%No active PPPoE tunnels
"""
ALL = """
PPTP Tunnel Information Total tunnels 1 sessions 2

Tunnel id 29, 2 active sessions
  Tunnel state is estabd, time since change 00:01:05
  Remote tunnel name is 192.168.1.47
    Internet Address 192.168.1.47, port 2000
  Local tunnel name is angela
    Internet Address 10.200.20.2, port 1723
  VPDN group: PPTP_WIN2KClient
  12 packets sent, 10 received, 400 bytes sent, 200 received
  Last clearing of "show vpdn" counters never
"""
COUNTED = Counters(frames_in=5, octets_in=100, frames_out=6, octets_out=200)


async def test_the_documents_tunnel() -> None:
    server, _, shell = angela()
    server.state = server_snapshot(tunnel(session()))
    assert await typed(shell, "show vpdn tunnel") == PLAIN
    assert await typed(shell, "show vpdn tunnel summary") == PLAIN


async def test_everything_of_a_tunnel_and_the_sum_of_its_sessions() -> None:
    server, _, shell = angela()
    call = replace(session(), counters=COUNTED)
    server.state = server_snapshot(tunnel(call, call))
    assert await typed(shell, "show vpdn tunnel pptp all") == ALL


async def test_one_protocol_alone() -> None:
    assert await typed(angela()[2], "show vpdn tunnel l2tp all") == "\n%No active L2TP tunnels\n"
    server, _, shell = angela()
    server.state = server_snapshot()
    assert await typed(shell, "show vpdn tunnel pptp") == "\n%No active PPTP tunnels\n"


async def test_the_forms_that_are_tables() -> None:
    server, _, shell = angela()
    server.state = server_snapshot(tunnel(replace(session(), counters=COUNTED), name="pc"))
    tables = {
        "packets": (
            "LocID Pkts-In Pkts-Out Bytes-In Bytes-Out",
            "29    5       6        100      200",
        ),
        "state": (
            "LocID RemID Remote Name   State  Last-Chg",
            "29    0     pc            estabd 00:01:05",
        ),
        "transport": (
            "LocID Type Prot Local Address   Port  Remote Address  Port",
            "29    TCP  6    10.200.20.2     1723  192.168.1.47    2000",
        ),
    }
    for form, rows in tables.items():
        shown = await typed(shell, f"show vpdn tunnel pptp {form}")
        assert tuple(shown.splitlines()[3:]) == rows


async def test_a_tunnel_by_its_number_or_the_names_of_its_ends() -> None:
    server, _, shell = angela()
    other = replace(tunnel(session("other")), local_id=30)
    server.state = server_snapshot(tunnel(session(), name="pc"), other)
    for chosen, found in {
        "id 29": ["29"],
        "id 31": [],
        "remote-name pc": ["29"],
        "remote-name 192.168.1.47": ["30"],
        "remote-name pc angela": ["29"],
        "remote-name pc bob": [],
        "local-name angela": ["29", "30"],
        "local-name angela pc": ["29"],
    }.items():
        shown = await typed(shell, f"show vpdn tunnel pptp state {chosen}")
        assert [line.split()[0] for line in shown.splitlines() if line[:1].isdigit()] == found
