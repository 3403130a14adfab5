"""Every `show` as JSON: that there is one, what shape it has, and what never stands in it."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from tests.ios.callers import router_with
from tests.ios.full_router import SECRETS, full_session
from tests.ios.json_page import page
from vpdn.errors import ConfigError
from vpdn.ios.command import Command
from vpdn.ios.commands import EXEC
from vpdn.ios.commands.show_tech_support import PARTS
from vpdn.ios.dialog import Question
from vpdn.ios.document import document
from vpdn.ios.editor import Editor
from vpdn.ios.grammar import Declaration
from vpdn.ios.privileges import understand
from vpdn.ios.router import Session

LINES = """
show aaa servers
show aaa sessions
show aaa user all
show aaa method-lists
show access-lists
show aliases
show ip access-lists 1
show archive config differences
show arp
show caller
show caller ip
show caller summary
show caller timeouts
show caller user tac
show clock
show configuration
show configuration diff
show flash:
show crypto key mypubkey rsa
show datapath
show debugging
show history
show hosts
show line
show ip ssh
show interfaces
show interfaces description
show interfaces rate-limit
show interfaces virtual-access 1 configuration
show ip dhcp binding
show ip dhcp pool
show ip dhcp server statistics
show ip interface
show ip interface brief
show ip local pool default
show ip nat statistics
show ip nat translations
show ip route
show ip route summary
show memory
show monitor capture
show ppp all
show ppp interface virtual-access 1
show ppp mppe virtual-access 1
show ppp multilink
show logging
show terminal
show privilege
show processes cpu
show processes memory
show radius statistics
show reload
show running-config
show running-config interface virtual-template 1
show sessions
show ssh
show startup-config
show tacacs
show tech-support
show users
show version
show vpdn
show vpdn domain
show vpdn group
show vpdn history failure
show vpdn session
show vpdn tunnel
""".strip().splitlines()
SNAKE = re.compile(r"[a-z][a-z0-9_]*")
PAGE = Path(__file__).parents[2] / "docs" / "json.md"


def shows() -> list[Declaration[Command]]:
    """The declarations that a line with `show` may mean."""
    every = [one for declarations in EXEC for one in declarations]
    return [one for one in every if "show" in one.pattern.text.split()[0].strip("<|")]


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return full_session(tmp_path).session


def asked(session: Session, line: str) -> Any:
    found: dict[str, Any] = json.loads(document(session, line))
    assert set(found) == {"command", "data"}
    return found["data"]


def test_every_show_command_has_a_json() -> None:
    assert [one.pattern.text for one in shows() if one.target.data is None] == []


def test_every_json_is_looked_at_here(session: Session) -> None:
    seen = {id(understand(session, line).target) for line in LINES}
    assert [
        one.pattern.text for one in shows() if one.target.data and id(one.target) not in seen
    ] == []


@pytest.mark.parametrize("line", LINES)
def test_a_document_is_one_line_names_its_command_and_keeps_secrets(
    line: str, session: Session
) -> None:
    text = document(session, f"  {line} ")
    assert "\n" not in text
    found = json.loads(text)
    assert found["command"].lower().replace(" ", "") == line.replace(" ", "")
    assert [word for word in SECRETS if re.search(rf"(?<![\w.]){word}(?![\w.])", text)] == []
    names = keys_of(found["data"]) - set(PARTS)
    assert [name for name in names if not SNAKE.fullmatch(name)] == []


def keys_of(data: object) -> set[str]:
    if isinstance(data, list):
        return {key for one in data for key in keys_of(one)}
    if not isinstance(data, dict):
        return set()
    return set(data) | {key for one in data.values() for key in keys_of(one)}


def test_the_session_of_show_vpdn(session: Session) -> None:
    data = asked(session, "show vpdn")
    assert data["enabled"] is True
    [tunnel] = data["tunnels"]
    assert (tunnel["local_id"], tunnel["state"], tunnel["remote_address"]) == (
        29,
        "established",
        "192.168.1.47",
    )
    call, beginning = tunnel["sessions"]
    assert (call["user"], call["peer_address"], call["changed"]) == ("tac", "172.16.10.1", 31.0)
    assert call["mppe"] == {"bits": 40, "stateful": False}
    assert (beginning["peer_address"], beginning["mppe"]) == (None, None)
    assert call["counters"]["lost"] == call["traffic"]["packets_in"] == 0


def test_a_filtered_show_is_refused_in_one_sentence(session: Session) -> None:
    with pytest.raises(ConfigError, match=r"^a filter is for text"):
        document(session, "show vpdn | include tac")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("enable", "it has no form in JSON"),
        ("ping 10.0.0.1", "it has no form in JSON"),
        ("show vpnd", 'invalid input at "vpnd"'),
        ("show interfaces ethernet9/9", "there is no such thing"),
        ("show vpdn history", "Incomplete command"),
        ("show i", 'Ambiguous command:  "show i"'),
        ("show ip local pool x", "Pool x doesn't exist"),
        ("", "Incomplete command"),
    ],
)
def test_a_refusal_is_one_sentence(line: str, why: str, session: Session) -> None:
    with pytest.raises(ConfigError) as refused:
        document(session, line)
    assert refused.value.reason == why


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("s zz b", 'invalid input at "zz"'),
        ("vp bogus x", 'invalid input at "bogus"'),
        ("tacs", "a filter is for text, JSON comes whole"),
    ],
)
def test_a_line_that_begins_with_an_alias_is_refused_for_what_was_typed(
    line: str, why: str
) -> None:
    aliases = "alias exec vp show vpdn\nalias exec tacs show vpdn | include tac\n"
    session = Session(router_with(aliases))
    assert json.loads(document(session, "vp"))["command"] == "show vpdn"
    with pytest.raises(ConfigError) as refused:
        document(session, line)
    assert refused.value.reason == why


def test_there_is_no_json_where_no_command_can_be_typed(session: Session) -> None:
    session.editor = Editor(session.router.running.tree)
    with pytest.raises(ConfigError, match="at the EXEC prompt only"):
        document(session, "show vpdn")
    session.editor, session.question = None, Question("? ", lambda reply: reply)
    with pytest.raises(ConfigError, match="at the EXEC prompt only"):
        document(session, "show vpdn")


def test_user_exec_gets_no_more_than_its_commands(session: Session) -> None:
    session.privilege = 1
    with pytest.raises(ConfigError, match='invalid input at "running-config"'):
        document(session, "show running-config")


def test_tech_support_is_its_parts(session: Session) -> None:
    data = asked(session, "show tech-support")
    assert data["show vpdn"] == asked(session, "show vpdn")
    assert "show running-config" in data


def test_the_page_about_json_says_what_shape_each_document_has(session: Session) -> None:
    shown = page({line: asked(session, line) for line in LINES if line != "show tech-support"})
    if os.environ.get("WRITE_DOCS"):
        PAGE.write_text(shown)
    assert PAGE.read_text() == shown, "run `make docs`"
