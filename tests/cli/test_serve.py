"""`vpdn serve` as an operator lives with it: starts, refusals, signals, an end in order."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.cli.program import ENVIRONMENT, refusal, start, until, vpdn
from tests.ios.consoles import printed
from tests.nas.stranger import SCCRQ
from tests.net.conftest import NamespaceMaker, namespace
from vpdn.cli import main
from vpdn.cli.serve import _default_control, read
from vpdn.datapath.native import features
from vpdn.net import namespaces
from vpdn.net.carriage import NOT_BUILT
from vpdn.net.netlink import Netlink

__all__ = ["namespace"]

CONFIG = """\
hostname angela
username tac password 0 admin
vpdn enable
vpdn-group 1
 accept-dialin
  protocol pptp
  virtual-template 1
interface Loopback0
 ip address 172.16.10.100 255.255.255.0
interface Virtual-Template1
 ip unnumbered Loopback0
 peer default ip address pool default
ip local pool default 172.16.10.1 172.16.10.10
"""


class Place:
    """A namespace of the test's own, and the routers that run in it."""

    def __init__(self, name: str, folder: Path) -> None:
        self.config = folder / "angela.cfg"
        self.config.write_text(CONFIG)
        self.control = folder / "console.sock"
        self.inside = namespaces.command(name, [])
        self.name = name
        self.running: list[subprocess.Popen[str]] = []

    def serve(self, *options: str | Path, before: tuple[str, ...] = ()) -> subprocess.Popen[str]:
        """A router that is ready."""
        arguments = ("serve", self.config, "--control", self.control, *options)
        process = start(*arguments, before=[*self.inside, *before])
        self.running.append(process)
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line == f"angela is ready for PPTP calls; console at {self.control}\n", line
        return process

    def refused(self, *options: str | Path, before: tuple[str, ...] = ()) -> str:
        """Why a router does not start."""
        arguments = ("serve", self.config, "--control", f"{self.control}2", *options)
        return refusal(vpdn(*arguments, before=[*self.inside, *before]))

    def console(self, command: str) -> str:
        """A console's UNIX socket is the same in every network namespace."""
        return printed(self.control, command)

    def addresses(self) -> list[str]:
        with namespaces.inside(self.name), Netlink() as netlink:
            return sorted(f"{device} {has.ip}" for device, has in netlink.addresses())


@pytest.fixture
def place(namespace: NamespaceMaker, tmp_path: Path) -> Iterator[Place]:
    made = Place(namespace("serve"), tmp_path)
    with namespaces.inside(made.name), Netlink() as netlink:
        netlink.set_up("lo")
    with ExitStack() as stack:
        yield made
        for process in made.running:
            stack.enter_context(process)
            process.kill()


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Its exit status, what it still said (what every start says aside), and its errors."""
    output, errors = process.communicate(timeout=6)
    said = [line for line in output.splitlines(True) if not line.startswith("insecure: ")]
    return process.returncode, "".join(said), errors


def test_the_log_says_what_is_broken_about_the_configuration(place: Place) -> None:
    process = place.serve()
    assert process.stdout is not None
    assert process.stdout.readline().startswith("insecure: PPTP proves nobody's identity")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_order(place: Place, number: signal.Signals) -> None:
    process = place.serve()
    assert place.addresses() == ["lo 127.0.0.1", "vpdn0 172.16.10.100"]
    process.send_signal(number)
    assert ended(process) == (0, "", "")
    assert not place.control.exists()
    assert place.addresses() == ["lo 127.0.0.1"]


def test_with_manage_the_machines_own_addresses_stay_its_own(place: Place) -> None:
    with namespaces.inside(place.name), Netlink() as netlink:
        netlink.add_veth("eth0", "eth1")
    place.config.write_text(
        CONFIG
        + "interface Ethernet0/0\n ip address 10.200.20.2 255.255.255.0\n"
        + "interface Loopback1\n ip address 127.0.0.1 255.0.0.0\n"
        + "ip route 192.168.7.0 255.255.255.0 10.200.20.250\n"
    )
    process = place.serve("--manage", "--interface", "Ethernet0/0=eth0")
    assert "eth0 10.200.20.2" in place.addresses()
    process.terminate()
    assert ended(process)[0] == 0
    assert place.addresses() == ["lo 127.0.0.1"]


def test_a_second_router_is_refused_and_harms_nothing_of_the_first(place: Place) -> None:
    with namespaces.inside(place.name), Netlink() as netlink:
        netlink.add_veth("eth0", "eth1")
    place.config.write_text(
        CONFIG + "interface Ethernet0/0\n ip address 10.200.20.2 255.255.255.0\n"
    )
    options = ("--manage", "--interface", "Ethernet0/0=eth0")
    process = place.serve(*options)
    before = place.addresses()
    assert place.refused(*options) == (
        "cannot use TCP port 1723 on 0.0.0.0: another program is using it"
    )
    assert place.addresses() == before
    assert process.poll() is None


def test_a_console_somebody_else_has_is_one_line_and_the_router_ends(
    place: Place, namespace: NamespaceMaker, tmp_path: Path
) -> None:
    place.serve()
    elsewhere = Place(namespace("other"), tmp_path)
    told = refusal(vpdn("serve", place.config, "--control", place.control, before=elsewhere.inside))
    assert told == f"cannot open the console at {place.control}: another router has it"
    assert "angela" in place.console("show running-config")


def test_sighup_reads_the_file_again(place: Place) -> None:
    process = place.serve()
    place.config.write_text(CONFIG.replace("172.16.10.10\n", "172.16.10.20\n"))
    process.send_signal(signal.SIGHUP)
    until(lambda: "172.16.10.20" in place.console("show ip local pool"))
    process.terminate()
    assert ended(process) == (0, "", "")


def test_sighup_with_a_file_that_is_gone_changes_nothing(place: Place) -> None:
    process = place.serve()
    place.config.unlink()
    process.send_signal(signal.SIGHUP)
    assert process.stderr is not None
    assert process.stderr.readline() == (
        f"vpdn: not reloaded: cannot read {place.config}: No such file or directory\n"
    )
    assert "172.16.10.10 " in place.console("show ip local pool")


def test_sighup_with_what_the_machine_refuses_changes_nothing(place: Place) -> None:
    process = place.serve("--manage")
    route = "ip route 192.168.7.0 255.255.255.0 172.16.10.7\n"
    place.config.write_text(CONFIG.replace("172.16.10.100", "172.16.10.101") + route)
    process.send_signal(signal.SIGHUP)
    assert process.stderr is not None
    assert process.stderr.readline().startswith(
        "vpdn: not reloaded: cannot route 192.168.7.0/24 via 172.16.10.7: "
    )
    assert place.addresses() == ["lo 127.0.0.1", "lo 172.16.10.100", "vpdn0 172.16.10.100"]
    assert "172.16.10.101" not in place.console("show running-config")


def test_sighup_with_a_bad_line_takes_the_others(place: Place) -> None:
    process = place.serve()
    place.config.write_text(CONFIG.replace("172.16.10.10\n", "172.16.10.20\n") + "vpdn enalbe\n")
    process.send_signal(signal.SIGHUP)
    assert process.stderr is not None
    assert process.stderr.readline().startswith(f"{place.config}:14: % Invalid input")
    until(lambda: "172.16.10.20" in place.console("show ip local pool"))


def test_bad_lines_are_told_and_the_router_runs(place: Place) -> None:
    place.config.write_text("vpdn enalbe\n" + CONFIG)
    process = place.serve()
    process.terminate()
    code, _, errors = ended(process)
    assert code == 0
    assert errors.startswith(f"{place.config}:1: % Invalid input detected at '^' marker.\n")


def test_a_reader_that_goes_away_does_not_end_the_router(place: Place) -> None:
    process = place.serve("--debug", "ppp negotiation")
    assert process.stdout is not None
    process.stdout.close()
    process.stdout = None
    assert "pool" in place.console("show ip local pool").lower()
    process.send_signal(signal.SIGTERM)
    assert process.wait(6) == 0


# --- what it cannot do without ------------------------------------------------------------------

needs_root = pytest.mark.skipif(
    os.geteuid() != 0, reason="needs root, to have something to give up"
)


@needs_root
def test_without_capabilities_it_says_which_is_missing(place: Place) -> None:
    """As root without a single capability: the files are readable, the network is not."""
    bare = ("setpriv", "--bounding-set=-all", "--inh-caps=-all")
    assert re.fullmatch(
        r"cannot .*: CAP_NET_(RAW|ADMIN) is missing \(run as root\)", place.refused(before=bare)
    )


@needs_root
def test_with_raw_sockets_only_the_device_is_missing(place: Place) -> None:
    bare = ("setpriv", "--bounding-set=-all,+net_raw", "--inh-caps=-all")
    assert re.fullmatch(
        r"cannot .*: CAP_NET_ADMIN is missing \(run as root\)", place.refused(before=bare)
    )


@needs_root
def test_without_a_tun_device_it_says_how_to_get_one(place: Place, tmp_path: Path) -> None:
    empty = tmp_path / "net"
    empty.mkdir()
    script = f'mount --bind {empty} /dev/net && exec "$@"'
    hidden = ("unshare", "--mount", "sh", "-c", script, "sh")
    assert place.refused(before=hidden) == (
        "cannot make a TUN device: there is no /dev/net/tun"
        " (modprobe tun; containers: --device /dev/net/tun)"
    )


def test_a_device_that_is_not_there_is_one_line(place: Place) -> None:
    place.config.write_text(
        CONFIG + "interface Ethernet0/0\n ip address 10.200.20.2 255.255.255.0\n"
    )
    told = place.refused("--manage", "--interface", "Ethernet0/0=eth7")
    assert told == "there is no network device eth7"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--debug", "everything please"), 'no debug "everything please"; there are: '),
        (("--radius", "/nowhere/ias.toml"), "/nowhere/ias.toml: No such file or directory"),
    ],
)
def test_bad_options_are_one_line(place: Place, options: tuple[str, ...], told: str) -> None:
    assert told in place.refused(*options)


def test_a_file_that_cannot_be_read_is_one_line(place: Place, tmp_path: Path) -> None:
    place.config = tmp_path
    assert place.refused() == f"cannot read {tmp_path}: Is a directory"


def test_an_interface_option_without_a_device_is_wrong_usage(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["serve", "x", "--interface", "Ethernet0/0"])
    assert done.exit_code == 2
    assert "'Ethernet0/0' is not NAME=DEVICE" in done.stderr


# --- its file and its console -------------------------------------------------------------------


def test_octets_that_are_no_utf_8_are_latin_1(tmp_path: Path) -> None:
    file = tmp_path / "old.cfg"
    file.write_bytes(b"hostname angela\nusername ren\xe9 password 0 admin\n")
    assert "ren\u00e9" in read(file).config.users


@pytest.mark.parametrize(
    ("hostname", "path"),
    [("angela", "angela.sock"), ("../../etc/x", ".._.._etc_x.sock"), ("a\0b", "a_b.sock")],
)
def test_the_consoles_name_stays_in_its_directory(hostname: str, path: str) -> None:
    assert _default_control(hostname) == Path("/run/vpdn", path)


# --- reload -------------------------------------------------------------------------------------


def said_until(process: subprocess.Popen[str], end: str) -> str:
    """What it says until the line that begins so."""
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if line.startswith(end):
            break
    return said


def reload(place: Place, *replies: str) -> str:
    return printed(place.control, "reload", *replies)


def test_reload_ends_calls_in_order_and_starts_from_the_startup_config(place: Place) -> None:
    process = place.serve()
    assert "System returned to ROM by power-on" in place.console("show version")
    place.config.write_text(CONFIG.replace("hostname angela", "hostname berta"))
    with namespaces.inside(place.name):
        caller = socket.create_connection(("127.0.0.1", 1723))
    caller.settimeout(10)
    caller.sendall(SCCRQ.encode())
    assert caller.recv(156, socket.MSG_WAITALL)[8:10] == b"\0\2"
    reload(place, "no", "")
    assert caller.recv(16, socket.MSG_WAITALL)[8:10] == b"\0\3"
    caller.close()
    said = said_until(process, "berta is ready for PPTP calls; console at ")
    assert "%SYS-5-RELOAD: Reload requested by console." in said
    assert "System returned to ROM by reload" in place.console("show version")
    assert "hostname berta" in place.console("show running-config")
    assert place.addresses() == ["lo 127.0.0.1", "vpdn0 172.16.10.100"]
    process.terminate()
    assert ended(process)[0] == 0
    assert place.addresses() == ["lo 127.0.0.1"]


def test_reload_again_and_again_and_a_signal_between(place: Place) -> None:
    process = place.serve()
    for _ in range(2):
        reload(place, "")
        said_until(process, "angela is ready")
    process.send_signal(signal.SIGHUP)
    assert "angela" in place.console("show running-config")
    process.terminate()
    assert ended(process)[0] == 0


def test_without_a_startup_config_nothing_goes_down(place: Place) -> None:
    process = place.serve()
    place.config.write_text("")
    assert "startup-config is not present: the router would not start again\n" in reload(
        place, "no"
    )
    assert "angela" in place.console("show running-config")
    assert process.poll() is None


def test_a_startup_config_the_machine_refuses_is_told_and_what_ran_runs(place: Place) -> None:
    process = place.serve("--manage", "--interface", "Ethernet0/1=gone0")
    interface = "interface Ethernet0/1\n ip address 10.9.9.1 255.255.255.0\n"
    place.config.write_text(CONFIG + interface)
    reload(place, "no", "")
    said_until(process, "angela is ready")
    assert process.stderr is not None
    assert process.stderr.readline().startswith(f"vpdn: not started from {place.config}: ")
    assert "Ethernet0/1" not in place.console("show running-config")
    assert "System returned to ROM by reload" in place.console("show version")


# --- who carries packets --------------------------------------------------------------------


def carried_by(place: Place) -> list[str]:
    """What `show datapath` says before it counts."""
    lines = place.console("show datapath").splitlines()
    return [line.strip() for line in lines[: lines.index("  0 sessions, device vpdn0")]]


def test_the_configuration_says_who_carries_packets_unless_the_command_line_does(
    place: Place,
) -> None:
    place.config.write_text(f"{CONFIG}vpdn datapath python\n")
    for options, said in (
        ((), ["Data path is python: the engine in Python", "Asked for by vpdn datapath python"]),
        (
            ("--datapath", "native"),
            [
                "Data path is native: the engine in C, in a thread of its own",
                "Asked for by --datapath native",
                f"Code for this processor: {features()}",
            ],
        ),
    ):
        process = place.serve(*options)
        assert carried_by(place) == said
        process.terminate()
        assert ended(process)[0] == 0


def test_workers_are_as_many_as_the_configuration_says_unless_the_command_line_does(
    place: Place,
) -> None:
    place.config.write_text(f"{CONFIG}vpdn workers 2\n")
    for options, workers in (((), 2), (("--workers", "3"), 3), (("--workers", "1"), 0)):
        process = place.serve(*options)
        assert place.console("show datapath").count("  Worker ") == workers
        process.terminate()
        assert ended(process)[0] == 0


def test_the_data_path_in_python_has_one_worker(place: Place) -> None:
    why = "--workers 2: the data path in Python has one worker (--datapath python)"
    assert place.refused("--datapath", "python", "--workers", "2") == why


def test_without_the_extension_python_carries_and_the_log_says_so(
    place: Place, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        'import sys\nsys.modules["vpdn.datapath._native"] = None\n'
    )
    path = os.pathsep.join((str(tmp_path), ENVIRONMENT["PYTHONPATH"]))
    process = place.serve(before=("env", f"PYTHONPATH={path}"))
    assert process.stdout is not None
    message = f"%DATAPATH-5-PYTHON: The engine in Python carries packets: {NOT_BUILT}\n"
    assert process.stdout.readline().endswith(message)
    assert carried_by(place) == [
        "Data path is python: the engine in Python",
        f"Nothing faster: {NOT_BUILT}",
    ]
