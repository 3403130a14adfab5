"""The document's session at angela, from `show debug` to `show vpdn tunnel`, typed key by key.

At the console of the lab's router, while its PC is connected. Log lines come in between, as they
do in the document; `test_connect_log` compares those.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

from tests.ios.screens import agrees
from tests.pseudo_terminal import Program
from tests.transcripts.masking import stamped

SESSION = (Path(__file__).parent / "session.txt").read_text()
PROMPT = "angela#"
SLOWEST = 60.0
COMMANDS = [line.removeprefix(PROMPT) for line in SESSION.splitlines() if line.startswith(PROMPT)][
    :-1
]


def _without_log(screen: str) -> str:
    """A log line stands alone, or breaks into a line that has only the prompt."""
    lines = [re.sub(r"^angela#(?=\*\w{3} )", "", line) for line in screen.splitlines()]
    return "".join(f"{line}\n" for line in lines if not stamped(line))


def test_the_session_goes_as_in_the_document() -> None:
    if os.geteuid() != 0:
        pytest.skip("the lab needs namespaces; run as root")
    lab = Program([sys.executable, "-m", "vpdn", "lab"])
    try:
        lab.until(f"{PROMPT}ping 172.16.10.1", SLOWEST)
        lab.until("Success rate is 100 percent", SLOWEST)
        lab.until(PROMPT)
        screen = ""
        for command in COMMANDS:
            for key in command:
                lab.type(key)
                screen += lab.until(key)
            lab.type("\r")
            screen += lab.until("\n")
            screen += lab.until(f"\n{PROMPT}", SLOWEST)
        lab.type("exit\r")
        assert lab.end(SLOWEST) == 0
    finally:
        lab.close()
    shown = _without_log(f"{PROMPT}{screen}")
    assert agrees(shown, SESSION), f"{shown}\n--- and not\n{SESSION}"
