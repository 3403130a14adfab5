from __future__ import annotations

import pytest

from tests.ios.support import PC, FakeServer, angela, loaded
from vpdn.errors import ConfigError
from vpdn.ios.debug import Debug
from vpdn.ios.lines import CONSOLE, Line
from vpdn.ios.router import Router, Session
from vpdn.nas.events import Event
from vpdn.nas.trace import VaccessRequested


def test_every_listener_gets_debug_and_log_lines_until_it_detaches() -> None:
    server, router, _ = angela()
    first, second = list[str](), list[str]()
    detach = router.attach(first.append)
    router.attach(second.append)
    router.debug("vpdn events")
    server.events.publish(Event(0.0, VaccessRequested()))
    detach()
    router.log("%SYS-5-CONFIG_I: Configured from console by console")
    assert [line.split(": ", 1)[1] for line in first] == ["VPDN: Session vaccess task running"]
    assert second[0] == first[0]
    assert second[1].endswith("%SYS-5-CONFIG_I: Configured from console by console")


def test_debugs_are_switched_by_words() -> None:
    _, router, _ = angela()
    router.debug("ppp negotiation")
    assert Debug.PPP_NEGOTIATION in router.flags.enabled


def test_a_configuration_takes_effect_when_the_server_takes_it() -> None:
    server, router, _ = angela()
    router.load(loaded("hostname bob").running)
    assert server.config.hostname == router.running.config.hostname == "bob"


def test_a_configuration_the_server_refuses_changes_nothing() -> None:
    server, router, _ = angela()
    server.refuses = "no such device"
    with pytest.raises(ConfigError):
        router.load(loaded("hostname bob").running)
    assert router.running.config.hostname == "angela"


def test_prompts_show_the_mode_and_cut_long_names_in_configuration() -> None:
    running = loaded("hostname a-name-of-more-than-twenty-letters").running
    router = Router(FakeServer(running.config), running)
    session = Session(router, privilege=1)
    assert session.prompt == "a-name-of-more-than-twenty-letters>"
    session.privilege = 15
    assert session.prompt.endswith("#")


def test_a_session_is_at_its_line_until_it_stands_up_and_the_line_was_used() -> None:
    _, router, shell = angela()
    caller = Session(router, Line("vty", 1, PC, "telnet"))
    for _ in range(2):
        stand_up = router.sit_down(caller)
        assert router.sessions == [shell.session, caller]
        stand_up()
    assert router.sessions == [shell.session]
    assert router.uses == {131: 2}


def test_listeners_hear_of_every_change_that_took_effect_until_they_leave() -> None:
    server, router, _ = angela()
    heard: list[str] = []
    leave = router.on_change(lambda: heard.append(router.running.config.hostname))
    router.load(loaded("hostname bob").running)
    server.refuses = "no such device"
    with pytest.raises(ConfigError):
        router.load(loaded("hostname eve").running)
    router.changed()
    leave()
    router.changed()
    assert heard == ["bob", "bob"]


def test_a_listener_may_leave_while_it_is_told() -> None:
    _, router, _ = angela()
    heard: list[int] = []

    def once() -> None:
        heard.append(1)
        leave()

    leave = router.on_change(once)
    router.on_change(lambda: heard.append(2))
    router.changed()
    router.changed()
    assert heard == [1, 2, 2]


@pytest.mark.parametrize(
    ("line", "user", "origin"),
    [
        (CONSOLE, "", "console"),
        (CONSOLE, "tac", "tac on console"),
        (Line("vty", 2, PC, "ssh"), "", "vty2 (192.168.1.47)"),
        (Line("vty", 2, PC, "ssh"), "tac", "tac on vty2 (192.168.1.47)"),
    ],
)
def test_who_configures_is_told_with_name_and_line(line: Line, user: str, origin: str) -> None:
    _, router, _ = angela()
    assert Session(router, line, user).origin == origin


@pytest.mark.parametrize(("level", "end"), [(0, ">"), (1, ">"), (2, "#"), (15, "#")])
def test_from_level_2_on_the_prompt_ends_otherwise(level: int, end: str) -> None:
    _, router, _ = angela()
    assert Session(router, privilege=level).prompt == f"angela{end}"


def test_a_session_sees_its_line_as_it_is_told_now() -> None:
    _, router, _ = angela()
    caller = Session(router, Line("vty", 1, PC, "ssh"))
    assert caller.settings.exec_timeout == 0
    router.load(loaded("line vty 0 4\n exec-timeout 5").running)
    assert caller.settings.exec_timeout == 300
