"""What the templates of the automation world read in our screens."""

from __future__ import annotations

from typing import Any

from ntc_templates.parse import parse_output

from tests.ios.support import angela, typed
from vpdn import __version__


async def parsed(line: str) -> list[dict[str, Any]]:
    shown = await typed(angela()[2], line)
    found: list[dict[str, Any]] = parse_output("cisco_ios", line, shown)
    return found


async def test_show_ip_interface_brief() -> None:
    rows = await parsed("show ip interface brief")
    assert [(row["interface"], row["ip_address"], row["status"], row["proto"]) for row in rows] == [
        ("Ethernet0/0", "10.200.20.2", "up", "up"),
        ("Virtual-Access1", "172.16.10.100", "up", "up"),
        ("Virtual-Template1", "172.16.10.100", "down", "down"),
        ("Loopback0", "172.16.10.100", "up", "up"),
    ]


async def test_show_interfaces() -> None:
    rows = {row["interface"]: row for row in await parsed("show interfaces")}
    assert list(rows) == ["Ethernet0/0", "Virtual-Access1", "Virtual-Template1", "Loopback0"]
    ethernet = rows["Ethernet0/0"]
    assert (ethernet["ip_address"], ethernet["prefix_length"]) == ("10.200.20.2", "24")
    assert ethernet["mac_address"] == ethernet["bia"] == "02fc.0000.0001"
    assert (ethernet["input_packets"], ethernet["output_errors"]) == ("48", "2")
    assert rows["Virtual-Access1"]["encapsulation"] == "PPP"
    assert rows["Virtual-Access1"]["hardware_type"] == "Virtual Access interface"


async def test_show_ip_route() -> None:
    rows = await parsed("show ip route")
    assert [(row["protocol"], row["network"], row["prefix_length"]) for row in rows] == [
        ("C", "172.16.10.0", "24"),
        ("C", "172.16.10.1", "32"),
        ("C", "10.200.20.0", "24"),
        ("S", "192.168.1.0", "24"),
        ("S", "0.0.0.0", "0"),
    ]
    assert [row["nexthop_ip"] for row in rows[-2:]] == ["10.200.20.250", "10.200.20.1"]


async def test_show_version() -> None:
    [row] = await parsed("show version")
    assert row["hostname"] == "angela"
    assert row["version"] == "12.1(5)T"
    assert row["software_image"] == "VPDN-PPTP-M"
    assert row["release"] == row["running_image"] == f"vpdn-{__version__}"
    assert (row["uptime_hours"], row["uptime_minutes"]) == ("1", "1")
    assert (row["hardware"], row["serial"]) == (["vpdn"], ["25125768"])
    assert row["config_register"] == "0x2102"


async def test_show_processes_cpu() -> None:
    [row] = await parsed("show processes cpu")
    assert (row["cpu_usage_5_sec"], row["process_name"]) == ("4", "vpdn")


async def test_show_clock() -> None:
    [clock] = await parsed("show clock")
    assert clock["timezone"] == "UTC"
