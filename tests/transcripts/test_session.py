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
    """A log line breaks into a prompt, a command that is being typed or a row of echoes: what
    comes after it belongs to what stood before."""
    kept: list[str] = []
    for line in screen.splitlines():
        if stamped(line):
            continue
        if kept and _begun(kept[-1]):
            kept[-1] += line.removeprefix(kept[-1]) if line.startswith(PROMPT) else line
        else:
            kept.append(line)
    return "".join(f"{line}\n" for line in kept)


def _begun(line: str) -> bool:
    if line.startswith(PROMPT):
        return line.removeprefix(PROMPT) not in COMMANDS
    return re.fullmatch(r"!{1,4}", line) is not None


@pytest.mark.parametrize(
    "screen",
    [
        "angela#show vpdn\n!!!!!\nangela#\n",
        "angela#\n*Mar  7 04:21:07.719: x\nangela#show vpdn\n!!!!!\nangela#\n",
        "angela#show v\n*Mar  7 04:21:07.719: x\n*Mar  7 04:21:07.719: y\npdn\n!!!!!\nangela#\n",
        "angela#show vpdn\n!!\n*Mar  7 04:21:07.719: x\n!!!\nangela#\n",
    ],
)
def test_log_lines_are_taken_out_of_whatever_they_broke_into(screen: str) -> None:
    assert _without_log(screen) == "angela#show vpdn\n!!!!!\nangela#\n"


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
