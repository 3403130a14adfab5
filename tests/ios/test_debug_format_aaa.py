from __future__ import annotations

from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpdn.aaa.trace import (
    AuthenRestarted,
    AuthenStarted,
    AuthorAnswered,
    AuthorAsked,
    AuthorStarted,
    CommandAnswered,
    CommandAsked,
    CommandMethodTried,
    MethodTried,
    UserCreated,
    UserFreed,
)
from vpdn.aaa.types import AV, Service
from vpdn.ios.debug_format_aaa import TABLE
from vpdn.machine import Trace
from vpdn.nas.events import Event
from vpdn.ppp.outputs import Stage
from vpdn.radius.trace import Received, ReplyRefused, ServerAlive, ServerDead, UnrecognizedVsa

PC = IPv4Address("192.168.1.47")
IAS = IPv4Address("10.200.20.245")
START = "AAA/AUTHEN/START (7):"


def texts(trace: Trace) -> list[str]:
    formatter = TABLE.entries[type(trace)]
    lines = list(formatter.words(trace, Event(0.0, trace, interface=1)))
    assert all(line.flags in formatter.flags for line in lines)
    return [line.text for line in lines]


@pytest.mark.parametrize(
    ("method", "shown"),
    [("radius", "radius (radius)"), ("local", "LOCAL"), ("none", "NONE")],
)
def test_methods_of_the_routers_own_stand_in_capitals(method: str, shown: str) -> None:
    assert texts(MethodTried(7, method)) == [f"{START} Method={shown}"]


def test_a_list_with_a_name_is_named() -> None:
    assert texts(AuthenStarted(7, "Virtual-Access1", "vpn")) == [
        f"{START} port='Virtual-Access1' list='vpn' action=LOGIN service=PPP",
        f"{START} found list vpn",
    ]
    lines = texts(AuthorStarted(Stage.IPCP, 7, "Virtual-Access1", b"tac", (), "vpn", "local"))
    assert lines[-2:] == [
        "Vi1 AAA/AUTHOR/FSM (7): found list vpn",
        "Vi1 AAA/AUTHOR/FSM (7): Method=LOCAL",
    ]


def test_the_next_method_begins_with_a_restart() -> None:
    assert texts(AuthenRestarted(7, "Virtual-Access1"))[1] == f"{START} Restart"


@pytest.mark.parametrize(
    ("service", "port", "number", "caller", "kind", "shown"),
    [
        (Service.PPP, "Virtual-Access1", 1, None, "MSCHAP", ("21", "", "PPP", 1)),
        (Service.LOGIN, "tty130", 130, PC, "ASCII", ("-1", "192.168.1.47", "LOGIN", 1)),
        (Service.LOGIN, "tty0", 0, None, "ASCII", ("-1", "async", "LOGIN", 1)),
        (Service.ENABLE, "tty130", 130, PC, "ASCII", ("-1", "192.168.1.47", "ENABLE", 15)),
        (Service.ENABLE, "tty0", 0, None, "ASCII", ("-1", "async", "ENABLE", 15)),
    ],
)
def test_a_users_record_says_where_he_is_and_what_he_wants(
    service: Service,
    port: str,
    number: int,
    caller: IPv4Address | None,
    kind: str,
    shown: tuple[str, str, str, int],
) -> None:
    idb, address, wanted, level = shown
    record = (
        f"(0x62740E7C) user='tac' ruser='' port='{port}' rem_addr='{address}'"
        f" authen_type={kind} service={wanted} priv={level}"
    )
    created = UserCreated(b"tac", port, number, kind, 0x62740E7C, service, caller)
    assert texts(created) == [
        f"AAA: parse name={port} idb type={idb} tty=-1",
        f"AAA: name={port} flags=0x11 type=5 shelf=0 slot=0 adapter=0 port={number} channel=0",
        f"AAA/MEMORY: create_user {record}",
    ]
    freed = UserFreed(b"tac", port, kind, 0x62740E7C, service, caller)
    assert texts(freed) == [f"AAA/MEMORY: free_user {record}"]


@pytest.mark.parametrize("service", Service)
def test_a_list_says_for_what_it_is_asked(service: Service) -> None:
    """`action=LOGIN` whatever it is."""
    assert texts(AuthenStarted(7, "tty130", "default", service)) == [
        f"{START} port='tty130' list='' action=LOGIN service={service.value}",
        f'{START} using "default" list',
    ]
    assert texts(AuthenRestarted(7, "tty130", service)) == [
        f"{START} port='tty130' list='' action=LOGIN service={service.value}",
        f"{START} Restart",
    ]


@pytest.mark.parametrize(("method", "shown"), [("line", "LINE"), ("enable", "ENABLE")])
def test_passwords_that_everybody_shares_are_methods_in_capitals(method: str, shown: str) -> None:
    assert texts(MethodTried(7, method)) == [f"{START} Method={shown}"]


@pytest.mark.parametrize(
    ("stage", "line"),
    [
        (Stage.LCP, "Vi1 AAA/AUTHOR/LCP: Denied"),
        (Stage.IPCP, "Vi1 AAA/AUTHOR/FSM: We cannot start IPCP"),
        (Stage.CCP, "Vi1 AAA/AUTHOR/FSM: We cannot start CCP"),
        (Stage.IPCP_ADDRESS, "Vi1 AAA/AUTHOR/IPCP: Denied"),
    ],
)
def test_refused_stages(stage: Stage, line: str) -> None:
    assert texts(AuthorAnswered(stage, False, ())) == [line]


def test_an_address_is_asked_for_inside_a_check_that_is_told_already() -> None:
    assert texts(AuthorAsked(Stage.IPCP_ADDRESS)) == []
    assert texts(AuthorAnswered(Stage.IPCP_ADDRESS, True, ())) == []


def test_a_command_that_is_asked_about() -> None:
    sent = (
        AV("service", "shell"),
        AV("cmd", "show"),
        AV("cmd-arg", "a\x1bb"),
        AV("cmd-arg", "<cr>"),
    )
    prefix = "tty130 AAA/AUTHOR/CMD (7):"
    assert texts(CommandAsked(7, "tty130", "t\nac", sent, "default")) == [
        f"{prefix} Port='tty130' list='' service=CMD",
        "AAA/AUTHOR/CMD: tty130 (7) user='t ac'",
        f"{prefix} send AV service=shell",
        f"{prefix} send AV cmd=show",
        f"{prefix} send AV cmd-arg=a b",
        f"{prefix} send AV cmd-arg=<cr>",
        f'{prefix} found list "default"',
    ]
    assert texts(CommandAsked(7, "tty130", "tac", (), "ops")) == [
        f"{prefix} Port='tty130' list='ops' service=CMD",
        "AAA/AUTHOR/CMD: tty130 (7) user='tac'",
        f"{prefix} found list ops",
    ]
    assert texts(CommandMethodTried(7, "tty130", "radius")) == [f"{prefix} Method=radius (radius)"]
    assert texts(CommandMethodTried(7, "tty130", "local")) == [f"{prefix} Method=LOCAL"]
    assert texts(CommandAnswered(7, "PASS_ADD")) == [
        "AAA/AUTHOR (7): Post authorization status = PASS_ADD"
    ]


def packet(*attributes: str) -> bytes:
    body = bytes.fromhex("".join(attributes))
    return bytes((2, 9)) + (20 + len(body)).to_bytes(2, "big") + bytes(16) + body


def test_short_values_are_read_on_into_the_next_attribute() -> None:
    lines = texts(Received(IAS, 1645, packet("0105746163", "1A0C000001370A06144E0000")))
    assert lines == [
        "RADIUS: Received from id 9 10.200.20.245:1645, Access-Accept, len 37",
        "        Attribute 1 5 7461631A",
        "        Attribute 26 12 000001370A06144E",
    ]


def test_past_the_packet_there_is_nothing_to_read() -> None:
    assert texts(Received(IAS, 1645, packet("010374")))[1] == "        Attribute 1 3 74000000"


@given(st.binary(min_size=2, max_size=60))
def test_whatever_was_received_can_be_shown(octets: bytes) -> None:
    assert texts(Received(IAS, 1645, octets))


@pytest.mark.parametrize(
    ("trace", "lines"),
    [
        (UnrecognizedVsa(311, 10), ["RADIUS: unrecognized Microsoft VSA type 10"]),
        (UnrecognizedVsa(4, 1), ["RADIUS: unrecognized vendor 4 VSA type 1"]),
        (
            ReplyRefused(IAS, 124, "wrong authenticator"),
            [
                "RADIUS: Reply from 10.200.20.245 refused: wrong authenticator",
                "RADIUS: Response (124) failed decrypt",
            ],
        ),
        (
            ServerDead(IAS, 1645, 1646),
            ["%RADIUS-4-RADIUS_DEAD: RADIUS server 10.200.20.245:1645,1646 is not responding."],
        ),
        (
            ServerAlive(IAS, 1645, 1646),
            [
                (
                    "%RADIUS-4-RADIUS_ALIVE:"
                    " RADIUS server 10.200.20.245:1645,1646 is being marked alive."
                )
            ],
        ),
    ],
)
def test_radius_records(trace: Trace, lines: list[str]) -> None:
    assert texts(trace) == lines
