"""OpenSSH's `ssh` and a plain `telnet`, at a terminal that tmux keeps; `docs/console.md` shows it.

What changes from run to run is masked; everything else on the page must be what is seen.
"""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.automation.conftest import ADDRESS, PASSWORD, SECRET, USER, Angela

PAGE = Path(__file__).parents[2] / "docs" / "console.md"
PATIENCE = 20.0
COLUMNS, LINES = 90, 46
_MASKS = (
    (
        re.compile(r"\*\d\d:\d\d:\d\d\.\d{3} UTC \w{3} \w{3} +\d+ \d{4}"),
        "*21:14:05.118 UTC Thu Nov 26 2026",
    ),
    (re.compile(r"SHA256:[\w+/]{43}"), "SHA256:" + "x" * 43),
    (re.compile(r"\d\d:\d\d:\d\d(?= 127\.0\.0\.1)"), "00:00:00"),
)


@dataclass
class Tmux:
    """One window. `show` types a line and waits for the last line of the screen to be as said."""

    name: str

    def start(self, argv: Sequence[str]) -> None:
        size = ("-x", str(COLUMNS), "-y", str(LINES))
        self._tmux("-f", "/dev/null", "new-session", "-d", *size, "--", *argv)
        self._tmux("set-option", "-g", "status", "off")
        self._tmux("set-option", "-g", "remain-on-exit", "on")

    def type(self, text: str, then: str) -> None:
        self._tmux("send-keys", "-l", text)
        self._tmux("send-keys", "Enter")
        self.until(then)

    def press(self, keys: str, then: str) -> None:
        """Keys without Return."""
        self._tmux("send-keys", "-l", keys)
        self.until(then)

    def until(self, last: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not self._text().endswith(last):
            assert time.monotonic() < deadline, f"no {last!r} at the end of:\n{self.screen()}"
            time.sleep(0.05)

    def _text(self) -> str:
        """The screen, without what tmux says when the program has ended."""
        return re.sub(r"\s*Pane is dead.*", "", self.screen())

    def screen(self) -> str:
        return self._tmux("capture-pane", "-p").rstrip("\n")

    def close(self) -> None:
        self._tmux("kill-server")

    def _tmux(self, *words: str) -> str:
        command = ["tmux", "-L", self.name, *words]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return done.stdout


@pytest.fixture
def tmux() -> Iterator[Tmux]:
    made = Tmux(f"vpdn-{os.getpid()}")
    yield made
    made.close()


def masked(screen: str) -> str:
    for pattern, replacement in _MASKS:
        screen = pattern.sub(replacement, screen)
    return screen


def by_telnet(angela: Angela, tmux: Tmux) -> str:
    tmux.start([*angela.inside, "telnet", ADDRESS])
    tmux.until("Username:")
    tmux.type(USER, "Password:")
    tmux.type("guess", "Username:")
    tmux.type(USER, "Password:")
    tmux.type(PASSWORD, "angela>")
    tmux.type("enable", "Password:")
    tmux.type(SECRET, "angela#")
    tmux.press("show vpdn ?", "show vpdn")
    tmux.type("", "angela#")
    tmux.type("show runing", "angela#")
    tmux.type("show users", "angela#")
    screen = tmux.screen()
    tmux.type("exit", "foreign host.")
    return screen


def by_ssh(angela: Angela, tmux: Tmux) -> str:
    options = ("-o", "UserKnownHostsFile=/dev/null", "-o", "GlobalKnownHostsFile=/dev/null")
    tmux.start([*angela.inside, "ssh", *options, f"{USER}@{ADDRESS}"])
    tmux.until("(yes/no/[fingerprint])?")
    tmux.type("yes", "Password:")
    tmux.type(PASSWORD, "angela>")
    tmux.type("show clock", "angela>")
    tmux.type("enable", "Password:")
    tmux.type(SECRET, "angela#")
    tmux.type("configure terminal", "angela(config)#")
    tmux.type("interface virtual-template 1", "angela(config-if)#")
    tmux.press("ppp enc", "ppp enc")
    tmux.press("\t", "ppp encrypt")
    tmux.type("mppe 128 required", "angela(config-if)#")
    tmux.type("do show running-config | include mppe", "angela(config-if)#")
    tmux.type("no ppp encrypt mppe", "angela(config-if)#")
    tmux.press("\x1a", "angela#")
    screen = tmux.screen()
    tmux.type("exit", f"Connection to {ADDRESS} closed.")
    return screen


def page(telnet: str, ssh: str) -> str:
    return f"""\
# The console, by telnet and SSH

Written by `make docs` (`tests/automation/test_screens.py`): what a terminal shows of Debian's
`telnet` and OpenSSH's `ssh` at a router configured as `tests/automation/router.cfg` says. Times and
the key's fingerprint are masked.

## telnet

A wrong password first; then `enable`, help, an error with its caret, and who is here.

```
{telnet}
```

## ssh

The key was made with `crypto key generate rsa`. Tab completes `enc`, Ctrl-Z ends the configuration.

```
{ssh}
```
"""


def test_the_page_shows_what_is_seen(angela: Angela, tmux: Tmux) -> None:
    telnet = masked(by_telnet(angela, tmux))
    tmux.close()
    ssh = masked(by_ssh(angela, tmux))
    written = page(telnet, ssh)
    if os.environ.get("WRITE_DOCS"):
        PAGE.write_text(written)
    assert PAGE.read_text() == written, "run `make docs`"
