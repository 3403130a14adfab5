from __future__ import annotations

import pytest

from tests.ios.support import FakeServer, angela, loaded
from vpdn.errors import ConfigError
from vpdn.ios.debug import Debug
from vpdn.ios.router import Router
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
    from vpdn.ios.router import Session

    session = Session(router, privilege=1)
    assert session.prompt == "a-name-of-more-than-twenty-letters>"
    session.privilege = 15
    assert session.prompt.endswith("#")
