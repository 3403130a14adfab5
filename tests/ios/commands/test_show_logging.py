from __future__ import annotations

from tests.ios.support import angela, typed
from vpdn.nas.events import Event
from vpdn.nas.trace import InterfaceChanged

HEAD = """\
Syslog logging: enabled (0 messages dropped, 0 messages rate-limited, 0 flushes, 0 overruns)
    Console logging: level debugging, {0} messages logged
    Monitor logging: level debugging, {0} messages logged
    Buffer logging: level debugging, {0} messages logged
    Logging Exception size (4096 bytes)
    Trap logging: level informational, 0 message lines logged

Log Buffer (4096 bytes):

"""


async def test_nothing_was_logged() -> None:
    assert await typed(angela()[2], "show logging") == HEAD.format(0)


async def test_what_the_server_logs_is_kept() -> None:
    server, router, shell = angela()
    server.events.publish(Event(15_667.719, InterfaceChanged(up=True), interface=1))
    router.log("%SYS-5-CONFIG_I: Configured from console by console")
    shown = await typed(shell, "show logging")
    assert shown.startswith(HEAD.format(2))
    first, second = shown.splitlines()[-2:]
    assert first == (
        "*Jan  1 04:21:07.719: %LINK-3-UPDOWN: Interface Virtual-Access1, changed state to up"
    )
    assert second.endswith("%SYS-5-CONFIG_I: Configured from console by console")
