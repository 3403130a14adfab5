from __future__ import annotations

from dataclasses import replace

from tests.ios.support import INTERFACES, angela, server_snapshot, session, tunnel, typed
from vpdn.datapath.engine import Counters
from vpdn.nas.snapshot import InterfaceSnapshot
from vpdn.nas.traffic import Marks, Rate, Traffic

ACCESS = """\
Virtual-Access1 is up, line protocol is up 
  Hardware is Virtual Access interface
  Interface is unnumbered.  Using address of Loopback0 (172.16.10.100)
  MTU 1500 bytes, BW 100000 Kbit, DLY 100000 usec, 
     reliability 255/255, txload 2/255, rxload 1/255
  Encapsulation PPP, loopback not set
  Keepalive set (10 sec)
  DTR is pulsed for 5 seconds on reset
  LCP Open
  Open: IPCP, CCP
  Last input 00:00:05, output never, output hang never
  Last clearing of "show interface" counters never
  Input queue: 0/75/0/0 (size/max/drops/flushes); Total output drops: 7
  Queueing strategy: fifo
  Output queue :0/40 (size/max)
  5 minute input rate 1000 bits/sec, 3 packets/sec
  5 minute output rate 784000 bits/sec, 70 packets/sec
     48 packets input, 3425 bytes, 0 no buffer
     Received 0 broadcasts, 0 runts, 0 giants, 0 throttles
     2 input errors, 0 CRC, 0 frame, 0 overrun, 0 ignored, 0 abort
     50 packets output, 1254 bytes, 0 underruns
     0 output errors, 0 collisions, 0 interface resets
     0 output buffer failures, 0 output buffers swapped out
     0 carrier transitions
"""
CONFIGURATION = """\
Building configuration...

Current configuration : 223 bytes
!
interface Virtual-Access1
 ip unnumbered Loopback0
 rate-limit output 64000 8000 16000 conform-action transmit exceed-action drop
 peer default ip address pool default
 ppp encrypt mppe 40
 ppp authentication ms-chap
end

"""


async def test_a_virtual_access_interface_with_everything_it_counts() -> None:
    server, _, shell = angela()
    counters = Counters(
        frames_in=48,
        octets_in=3425,
        malformed=2,
        frames_out=50,
        octets_out=1254,
        window_drops=7,
    )
    call = replace(
        session(), counters=counters, last_in=5.0, rate=Rate(1234.0, 3.2, 784_313.0, 70.0)
    )
    server.state = server_snapshot(tunnel(call))
    assert await typed(shell, "show interfaces virtual-access 1") == ACCESS


async def test_the_configuration_of_a_virtual_access_interface_is_its_templates_and_aaas() -> None:
    shell = angela()[2]
    assert await typed(shell, "show interfaces Virtual-Access1 configuration") == CONFIGURATION


async def test_what_aaa_said_about_the_interface_stands_in_place_of_its_templates_lines() -> None:
    server, _, shell = angela()
    line = "rate-limit input 8000 1500 3000 conform-action transmit exceed-action drop"
    lines = (line.replace("8000", "9000"), line.replace("input", "in"))
    server.state = server_snapshot(tunnel(replace(session(), interface_lines=lines)))
    shown = await typed(shell, "show interfaces virtual-access 1 configuration")
    assert f" {line}\n" in shown
    assert shown.count("rate-limit") == 1
    assert line not in await typed(shell, "show running-config")


async def test_an_ethernet_is_named_with_its_device_and_counts() -> None:
    shown = await typed(angela()[2], "sh int e0/0")
    assert shown.startswith(
        "Ethernet0/0 is up, line protocol is up \n"
        "  Hardware is Linux device eth0, address is 02fc.0000.0001 (bia 02fc.0000.0001)\n"
        "  Internet address is 10.200.20.2/24\n"
        "  MTU 1500 bytes, BW 10000 Kbit, DLY 1000 usec, \n"
    )
    assert "     48 packets input, 3425 bytes, 0 no buffer\n" in shown
    assert "     2 output errors, 0 collisions, 0 interface resets\n" in shown


async def test_interfaces_can_be_down_and_shut_down() -> None:
    server, _, shell = angela()
    loopback, ethernet = INTERFACES
    down = (replace(loopback, up=False, shutdown=True), replace(ethernet, up=False, device=""))
    server.state = replace(server_snapshot(), interfaces=down)
    shown = await typed(shell, "show interfaces")
    states = [line for line in shown.splitlines() if "line protocol" in line]
    assert states == [
        "Ethernet0/0 is down, line protocol is down ",
        "Virtual-Template1 is down, line protocol is down ",
        "Loopback0 is administratively down, line protocol is down ",
    ]
    assert "  LCP Closed\n" in shown


async def test_an_interface_that_is_not_there_cannot_be_shown() -> None:
    shell = angela()[2]
    refusal = (
        f"{' ' * len('angela#show interfaces ')}^\n% Invalid input detected at '^' marker.\n\n"
    )
    for line in ("show interfaces virtual-access 9", "show interfaces vi9 configuration"):
        assert await typed(shell, line) == refusal
    assert await typed(shell, "show interfaces vi9 | include x") == refusal
    await typed(shell, "configure terminal")
    assert (await typed(shell, "do show int vi9")).startswith(
        f"{' ' * len('angela(config)#do show int ')}^\n"
    )


async def test_a_line_that_is_no_ethernet_has_its_own_encapsulation() -> None:
    server, _, shell = angela()
    server.state = replace(
        server.state,
        interfaces=(InterfaceSnapshot("Serial0", None), InterfaceSnapshot("Tunnel1", None)),
    )
    serial = await typed(shell, "show interfaces serial 0")
    assert serial.startswith("Serial0 is down, line protocol is down \n  Hardware is not present\n")
    assert "  Encapsulation HDLC, loopback not set\n" in serial
    assert "ARP" not in serial
    assert "Encapsulation TUNNEL" in await typed(shell, "show interfaces tunnel 1")


async def test_cleared_counters_count_from_then_on_and_say_so() -> None:
    server, _, shell = angela()
    marks = Marks(interface=Counters(frames_in=2, octets_in=100))
    call = replace(
        session(), counters=Counters(frames_in=5, octets_in=300), marks=marks, cleared=65.0
    )
    device = replace(INTERFACES[1], mark=Traffic(40, 3000, 1, 50, 1254, 2, 3), cleared=90000.0)
    server.state = replace(server_snapshot(tunnel(call)), interfaces=(device,))
    shown = await typed(shell, "show interfaces vi1")
    assert 'Last clearing of "show interface" counters 00:01:05\n' in shown
    assert "     3 packets input, 200 bytes, 0 no buffer\n" in shown
    shown = await typed(shell, "show interfaces et0/0")
    assert 'Last clearing of "show interface" counters 1d01h\n' in shown
    assert "     8 packets input, 425 bytes, 0 no buffer\n" in shown
