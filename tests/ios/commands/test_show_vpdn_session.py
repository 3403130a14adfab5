from __future__ import annotations

from dataclasses import replace

from tests.ios.support import angela, server_snapshot, session, tunnel, typed
from vpdn.datapath.engine import Counters

PLAIN = """
%No active L2TP tunnels

%No active L2F tunnels

PPTP Session Information Total tunnels 1 sessions 1

LocID RemID TunID Intf    Username      State   Last Chg
29    32768 29    Vi1     tac           estabd  00:00:31

%No active PPPoE tunnels
"""
ALL = """
PPTP Session Information Total tunnels 1 sessions 1

Call id 29 is up on tunnel id 29
Remote tunnel name is 192.168.1.47
  Internet Address is 192.168.1.47
  Session username is tac, state is estabd
    Time since change 00:00:31, interface Vi1
    Remote call id is 32768
  Packets sent 50, received 48, bytes 1254, 3425
    Sent 5 ZLBs, received 3 ZLBs
    Ss 51, Sr 49
    Remote window 16, in use 8, local window 32
    Lost 1, reordered 2, duplicates 3, dropped at a full window 4
  40 bit encryption, Stateless mode
"""
COUNTED = Counters(
    frames_in=48,
    octets_in=3425,
    frames_out=50,
    octets_out=1254,
    acks_in=3,
    acks_out=5,
    lost=1,
    reordered=2,
    duplicates=3,
    window_drops=4,
    sequence_in=49,
    sequence_out=51,
    send_window=8,
)
CALL = replace(session(), counters=COUNTED, peer_window=16, receive_window=32)
OTHER = replace(CALL, user="other", interface=2, local_id=30, mppe=None)


async def test_sessions_alone() -> None:
    server, _, shell = angela()
    server.state = server_snapshot(tunnel(session()))
    assert await typed(shell, "show vpdn session") == PLAIN


async def test_everything_of_a_session() -> None:
    server, _, shell = angela()
    server.state = server_snapshot(tunnel(CALL))
    assert await typed(shell, "show vpdn session pptp all") == ALL


async def test_the_session_of_an_interface_or_a_user() -> None:
    server, _, shell = angela()
    server.state = server_snapshot(tunnel(CALL, OTHER), tunnel())
    assert await typed(shell, "show vpdn session pptp interface Virtual-Access1") == ALL
    assert await typed(shell, "show vpdn session pptp username tac") == ALL
    assert "  No encryption\n" in await typed(shell, "show vpdn session username other")
    nobody = await typed(shell, "show vpdn session pptp username nobody")
    assert nobody == "\n%No active PPTP tunnels\n"


async def test_the_forms_that_are_tables() -> None:
    server, _, shell = angela()
    server.state = server_snapshot(tunnel(CALL))
    rows = {
        "packets": "29    32768 29    48      50       3425     1254",
        "sequence": "29    32768 29    51         49",
        "state": "29    29    Vi1     tac           estabd  00:00:31",
        "window": "29    32768 29    5       3       16      32      4",
    }
    for form, row in rows.items():
        header, shown = (await typed(shell, f"show vpdn session pptp {form}")).splitlines()[3:]
        assert header.startswith("LocID ")
        assert shown == row


async def test_pptp_has_no_timers_and_a_tunnel_may_have_no_session() -> None:
    server, _, shell = angela()
    title = "\nPPTP Session Information Total tunnels 1 sessions {}\n"
    server.state = server_snapshot(tunnel(CALL))
    assert await typed(shell, "show vpdn session pptp timers") == title.format(1)
    server.state = server_snapshot(tunnel())
    for form in ("all", "window", "summary"):
        assert await typed(shell, f"show vpdn session pptp {form}") == title.format(0)


async def test_the_sessions_of_one_tunnel() -> None:
    server, _, shell = angela()
    other = replace(tunnel(OTHER), local_id=30)
    server.state = server_snapshot(tunnel(CALL), other)
    shown = await typed(shell, "show vpdn session tunnel id 30")
    assert " other " in shown
    assert " tac " not in shown
    assert await typed(shell, "show vpdn session pptp all tunnel id 29") == ALL
