"""What the templates of the automation world read in our screens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ntc_templates.parse import parse_output

from tests.ios.support import PC, angela, typed
from vpdn import __version__
from vpdn.ios.lines import Line
from vpdn.ios.shell import Shell
from vpdn.ios.startup import Startup


async def parsed(line: str, *before: str) -> list[dict[str, Any]]:
    """What the template of `line` reads, at a router that was configured with what is `before`."""
    shell = angela()[2]
    if before:
        await typed(shell, "configure terminal", *before, "end")
    return read(line, await typed(shell, line))


def read(line: str, shown: str) -> list[dict[str, Any]]:
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


async def test_show_ip_interface() -> None:
    rows = {row["interface"]: row for row in await parsed("show ip interface")}
    assert list(rows) == ["Ethernet0/0", "Virtual-Access1", "Virtual-Template1", "Loopback0"]
    ethernet = rows["Ethernet0/0"]
    assert (ethernet["ip_address"], ethernet["prefix_length"]) == (["10.200.20.2"], ["24"])
    assert (ethernet["link_status"], ethernet["protocol_status"], ethernet["mtu"]) == (
        "up",
        "up",
        "1500",
    )


async def test_show_interfaces_description() -> None:
    lines = ("interface ethernet 0/0", "description to the gateway")
    rows = await parsed("show interfaces description", *lines)
    assert [(row["port"], row["status"], row["description"]) for row in rows] == [
        ("Ethernet0/0", "up", "to the gateway"),
        ("Virtual-Access1", "up", ""),
        ("Virtual-Template1", "down", ""),
        ("Loopback0", "up", ""),
    ]


async def test_show_ip_interface_with_an_access_list() -> None:
    template = ("interface virtual-template 1", "ip access-group 101 in")
    rows = await parsed("show ip interface", "access-list 101 permit ip any any", *template)
    assert [row["inbound_acl"] for row in rows] == ["", "101", "101", ""]


async def test_show_ip_route_summary() -> None:
    rows = await parsed("show ip route summary")
    assert [(row["route_source"], row["networks"], row["subnets"]) for row in rows] == [
        ("connected", "0", "3"),
        ("static", "2", "0"),
    ]


async def test_show_ip_nat_translations() -> None:
    static, _, tcp, icmp = await parsed("show ip nat translations")
    assert (static["protocol"], static["inside_local_ip"]) == ("---", "172.16.10.9")
    assert (tcp["inside_global_ip"], tcp["inside_global_port"]) == ("10.200.20.2", "49152")
    assert (tcp["outside_global_ip"], tcp["inside_local_ip"]) == ("10.200.20.245", "172.16.10.1")
    assert icmp["protocol"] == "icmp"


async def test_show_tacacs() -> None:
    servers = ("tacacs-server host 10.1.1.1", "tacacs-server host 10.1.1.2 port 4949")
    rows = await parsed("show tacacs", *servers)
    assert [(row["tacacs_server"], row["server_port"]) for row in rows] == [
        ("10.1.1.1", "49"),
        ("10.1.1.2", "4949"),
    ]
    assert rows[0]["socket_opens"] == rows[0]["packet_received"] == "0"


async def test_dir(tmp_path: Path) -> None:
    _, router, shell = angela()
    router.startup = Startup(tmp_path / "angela.cfg")
    router.startup.flash.write("angela.cfg", b"hostname angela\n")
    [row] = read("dir", await typed(shell, "dir"))
    assert (row["file_system"], row["name"], row["size"]) == ("flash:/", "angela.cfg", "16")
    assert int(row["total_free"]) < int(row["total_size"])


async def test_the_lines_of_show_users() -> None:
    """The template takes the host for the user where there is none, and does not know the rows of
    the interfaces below."""
    _, router, shell = angela()
    shell.session.user = "root"
    caller = Shell(router, Line("vty", 0, PC, "ssh")).session
    caller.user = "tac"
    router.sessions.append(caller)
    lines, _, _ = (await typed(shell, "show users")).partition("\n\n")
    rows = parse_output("cisco_ios", "show users", lines)
    assert [tuple(row.values()) for row in rows] == [
        ("*  0 con 0", "root", "idle", "00:00:00", ""),
        ("130 vty 0", "tac", "idle", "00:00:00", "192.168.1.47"),
    ]
