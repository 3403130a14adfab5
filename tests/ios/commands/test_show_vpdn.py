from __future__ import annotations

from tests.ios.support import server_snapshot, session, tunnel
from vpdn.ios.commands.show_vpdn import vpdn_text

NOTHING = """
%No active L2TP tunnels

%No active L2F tunnels

%No active PPTP tunnels

%No active PPPoE tunnels
"""

EVERYTHING = """
%No active L2TP tunnels

%No active L2F tunnels

PPTP Tunnel and Session Information Total tunnels 1 sessions 1

LocID Remote Name     State    Remote Address  Port  Sessions
29                    estabd   192.168.1.47    2000  1

LocID RemID TunID Intf    Username      State   Last Chg
29    32768 29    Vi1     tac           estabd  00:00:31

%No active PPPoE tunnels
"""


def test_the_documents_session() -> None:
    assert vpdn_text(server_snapshot(tunnel(session()))) == EVERYTHING


def test_without_a_call_every_protocol_says_so() -> None:
    assert vpdn_text(server_snapshot()) == NOTHING


def test_a_tunnel_without_a_session_has_no_table_of_sessions() -> None:
    assert "Username" not in vpdn_text(server_snapshot(tunnel()))


def test_names_cannot_break_the_table() -> None:
    long = vpdn_text(server_snapshot(tunnel(session("x" * 99), name="y\x1b[2J" + "y" * 40)))
    rows = [line for line in long.splitlines() if line.startswith("29")]
    assert rows == [
        "29    y?[2Jyyyyyyyyyy estabd   192.168.1.47    2000  1",
        "29    32768 29    Vi1     xxxxxxxxxxxxx estabd  00:00:31",
    ]


def test_a_session_that_waits_for_its_interface_has_none() -> None:
    assert "29    32768 29    -       tac" in vpdn_text(
        server_snapshot(tunnel(session(interface=0)))
    )


def test_vpdn_may_be_off() -> None:
    assert vpdn_text(server_snapshot(enabled=False)) == "% VPDN is not enabled\n"
