from __future__ import annotations

from tests.ios.support import angela, typed

GROUP = """\
VPDN group PPTP_WIN2KClient
  Accepts dial-in by pptp
  Cloned from Virtual-Template1
  Echo every 60 sec
  Receive window 16 packets, session limit none
  1 active tunnels, 1 active sessions
"""


async def test_a_group_and_what_it_carries() -> None:
    shell = angela()[2]
    assert await typed(shell, "show vpdn group") == GROUP
    assert await typed(shell, "show vpdn group PPTP_WIN2KClient") == GROUP


async def test_a_group_that_is_not_configured() -> None:
    shown = await typed(angela()[2], "show vpdn group x")
    assert shown == "% VPDN group x doesn't exist\n"


async def test_what_a_group_sets_is_shown() -> None:
    shell = angela()[2]
    await typed(
        shell,
        "configure terminal",
        "vpdn-group B",
        "local name berta",
        "source-ip 10.0.0.1",
        "session-limit 5",
        "pptp tunnel echo 0",
        "end",
    )
    assert await typed(shell, "show vpdn group B") == (
        "VPDN group B\n"
        "  Accepts dial-in by no protocol\n"
        "  Local name is berta\n"
        "  Source address is 10.0.0.1\n"
        "  Echo is off\n"
        "  Receive window 16 packets, session limit 5\n"
        "  0 active tunnels, 0 active sessions\n"
    )
