from __future__ import annotations

from dataclasses import replace

import pytest

from tests.ios.support import angela, server_snapshot, session, tunnel, typed
from vpdn.datapath.engine import Counters
from vpdn.nas.snapshot import SessionSnapshot


async def test_show_ppp_mppe_as_ios_prints_it() -> None:
    server, _, shell = angela()
    counters = Counters(
        mppe_encrypted=68,
        mppe_decrypted=48,
        mppe_tx_coherency=68,
        mppe_rx_coherency=47,
        mppe_tx_key_changes=68,
        mppe_rx_key_changes=48,
    )
    call = replace(session(), mppe=(128, False), counters=counters)
    server.state = server_snapshot(tunnel(call))
    assert await typed(shell, "show ppp mppe virtual-access 1") == (
        "Interface Virtual-Access1 (current connection)\n"
        "  Software encryption, 128 bit encryption, Stateless mode\n"
        "  packets encrypted = 68       packets decrypted = 48\n"
        "  sent CCP resets   = 0        receive CCP resets = 0\n"
        "  next tx coherency = 68       next rx coherency = 48\n"
        "  tx key changes    = 68       rx key changes    = 48\n"
        "  rx pkt dropped    = 0        rx out of order pkt= 0\n"
        "  rx missed packets = 0\n"
    )


async def test_what_a_bad_line_did_to_a_stateful_stream_is_counted() -> None:
    server, _, shell = angela()
    counters = Counters(
        mppe_resets_sent=3,
        mppe_resets_received=4,
        mppe_rx_coherency=4095,
        mppe_dropped=5,
        reordered=6,
        mppe_missed=7,
    )
    call = replace(session(), mppe=(40, True), counters=counters)
    server.state = server_snapshot(tunnel(call))
    lines = (await typed(shell, "show ppp mppe Vi1")).splitlines()
    assert lines[1] == "  Software encryption, 40 bit encryption, Stateful mode"
    assert lines[3] == "  sent CCP resets   = 3        receive CCP resets = 4"
    assert lines[4] == "  next tx coherency = 0        next rx coherency = 0"
    assert lines[6:] == [
        "  rx pkt dropped    = 5        rx out of order pkt= 6",
        "  rx missed packets = 7",
    ]


async def test_an_interface_that_does_not_encrypt_has_nothing_to_show() -> None:
    server, _, shell = angela()
    clear = replace(session(interface=2), mppe=None)
    server.state = server_snapshot(tunnel(session(), clear))
    assert await typed(shell, "show ppp mppe Virtual-Access2") == ""


@pytest.mark.parametrize("name", ["Virtual-Access3", "Loopback0"])
async def test_what_is_no_ppp_interface_is_refused(name: str) -> None:
    server, _, shell = angela()
    server.state = server_snapshot(tunnel(session()))
    assert await typed(shell, f"show ppp mppe {name}") == (
        f"{' ' * len('angela#show ppp mppe ')}^\n% Invalid input detected at '^' marker.\n\n"
    )


ALL = """\
Interface/ID OPEN+ Nego* Fail-     Stage    Peer Address    Peer Name
------------ --------------------- -------- --------------- --------------------
Vi1          LCP+ IPCP+ CCP+       LocalT   172.16.10.1     tac
Vi2          LCP+ MS-CHAP-V2*      LocalT   0.0.0.0         
Vi3          LCP*                  LocalT   0.0.0.0         
"""
INTERFACE = """\
PPP Session Info
----------------
Interface        : Vi1
Phase            : UP
Stage            : Local Termination
Peer Name        : tac
Peer Address     : 172.16.10.1
Control Protocols: LCP+ IPCP+ CCP+
Session ID       : 29
AAA Unique ID    : 29
"""


def beginners() -> tuple[SessionSnapshot, SessionSnapshot]:
    """One that is asked who he is, and one that is not so far."""
    asked = replace(
        session("", interface=2),
        authentication="ms-chap-v2",
        method="",
        open_ncps=(),
        peer_address=None,
    )
    return asked, replace(asked, interface=3, authentication="", lcp_open=False)


async def test_every_link_with_what_is_open_and_what_is_negotiated() -> None:
    server, _, shell = angela()
    server.state = server_snapshot(tunnel(session(), *beginners()))
    assert await typed(shell, "show ppp all") == ALL


async def test_the_link_of_an_interface() -> None:
    server, _, shell = angela()
    server.state = server_snapshot(tunnel(session(), *beginners()))
    assert await typed(shell, "show ppp interface virtual-access 1") == INTERFACE
    assert "Phase            : AUTHENTICATING\n" in await typed(shell, "show ppp interface vi2")
    assert "Phase            : ESTABLISHING\n" in await typed(shell, "show ppp interface vi3")
    assert "Invalid input" in await typed(shell, "show ppp interface vi4")


async def test_there_are_no_bundles() -> None:
    assert await typed(angela()[2], "show ppp multilink") == "No active bundles\n"
