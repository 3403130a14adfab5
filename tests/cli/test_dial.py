"""`vpdn dial` as a user meets it: lines on stderr, exit codes, and a machine left as it was."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.client.lab import INSIDE, ROUTER, SERVER, VPDN, Lab, bare, served
from tests.net.conftest import NamespaceMaker, namespace
from vpdn.cli import main

__all__ = ["namespace"]


@pytest.fixture
def lab(namespace: NamespaceMaker, tmp_path: Path) -> Lab:
    return bare(namespace, tmp_path)


def connected(process: subprocess.Popen[str]) -> list[str]:
    """The lines up to "Connected."."""
    assert process.stderr is not None
    lines = []
    for line in process.stderr:
        lines.append(line.rstrip())
        if line.startswith("Connected."):
            return lines
    raise AssertionError(lines)


def until(process: subprocess.Popen[str], beginning: str) -> None:
    """Read up to a line that begins so."""
    assert process.stderr is not None
    seen = []
    for line in process.stderr:
        seen.append(line)
        if line.startswith(beginning):
            return
    raise AssertionError(seen)


def ended(process: subprocess.Popen[str], seconds: float = 10) -> tuple[int, list[str]]:
    """The exit code and the lines that were left."""
    _, rest = process.communicate(timeout=seconds)
    return process.returncode, rest.splitlines()


def test_a_call_from_the_first_line_to_the_last(lab: Lab) -> None:
    before = lab.state()
    with served(lab):
        process = lab.start(*lab.dial())
        *progress, result = connected(process)
        assert progress == [
            f"Connecting to {SERVER}...",
            "Verifying username and password...",
            "Registering your computer on the network...",
        ]
        assert result == (
            "Connected. 172.16.10.1 on vpn0, server 172.16.10.100, authentication MS-CHAPv2,"
            " encryption MPPE 128-bit stateless."
        )
        assert lab.run("ping", "-c1", "-W2", str(INSIDE)).returncode == 0
        routes = lab.run("ip", "route").stdout
        assert "0.0.0.0/1 dev vpn0" in routes
        assert "default via 10.9.0.2 dev eth0" in routes
        assert "10.9.0.2 dev eth0" in routes
        process.send_signal(signal.SIGINT)
        assert ended(process) == (0, ["Disconnecting...", "Disconnected."])
    assert lab.state() == before


def test_split_tunnel_leaves_the_default_where_it_is(lab: Lab) -> None:
    with served(lab):
        process = lab.start(*lab.dial("--split-tunnel", "--device", "ppp7"))
        connected(process)
        routes = lab.run("ip", "route").stdout
        process.terminate()
        assert ended(process)[0] == 0
    assert "172.16.0.0/16 dev ppp7" in routes
    assert "0.0.0.0/1" not in routes


def test_a_wrong_password_is_one_line_and_exit_1(lab: Lab) -> None:
    before = lab.state()
    wrong = lab.folder / "wrong"
    wrong.write_text("guess\n")
    with served(lab):
        done = lab.run(*lab.dial("--password-file", str(wrong)))
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "Error 691: Access was denied because the username and/or password was invalid on the"
        " domain. Cause: the server refused user 'tac'. Cure: Check user name, password and"
        " domain; then the server's `debug aaa authentication`."
    )
    assert lab.state() == before


def test_ctrl_c_while_dialling_leaves_nothing(lab: Lab) -> None:
    before = lab.state()
    with served(lab):
        process = lab.start(*lab.dial("--personality", "windows2000"))
        assert process.stderr is not None
        assert process.stderr.readline() == f"Connecting to {SERVER}...\n"
        process.send_signal(signal.SIGINT)
        code, lines = ended(process)
    assert code == 1
    assert [line.split(":")[0] for line in lines] == ["Error 631"]
    assert lab.state() == before


def test_a_killed_dialler_leaves_the_default_route_working(lab: Lab) -> None:
    with served(lab):
        process = lab.start(*lab.dial())
        connected(process)
        process.kill()
        ended(process)
        routes = lab.run("ip", "route").stdout
    assert "default via 10.9.0.2 dev eth0" in routes
    assert "vpn0" not in routes


def test_a_server_that_is_stopped_ends_the_call_with_629(lab: Lab) -> None:
    before = lab.state()
    with served(lab) as router:
        process = lab.start(*lab.dial())
        connected(process)
        router.terminate()
        code, lines = ended(process)
    assert code == 1
    assert lines[-1].startswith("Error 629: ")
    assert lab.state() == before


def test_a_closed_port_is_808(lab: Lab) -> None:
    done = lab.run(*lab.dial())
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("Error 808: ")
    assert "TCP port 1723 of 10.9.0.2 is closed" in done.stderr


def test_no_such_name_is_868(lab: Lab) -> None:
    done = lab.run(*lab.dial(server="no.such.invalid"))
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("Error 868: ")


def test_an_unreachable_network_is_800(lab: Lab) -> None:
    lab.run("ip", "route", "del", "default")
    done = lab.run(*lab.dial(server="192.0.2.1"))
    assert done.returncode == 1
    assert "Error 800: " in done.stderr
    assert "Network is unreachable" in done.stderr


@pytest.mark.parametrize(
    ("caps", "word"), [("-net_raw", "CAP_NET_RAW"), ("-net_admin", "CAP_NET_ADMIN")]
)
def test_a_missing_capability_is_one_line(lab: Lab, caps: str, word: str) -> None:
    limited = ("setpriv", "--inh-caps", caps, "--bounding-set", caps)
    done = lab.run(*limited, *lab.dial())
    assert done.returncode == 1
    [line] = done.stderr.splitlines()
    assert word in line


def test_the_capture_shows_the_whole_conversation(lab: Lab) -> None:
    capture = lab.folder / "call.pcap"
    with served(lab):
        process = lab.start(*lab.dial("--pcap", str(capture)))
        connected(process)
        process.terminate()
        ended(process)
    octets = capture.read_bytes()
    assert octets[:4] == bytes.fromhex("d4c3b2a1")
    assert bytes((10, 9, 0, 1, 10, 9, 0, 2)) in octets
    assert bytes((10, 9, 0, 2, 10, 9, 0, 1)) in octets
    assert b"\xff\x03\xc2\x23" in octets


# --- the phonebook, and several connections --------------------------------------------------

BOOK = """\
[angela]
server = "10.9.0.2"
user = "tac"
password = "admin"
default_gateway = false
routes = ["10.200.0.0/16"]

[boris]
server = "10.9.0.2"
user = "tac"
password = "admin"
kill_switch = true
redial = 5
redial_pause = 1
redial_if_dropped = true

[carol]
server = "127.0.0.1"
user = "tac"
password = "admin"
redial = 5
redial_pause = 60
"""


@pytest.fixture
def book(lab: Lab) -> Lab:
    path = lab.folder / "vpdn" / "phonebook.toml"
    path.parent.mkdir()
    path.write_text(BOOK)
    path.chmod(0o600)
    return lab


def ask(lab: Lab, *arguments: str) -> str:
    """In this process: sockets of the file system are the same in every namespace."""
    done = CliRunner().invoke(main, ["dial", *arguments], env=lab.environment)
    assert done.exit_code == 0, done.output
    return done.output


def test_two_entries_at_once_are_listed_told_apart_and_hung_up(book: Lab) -> None:
    """One that is connected, and one whose server is not there and that dials on and on."""
    before = book.state()
    with served(book):
        one = book.start(*VPDN, "dial", "angela")
        two = book.start(*VPDN, "dial", "carol")
        connected(one)
        until(two, "Redialing")
        assert ask(book, "--list") == (
            "angela: 10.9.0.2, connected\nboris: 10.9.0.2, not connected\n"
            "carol: 127.0.0.1, waiting\n"
        )
        assert "10.200.0.0/16 dev vpn" in book.run("ip", "route").stdout
        status = json.loads(ask(book, "--status", "angela", "--json"))
        assert (status["server"], status["remote"]) == (str(SERVER), str(INSIDE))
        assert (status["authentication"], status["redials"]) == ("MS-CHAPv2", 0)
        assert "carol: waiting since" in ask(book, "--status")
        again = book.run(*VPDN, "dial", "angela")
        assert (again.returncode, again.stderr[:10]) == (1, "Error 756:")
        assert ask(book, "--hangup", "angela") == "angela: disconnected\n"
        assert one.wait(5) == 0
        assert ask(book, "--hangup", "--all") == "carol: disconnected\n"
        assert [ended(each)[0] for each in (one, two)] == [0, 1]
    assert book.state() == before
    assert ask(book, "--list", "--json").count("not connected") == 3


def test_a_lost_connection_is_dialled_again_and_nothing_leaks_meanwhile(book: Lab) -> None:
    before = book.state()
    with served(book) as router:
        process = book.start(*VPDN, "dial", "boris")
        connected(process)
        assert book.run("ping", "-c1", "-W2", str(INSIDE)).returncode == 0
        router.terminate()
        router.wait(10)
        until(process, "Redialing in 1 seconds, attempt 1 of 5.")
        assert book.run("ping", "-c1", "-W2", str(SERVER)).returncode == 0
        assert "No route to host" in book.run("ping", "-c1", "-W1", "192.0.2.1").stderr
        assert "No route to host" in book.run("ping", "-6", "-c1", "-W1", "2001:db8::1").stderr
    with served(book):
        until(process, "Connected.")
        assert json.loads(ask(book, "--status", "boris", "--json"))["redials"] >= 1
        process.terminate()
        assert ended(process)[0] == 0
    assert book.state() == before


def test_a_killed_one_keeps_other_ways_closed_until_it_is_hung_up(book: Lab) -> None:
    before = book.state()
    with served(book):
        process = book.start(*VPDN, "dial", "boris")
        connected(process)
        process.kill()
        ended(process)
    assert "No route to host" in book.run("ping", "-c1", "-W1", "192.0.2.1").stderr
    lifted = book.run(*VPDN, "dial", "--hangup", "boris").stdout
    assert lifted == "boris: was not connected; its kill switch is lifted\n"
    assert book.state() == before


@pytest.mark.parametrize("stage", ["Connecting", "Verifying", "Registering", "Connected."])
def test_ctrl_c_at_any_stage_leaves_nothing(book: Lab, stage: str) -> None:
    before = book.state()
    with served(book):
        process = book.start(*VPDN, "dial", "boris")
        until(process, stage)
        process.send_signal(signal.SIGINT)
        code, lines = ended(process)
    assert "Traceback" not in "".join(lines)
    assert code == (0 if lines[-1] == "Disconnected." else 1)
    assert book.state() == before
    assert list((book.folder / "run").iterdir()) == []


def test_ctrl_c_while_waiting_to_redial_leaves_nothing(book: Lab) -> None:
    before = book.state()
    process = book.start(*VPDN, "dial", "boris", "--redial-pause", "300")
    until(process, "Redialing")
    process.send_signal(signal.SIGINT)
    code, lines = ended(process)
    assert (code, [line.split(":")[0] for line in lines]) == (1, ["Error 631"])
    assert book.state() == before


def test_name_servers_are_taken_and_given_back(lab: Lab) -> None:
    """By a resolvconf that writes down what it is told."""
    log = lab.folder / "told"
    program = lab.folder / "resolvconf"
    program.write_text(f'#!/bin/sh\necho "$*" >> {log}\ncat >> {log}\n')
    program.chmod(0o755)
    path = f"PATH={lab.folder}:/usr/bin:/bin"
    template = " ppp encrypt mppe auto"
    with served(lab, ROUTER.replace(template, f"{template}\n ppp ipcp dns 172.16.10.53")):
        process = lab.start("env", path, *lab.dial("--dns"))
        connected(process)
        until(process, "Names are asked of 172.16.10.53, by resolvconf.")
        process.terminate()
        assert ended(process)[0] == 0
    assert log.read_text().splitlines() == [
        "-a vpn0.vpdn",
        "nameserver 172.16.10.53",
        "-d vpn0.vpdn",
    ]


# --- wrong usage, before anything is touched ------------------------------------------------


def usage(*arguments: str, password: str | None = "admin") -> tuple[int, str]:
    result = CliRunner().invoke(main, ["dial", *arguments], env={"VPDN_PASSWORD": password})
    return result.exit_code, result.output


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ((), "NAME"),
        (("--hangup",), "NAME"),
        (("angela", "--list", "--status"), "one at a time"),
        (("angela",), "--user"),
        (("angela", "--user", "tac", "--auth", "ntlm"), "'ntlm' is none of"),
        (("angela", "--user", "tac", "--auth", ","), "'nothing' is none of"),
        (("angela", "--user", "tac", "--auth", "pap"), "needs MS-CHAP"),
        (("angela", "--user", "tac", "--auth", "pap,chap"), "needs MS-CHAP"),
        (("angela", "--user", "tac", "--encryption", "strong"), "strong"),
        (("angela", "--user", "tac", "--personality", "amiga"), "amiga"),
        (("angela", "--user", "tac", "--password", "admin"), "--password"),
        (("angela", "--user", "tac", "--datapath", "warp"), "warp"),
        (("angela", "--user", "tac", "--datapath", "native", "--pcap", "x"), "--pcap is not for"),
    ],
)
def test_wrong_usage_is_exit_2(arguments: tuple[str, ...], word: str) -> None:
    code, output = usage(*arguments)
    assert code == 2
    assert word in output


def test_a_password_file_that_is_not_there_is_one_line() -> None:
    code, output = usage("angela", "--user", "tac", "--password-file", "/no/such")
    assert (code, output) == (1, "vpdn: cannot read /no/such: No such file or directory\n")


def test_no_password_and_no_terminal_is_one_line() -> None:
    code, output = usage("angela", "--user", "tac", password=None)
    assert code == 1
    assert output == "vpdn: no password: give --password-file or set VPDN_PASSWORD\n"


@pytest.mark.parametrize("route", ["10.44.0.1/16", "10.44.0.0/33", "intranet"])
def test_a_route_that_is_no_network_is_refused_before_anybody_is_called(route: str) -> None:
    said = CliRunner().invoke(main, ["dial", "10.9.0.2", "--user", "tac", "--route", route])
    assert said.exit_code == 2
    assert "Invalid value for '--route'" in said.output
