"""The document's router with something to tell about everything, and with secrets to keep."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address
from pathlib import Path

import asyncssh

from tests.ios.snapshots import FixedSnapshot
from tests.ios.support import ANGELA, FakeServer, loaded, pool, server_snapshot, tunnel
from tests.ios.support import session as call
from vpdn.ios.lines import VTY_KIND, Line
from vpdn.ios.reloading import Scheduled
from vpdn.ios.router import Router, Session
from vpdn.ios.shell import Shell
from vpdn.ios.startup import Startup
from vpdn.nas.snapshot import (
    AccessListSnapshot,
    CaptureSnapshot,
    FailureSnapshot,
    NeighbourSnapshot,
    RadiusSnapshot,
)
from vpdn.pptp.outputs import CallState
from vpdn.radius.settings import RadiusServer
from vpdn.radius.statistics import Statistics

SECRETS = ("admin", "cisco", "hushed")
_MORE = """\
tacacs-server host 10.1.1.1 key hushed
snmp-server community hushed RO
access-list 1 permit any
ip dhcp pool CALLERS
 network 172.16.10.0 255.255.255.0
 dns-server 10.44.0.53
 netbios-name-server 10.44.0.54
 domain-name cisco.com
 option 66 ascii tftp.cisco.com
 vpdn route 10.44.0.0 255.255.0.0
ip route 10.9.0.0 255.255.0.0 Loopback0
interface Virtual-Template1
 description for the PCs
 ip access-group 1 in
 ip access-group 1 out
vpdn-group PPTP_WIN2KClient
 session-limit 5
 local name hub
 source-ip 10.200.20.2
vpdn-group SPARE
"""


def full_session(folder: Path) -> Shell:
    """A console; the startup-config, in `folder`, is the document's."""
    running = loaded(ANGELA.read_text() + _MORE).running
    server = FakeServer(running.config)
    server.state = _state()
    path = folder / "angela.cfg"
    path.write_text(ANGELA.read_text() + "enable password hushed\n")
    startup = Startup(path)
    startup.flash.write("before.cfg", b"end\n")
    router = Router(server, running, startup)
    router.reloading.scheduled = Scheduled(1.5, "console", "new disk")
    shell = Shell(router)
    vty = Line(VTY_KIND, 0, IPv4Address("192.168.1.9"), "ssh")
    router.sessions += [shell.session, Session(router, vty, "operator")]
    router.host_key.key = asyncssh.generate_private_key("ssh-ed25519")
    return shell


def _state() -> FixedSnapshot:
    """One call that is up and one that begins."""
    up = replace(call(), last_in=1.5, last_out=2.0, cleared=30.0)
    beginning = replace(
        call("", interface=2),
        local_id=30,
        state=CallState.WAIT_ANSWER,
        local_address=None,
        peer_address=None,
        method="",
        mppe=None,
    )
    ias = IPv4Address("10.200.20.245")
    return replace(
        server_snapshot(tunnel(up, beginning, name="pc"), pools=(pool(),)),
        radius=(
            RadiusSnapshot(RadiusServer(ias, key="cisco"), Statistics()),
            RadiusSnapshot(RadiusServer(ias, timeout=2, retransmit=1), Statistics()),
        ),
        failures=(
            FailureSnapshot(1.5, "tac", 3, None, "Login", "Bad password", 2),
            FailureSnapshot(1.5, "tac", 3, ias, "Login", "Bad password", 2),
        ),
        access_lists=(AccessListSnapshot("1", "standard", (7,)),),
        neighbours=(NeighbourSnapshot("Ethernet0/0", ias, "02:fc:00:00:00:03", 59.0),),
        captures=(CaptureSnapshot("CAP", 1, "both", False, True, 12, 3456, 10 << 20, 0),),
        calls=3,
    )
