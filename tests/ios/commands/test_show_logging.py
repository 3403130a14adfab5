from __future__ import annotations

from ipaddress import IPv4Address

from tests.ios.support import angela, loaded, typed
from vpdn.nas.events import Event
from vpdn.nas.trace import InterfaceChanged

QUIET = """\
Syslog logging: enabled (0 messages dropped, 0 messages rate-limited, 0 flushes, 0 overruns)
    Console logging: level debugging, 0 messages logged
    Monitor logging: level debugging, 0 messages logged
    Buffer logging: disabled
    Logging Exception size (4096 bytes)
    Trap logging: level informational, 0 message lines logged
"""
BUSY = """\
Syslog logging: enabled (7 messages dropped, 2 messages rate-limited, 0 flushes, 0 overruns)
    Console logging: disabled
    Monitor logging: level errors, 0 messages logged
    Buffer logging: level notifications, 2 messages logged
    Logging Exception size (4096 bytes)
    Trap logging: level warnings, 1 message lines logged
        Logging to 127.0.0.1, 1 message lines logged

Log Buffer (8192 bytes):

*Jan  1 04:21:07.719: %LINK-3-UPDOWN: Interface Virtual-Access1, changed state to up
...: %SYS-5-CONFIG_I: Configured from console by console
"""
SETTINGS = """
service timestamps log datetime msec
no logging console
logging monitor errors
logging buffered 8192 notifications
logging trap warnings
logging rate-limit 1 except notifications
logging 127.0.0.1
"""


async def test_nothing_was_logged() -> None:
    assert await typed(angela()[2], "show logging") == QUIET


async def test_every_destination_tells_its_level_and_its_count() -> None:
    server, router, shell = angela()
    router.load(loaded(SETTINGS).running)
    server.events.publish(Event(15_667.719, InterfaceChanged(up=True), interface=1))
    router.log("%SYS-5-CONFIG_I: Configured from console by console")
    for _ in range(3):
        router.journal.log("%SYS-6-CLOCKUPDATE: too many in one second", 1.0)
    router.journal.counts.dropped = 3
    router.journal.syslog.dropped = 4
    shown = await typed(shell, "show logging")
    head, last = shown.rstrip("\n").rsplit("\n", 1)
    assert head == BUSY.rstrip("\n").rsplit("\n", 1)[0]
    assert last.endswith("%SYS-5-CONFIG_I: Configured from console by console")
    assert router.journal.syslog.sent == {IPv4Address("127.0.0.1"): 1}
    router.close()


async def test_what_is_off_says_so() -> None:
    _, router, shell = angela()
    router.load(loaded("no logging on\nno logging trap\nno logging monitor").running)
    shown = await typed(shell, "show logging")
    assert shown.startswith("Syslog logging: disabled (0 messages")
    assert "    Monitor logging: disabled\n" in shown
    assert shown.endswith("    Trap logging: disabled\n")


async def test_the_buffer_is_shown_to_its_last_line_as_it_was_when_it_was_asked_for() -> None:
    _, router, shell = angela()
    router.load(loaded("logging buffered 1000000").running)
    written = [f"line {number}" for number in range(250)]
    for line in written:
        router.journal.buffer.write(line)
    pieces = shell.run_line("show logging")
    shown = "".join([await anext(pieces) for _ in range(3)])
    router.journal.buffer.write("later")
    shown += "".join([piece async for piece in pieces])
    assert shown.endswith("\n".join(["", "Log Buffer (1000000 bytes):", "", *written, ""]))
