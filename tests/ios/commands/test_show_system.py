from __future__ import annotations

import re

from tests.ios.support import angela, typed


async def test_show_clock() -> None:
    shown = await typed(angela()[2], "show clock")
    assert re.fullmatch(r"\*\d\d:\d\d:\d\d\.\d{3} UTC \w{3} \w{3} \d+ \d{4}\n", shown)


async def test_show_running_config_counts_its_bytes() -> None:
    _, router, shell = angela()
    text = router.running.text()
    assert await typed(shell, "show running-config") == (
        f"Building configuration...\n\nCurrent configuration : {len(text)} bytes\n{text}\n"
    )


async def test_show_debug() -> None:
    shell = angela()[2]
    assert await typed(shell, "show debug") == ""
    await typed(shell, "debug radius")
    assert await typed(shell, "show debug") == "Radius protocol debugging is on\n"


async def test_user_exec_does_not_show_the_configuration() -> None:
    shell = angela()[2]
    assert await typed(shell, "disable", "show privilege") == "Current privilege level is 1\n"
    assert "Invalid input" in await typed(shell, "show running-config")


async def test_show_clock_detail_knows_no_time_source() -> None:
    shown = await typed(angela()[2], "show clock detail")
    assert shown.splitlines()[1:] == ["No time source"]


async def test_the_running_config_of_one_interface() -> None:
    shell = angela()[2]
    shown = await typed(shell, "show running-config interface ethernet 0/0")
    text = "!\ninterface Ethernet0/0\n ip address 10.200.20.2 255.255.255.0\n half-duplex\nend\n"
    assert shown == (
        f"Building configuration...\n\nCurrent configuration : {len(text)} bytes\n{text}\n"
    )
    assert " ppp encrypt mppe 40\n" in await typed(shell, "sh run int vt1")
    assert "Invalid input" in await typed(shell, "show running-config interface loopback 9")
