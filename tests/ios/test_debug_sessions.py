"""Every debug has lines for sessions as they really go, one that is well and two that are not."""

from __future__ import annotations

import asyncio

import pytest

from tests.nas.world import World, config
from tests.virtual_loop import run
from vpdn.ios.debug import SWITCHES, Debug, Switch
from vpdn.ios.debug_format import lines
from vpdn.nas.events import Event
from vpdn.wire.ip import IcmpEcho, IpProtocol, build

ELSEWHERE = Debug.RADIUS | Debug.AAA_ACCOUNTING | Debug.DHCP_EVENTS | Debug.DHCP_PACKET
"""RADIUS has the document's logs to hold to, accounting no records, and DHCP is on a device."""
SAMPLES = {
    "aaa authentication": "AAA/AUTHEN/START (...): Method=LOCAL",
    "aaa authorization": "Vi1 AAA/AUTHOR/IPCP: Authorization succeeded",
    "ppp mppe events": "Vi1 MPPE: [128 bit encryption] [stateless mode]",
    "ppp mppe packet": "Vi1 MPPE: Decrypt 50 bytes, coherency count 0",
    "ppp mppe detailed": "Vi1 MPPE: rx tables flushed, rx key changes 1",
    "ppp authentication": 'Vi1 MS-CHAP-V2: I RESPONSE id 1 len 57 from "tac"',
    "ppp packet": "Vi1 PPP: I pkt type 0x00FD, datagramsize 56",
    "ppp error": "Vi1 LCP: Discarding malformed packet: ...",
    "ppp negotiation": "Vi1 IPCP: Install route to 172.16.10.1",
    "vpdn l2x-events": "Tnl 1 PPTP: SCCRQ-ok -> state change wt-sccrq to estabd",
    "vpdn l2x-errors": "Tnl 3 PPTP: Message refused: ...",
    "vpdn l2x-packets": "Tnl 1 PPTP: I OutgoingCallRequest len 168 call ...",
    "vpdn events": "Vi1 VPDN: Virtual interface created",
    "vpdn errors": "VPDN: 192.168.1.47 refused: limit of ...",
    "vpdn packets": "Tnl 1 PPTP: O StartControlConnectionReply len 156 result 1 error 0",
}


@pytest.fixture(scope="module")
def events() -> list[Event]:
    heard: list[Event] = []

    async def story() -> None:
        world = World(config(vpdn_session_limit=1))
        world.services.events.subscribe(heard.append)
        world.wires.engine.recording = True
        good = world.call()
        await asyncio.wait_for(good.up.wait(), 30)
        assert good.network is not None
        echo = IcmpEcho(1, 1, b"x" * 20).encode()
        good.send_ip(build(good.network.local, good.network.remote, IpProtocol.ICMP, echo))
        good.send_frame(b"\xff\x03\xc0\x21\x01")
        world.call()
        await asyncio.sleep(1)
        good.hang_up()
        await asyncio.sleep(5)
        garbled = world.call(password="wrong")
        garbled.tunnel.data_received(bytes(100))
        await asyncio.sleep(20)

    run(story())
    return heard


@pytest.mark.parametrize(
    "switch", [one for one in SWITCHES if one.flag not in ELSEWHERE], ids=lambda one: one.words
)
def test_a_debug_shows_what_happens_in_a_session(switch: Switch, events: list[Event]) -> None:
    shown = [line.text for event in events for line in lines(event, switch.flag)]
    start, _, end = SAMPLES[switch.words].partition("...")
    assert [line for line in shown if line.startswith(start) and line.endswith(end)], shown
