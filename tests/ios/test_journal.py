from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.ios.support import ANGELA, PC, loaded
from tests.net.datagrams import listening
from vpdn.aaa.trace import UserCreated
from vpdn.ios.conditions import Conditions
from vpdn.ios.debug import ALL, Debug, DebugFlags
from vpdn.ios.journal import Journal
from vpdn.ios.syslog import Syslog
from vpdn.nas.events import Event, Events
from vpdn.nas.trace import InterfaceChanged, RouteInstalled, VaccessReleased, VaccessRequested
from vpdn.ppp.trace import ControlPacket

MARCH_7 = 731478067.719
DEBUG = Event(MARCH_7, VaccessRequested())
LOG = Event(MARCH_7, InterfaceChanged(up=True), interface=1)
WORDS = "VPDN: Session vaccess task running"
UP = "%LINK-3-UPDOWN: Interface Virtual-Access1, changed state to up"
CONFIG_I = "%SYS-5-CONFIG_I: Configured from console by console"
KNOWN = UserCreated(b"tac", "Virtual-Access1", 1, "MSCHAP", 1)
RELEASED = VaccessReleased(by_peer=True)
BARE = "no service timestamps debug\nno service timestamps log"


@dataclass
class Screen:
    console: bool
    monitor: bool


class Desk:
    """A journal of a router with a configuration, its output, and a session on a vty."""

    def __init__(self, text: str = BARE) -> None:
        self.events = Events()
        self.flags = DebugFlags()
        self.conditions = Conditions()
        self.journal = Journal(
            self.events, self.flags, self.conditions, loaded(text).config, MARCH_7 - 60
        )
        self.console: list[str] = []
        self.vty: list[str] = []
        self.screen = Screen(console=False, monitor=True)
        self.leave = self.journal.attach(self.console.append)
        self.journal.attach(self.vty.append, self.screen)

    def configure(self, *lines: str) -> None:
        self.journal.configure(loaded("\n".join([BARE, *lines])).config)

    def happen(self, *events: Event) -> None:
        for event in events:
            self.events.publish(event)


def test_debug_lines_are_stamped_as_configured() -> None:
    desk = Desk(ANGELA.read_text())
    desk.flags.on(Debug.VPDN_EVENTS)
    desk.happen(DEBUG)
    assert desk.console == [f"*Mar  7 04:21:07.719: {WORDS}"]
    desk.flags.off(Debug.VPDN_EVENTS)
    desk.happen(DEBUG)
    assert len(desk.console) == 1


@pytest.mark.parametrize(
    ("form", "log", "debug"),
    [
        ("datetime", "*Mar  7 04:21:07: ", ""),
        ("datetime msec show-timezone", "*Mar  7 04:21:07.719 UTC: ", ""),
        ("uptime", "00:01:00: ", ""),
    ],
)
def test_log_and_debug_have_stamps_of_their_own(form: str, log: str, debug: str) -> None:
    desk = Desk(f"service timestamps log {form}\nno service timestamps debug")
    desk.flags.on(Debug.VPDN_EVENTS)
    desk.happen(DEBUG, LOG)
    assert desk.console == [debug + WORDS, log + UP]


def test_sequence_numbers_count_every_message() -> None:
    desk = Desk(f"{BARE}\nservice sequence-numbers\nlogging console notifications")
    desk.flags.on(Debug.VPDN_EVENTS)
    desk.happen(DEBUG, LOG)
    desk.journal.log(CONFIG_I, MARCH_7)
    assert desk.console == [f"000002: {UP}", f"000003: {CONFIG_I}"]
    assert desk.vty[0] == f"000001: {WORDS}"


@pytest.mark.parametrize(
    ("line", "console", "vty", "buffer"),
    [
        ("logging console 5", [UP, CONFIG_I], [WORDS, UP, CONFIG_I], []),
        ("logging console errors", [UP], [WORDS, UP, CONFIG_I], []),
        ("no logging console", [], [WORDS, UP, CONFIG_I], []),
        ("logging monitor errors", [WORDS, UP, CONFIG_I], [UP], []),
        ("logging buffered", [WORDS, UP, CONFIG_I], [WORDS, UP, CONFIG_I], [WORDS, UP, CONFIG_I]),
        ("logging buffered 9000 3", [WORDS, UP, CONFIG_I], [WORDS, UP, CONFIG_I], [UP]),
        ("no logging on", [WORDS, UP, CONFIG_I], [], []),
    ],
)
def test_each_destination_has_its_level(
    line: str, console: list[str], vty: list[str], buffer: list[str]
) -> None:
    desk = Desk()
    desk.configure(line)
    desk.flags.on(Debug.VPDN_EVENTS)
    desk.happen(DEBUG, LOG)
    desk.journal.log(CONFIG_I, MARCH_7)
    assert (desk.console, desk.vty, list(desk.journal.buffer)) == (console, vty, buffer)
    counts = desk.journal.counts
    assert (counts.console, counts.monitor) == (len(console), len(vty))
    assert desk.journal.buffer.messages == len(buffer)


def test_sessions_get_lines_while_they_want_them() -> None:
    desk = Desk()
    con, con_lines = Screen(console=True, monitor=True), list[str]()
    desk.journal.attach(con_lines.append, con)
    desk.screen.monitor = False
    desk.happen(LOG)
    assert (desk.vty, con_lines) == ([], [UP])
    assert desk.journal.counts.monitor == 0
    desk.screen.monitor, con.monitor = True, False
    desk.leave()
    desk.happen(LOG)
    assert (desk.vty, con_lines, desk.console) == ([UP], [UP], [UP])


def test_a_changed_buffer_keeps_what_fits_and_one_taken_away_nothing() -> None:
    desk = Desk()
    desk.configure("logging buffered 8192")
    for _ in range(150):
        desk.happen(LOG)
    assert len(list(desk.journal.buffer)) == 8192 // (len(UP) + 1)
    desk.configure("logging buffered 4096")
    assert len(list(desk.journal.buffer)) == 4096 // (len(UP) + 1)
    desk.configure("no logging buffered")
    assert list(desk.journal.buffer) == []


def test_a_limit_for_the_console_is_one_for_nothing_else() -> None:
    desk = Desk()
    desk.configure("logging rate-limit console 2 except errors", "logging buffered")
    for _ in range(5):
        desk.journal.log(CONFIG_I, MARCH_7)
    desk.happen(LOG)
    assert desk.console == [CONFIG_I, CONFIG_I, UP]
    assert len(desk.vty) == desk.journal.buffer.messages == 6
    assert desk.journal.rate.exceeded == 3


def test_what_the_console_does_not_want_is_not_over_its_limit() -> None:
    desk = Desk()
    desk.configure("logging rate-limit console 1", "no logging console")
    for _ in range(5):
        desk.journal.log(CONFIG_I, MARCH_7)
    assert (desk.journal.rate.exceeded, len(desk.vty)) == (0, 5)


def test_a_limit_for_all_is_one_for_every_destination() -> None:
    desk = Desk()
    desk.configure("logging rate-limit 2", "logging buffered")
    for _ in range(5):
        desk.journal.log(CONFIG_I, MARCH_7)
    assert len(desk.console) == len(desk.vty) == desk.journal.buffer.messages == 2
    assert desk.journal.syslog.messages == 2


def test_what_a_screen_could_not_take_is_counted() -> None:
    desk = Desk()
    desk.journal.attach(lambda _: False)
    desk.happen(LOG, LOG)
    assert desk.journal.counts.dropped == 2


def test_syslog_servers_get_what_their_level_wants() -> None:
    desk = Desk()
    with listening() as server:
        desk.journal.syslog = Syslog(server.getsockname()[1])
        desk.configure("logging 127.0.0.1", "logging facility local0", "logging trap 5")
        desk.flags.on(Debug.VPDN_EVENTS)
        desk.happen(DEBUG, LOG)
        desk.configure("logging 127.0.0.1", "service timestamps log datetime", "logging trap 3")
        desk.journal.log(CONFIG_I, MARCH_7)
        desk.happen(LOG)
        assert server.recv(200) == f"<131>1: {UP}".encode()
        assert server.recv(200) == f"<187>2: *Mar  7 04:21:07: {UP}".encode()
    desk.journal.close()


def test_only_the_records_that_debugs_need_are_wanted() -> None:
    desk = Desk()
    assert InterfaceChanged in desk.events.wanted
    assert ControlPacket not in desk.events.wanted
    desk.flags.on(Debug.PPP_PACKET)
    assert ControlPacket in desk.events.wanted
    desk.flags.off(ALL)
    assert ControlPacket not in desk.events.wanted
    desk.journal.close()
    assert InterfaceChanged not in desk.events.wanted


def test_conditions_hold_for_debug_lines_and_not_for_the_log() -> None:
    desk = Desk()
    desk.flags.on(Debug.VPDN_EVENTS)
    desk.conditions.add("tac")
    for user in ("tac", "other"):
        for trace in (VaccessRequested(), InterfaceChanged(up=True)):
            desk.happen(Event(MARCH_7, trace, session=29, interface=1, user=user))
    assert desk.console == [WORDS, UP, UP]


def test_vpdn_messages_are_logged_as_configured() -> None:
    desk = Desk()
    up = Event(MARCH_7, RouteInstalled(PC), 29, 29, 1, "tac", PC)
    desk.happen(up)
    assert desk.console == []
    desk.configure("hostname angela", "vpdn logging")
    desk.happen(up)
    assert desk.console == ["%VPDN-6-UP: PPTP PNS angela opened Vi1 user tac; address 192.168.1.47"]
    desk.configure("no vpdn logging")
    assert RouteInstalled not in desk.events.wanted
    desk.happen(up)
    assert len(desk.console) == 1


def test_who_meets_a_condition_is_told_as_a_debug_line() -> None:
    desk = Desk("no service timestamps log")
    call = [Event(MARCH_7, trace, 29, 29, 1, "tac", PC) for trace in (KNOWN, RELEASED)]
    desk.happen(*call)
    assert desk.console == []
    condition = desk.conditions.add("tac")
    desk.happen(*call)
    desk.journal.condition_set(condition, [2], MARCH_7)
    desk.conditions.remove(condition)
    desk.journal.conditions_removed([condition], MARCH_7)
    assert desk.console == [
        f"00:01:00: Vi{interface} Debug: Condition 1, username tac {what}"
        for interface in (1, 2)
        for what in ("triggered, count 1", "cleared, count 0")
    ]
    assert VaccessReleased not in desk.events.wanted
