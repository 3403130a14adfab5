"""Debian's pppd, pptp-linux and pptpd, run in guests: the PC and the server nobody here wrote."""

from __future__ import annotations

import re
import shlex
import time
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path

from tests.interop.guest import Guest, Result
from tests.interop.network import Host, run

LOG = "/run/pppd.log"
PYTHON = "/usr/bin/python3"
HERE = Path(__file__).parent
TRANSFER = HERE / "transfer.py"
LM_KEYS = HERE / "uml" / "lm_keys.c"
TRANSFER_PORT = 5001
CONNECT_SECONDS = 40
LISTEN_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Dialled:
    """What came of a call. `status` is pppd's exit status, 0 when the link is up."""

    status: int
    log: str
    local: IPv4Address | None
    remote: IPv4Address | None


def dial(guest: Guest, server: str, user: str, password: str, options: str = "") -> Dialled:
    """Calls `server` with pppd and pptp-linux, and returns when IP is up or the call has failed."""
    pty = shlex.quote(f"pptp {server} --nolaunchpppd")
    fixed = "noauth noipdefault nobsdcomp nodeflate refuse-eap lcp-max-configure 5 updetach debug"
    login = f"user {shlex.quote(user)} password {shlex.quote(password)}"
    command = f"rm -f {LOG}; pppd pty {pty} {login} {fixed} logfile {LOG} {options}"
    started = guest.run(command, CONNECT_SECONDS)
    log = guest.run(f"cat {LOG}").output
    return Dialled(
        started.status,
        log,
        _address(r"local +IP address (\S+)", log),
        _address(r"remote IP address (\S+)", log),
    )


def options_for_lm_keys(lm_hash: str, folder: Path) -> str:
    """Options that give pppd the LM key of MS-CHAPv1, by a plugin compiled into `folder`."""
    plugin = folder / "lm_keys.so"
    run("gcc", "-shared", "-fPIC", "-DCHAPMS", "-DMPPE", "-o", str(plugin), str(LM_KEYS))
    return f"plugin {plugin} lm-hash {lm_hash}"


def hang_up(guest: Guest) -> str:
    """Ends the call in good order; returns the whole log. (pppd itself stays for its children.)"""
    guest.run("pkill -TERM -x pppd")
    assert guest.run(f"until grep -q 'Connection terminated' {LOG}; do sleep 0.1; done", 15)
    return guest.run(f"cat {LOG}").output


def ping(guest: Guest, address: str, count: int = 3) -> Result:
    return guest.run(f"ping -c {count} -i 0.2 -W 2 {address}")


def transfer(guest: Guest, verb: str, address: str, octets: int, timeout: float = 150) -> Result:
    """`put`s or `get`s octets to or from the `transfer.py` at `address`; true when all arrived."""
    return guest.run(f"{PYTHON} {TRANSFER} {verb} {address} {TRANSFER_PORT} {octets}", timeout)


def serve_transfer_on(host: Host, address: str, log: Path) -> None:
    host.spawn(PYTHON, str(TRANSFER), "serve", address, str(TRANSFER_PORT), log=log)
    deadline = time.monotonic() + LISTEN_SECONDS
    while not host.run("ss", "-Hltn", f"sport = {TRANSFER_PORT}"):
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)


def serve_transfer(guest: Guest, address: str) -> None:
    assert guest.run(f"{PYTHON} {TRANSFER} serve {address} {TRANSFER_PORT} >/run/transfer.log &")
    wait_for_listener(guest, TRANSFER_PORT)


def octets_carried(guest: Guest) -> tuple[int, int]:
    """What the link's own counters say: received and sent."""
    counters = guest.run("cat /sys/class/net/ppp0/statistics/[rt]x_bytes").output.split()
    return int(counters[0]), int(counters[1])


def serve_pptpd(
    guest: Guest, local: str, remote: str, secrets: str, options: str, more: str = ""
) -> None:
    """Runs pptpd: `secrets` in the form of chap-secrets, `options` (one a line) for its pppd, and
    `more` lines of its own."""
    change_pptpd(guest, secrets, options)
    fixed = f"option /run/options\nlocalip {local}\nremoteip {remote}"
    write(guest, "/run/pptpd.conf", f"{fixed}\n{more}")
    assert guest.run("pptpd -c /run/pptpd.conf")
    wait_for_listener(guest, 1723)


def change_pptpd(guest: Guest, secrets: str, options: str) -> None:
    """What its pppd is told from the next call on, in a log of its own."""
    write(guest, "/etc/ppp/chap-secrets", secrets)
    write(guest, "/etc/ppp/pap-secrets", secrets)
    write(guest, "/run/options", f"{options}\nnobsdcomp\nnodeflate\ndebug\nlogfile {LOG}\n")
    assert guest.run(f"rm -f {LOG}")


def write(guest: Guest, path: str, text: str) -> None:
    lines = " ".join(shlex.quote(line) for line in text.splitlines())
    assert guest.run(f"printf '%s\\n' {lines} > {path}")


def wait_for_listener(guest: Guest, port: int) -> None:
    assert guest.run(
        f"until ss -Hltn sport = {port} | grep -q .; do sleep 0.1; done", LISTEN_SECONDS
    )


def _address(pattern: str, log: str) -> IPv4Address | None:
    found = re.search(pattern, log)
    return IPv4Address(found[1]) if found else None
