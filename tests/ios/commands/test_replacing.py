from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ios.support import ANGELA, FakeServer, angela, typed
from vpdn.ios.config import load
from vpdn.ios.flash import Flash
from vpdn.ios.shell import Shell
from vpdn.ios.startup import Startup

DONE = "Total number of passes: 1\nRollback Done\n"


@pytest.fixture
def place(tmp_path: Path) -> tuple[FakeServer, Shell, Path]:
    server, router, shell = angela()
    path = tmp_path / "angela.cfg"
    path.write_text(ANGELA.read_text())
    router.startup = Startup(path)
    return server, shell, path


async def test_the_running_config_against_the_startup_config(
    place: tuple[FakeServer, Shell, Path],
) -> None:
    _, shell, _ = place
    assert await typed(shell, "show configuration diff") == "!No changes were found\n"
    await typed(shell, "configure terminal", "hostname bob", "end")
    expected = "!Contextual Config Diffs:\n-hostname angela\n+hostname bob\n"
    assert await typed(shell, "show configuration diff") == expected
    assert await typed(shell, "show archive config differences") == expected


async def test_replace_shows_the_change_and_asks(place: tuple[FakeServer, Shell, Path]) -> None:
    _, shell, path = place
    path.write_text("hostname bob\n")
    said = await typed(shell, "configure replace nvram:startup-config")
    assert said.startswith("!Contextual Config Diffs:\n")
    assert "-hostname angela\n+hostname bob\n" in said
    assert said.endswith("assumed to be a complete configuration, not a partial\n")
    assert shell.prompt == ("configuration. Enter Y if you are sure you want to proceed. ? [no]: ")
    assert await typed(shell, "") == ""
    assert shell.prompt == "angela#"
    assert await typed(shell, "configure replace nvram:startup-config", "y") == said + DONE
    assert shell.prompt == "bob#"
    assert shell.session.router.running.text() == load("hostname bob").running.text()


async def test_force_does_not_ask(place: tuple[FakeServer, Shell, Path]) -> None:
    _, shell, path = place
    Flash(path.parent / "flash").write("new.cfg", b"hostname new\n")
    assert (await typed(shell, "configure replace flash:new.cfg force")).endswith(DONE)
    assert shell.prompt == "new#"


async def test_a_file_with_a_bad_line_changes_nothing(
    place: tuple[FakeServer, Shell, Path],
) -> None:
    _, shell, path = place
    path.write_text("hostname bob\nnonsense\n")
    before = shell.session.router.running
    assert await typed(shell, "configure replace startup-config force") == (
        "startup-config:2: % Invalid input detected at '^' marker.\nnonsense\n  ^\n"
        "%Rollback aborted: nothing was changed\n"
    )
    assert shell.session.router.running is before


async def test_an_erased_file_is_no_configuration(place: tuple[FakeServer, Shell, Path]) -> None:
    _, shell, path = place
    path.write_text("")
    said = await typed(shell, "configure replace startup-config force")
    assert said == "startup-config is not present\n"


CHANGES = st.lists(
    st.sampled_from(
        [
            "hostname bob",
            "no hostname",
            "no vpdn enable",
            "vpdn-group X",
            "accept-dialin",
            "protocol pptp",
            "no vpdn-group PPTP_WIN2KClient",
            "ip local pool q 172.16.10.3",
            "ip local pool q 10.0.0.9 10.0.0.1",
            "interface Loopback0",
            "ip address 10.0.0.1 255.255.255.0",
            "no ip address",
            "no username tac",
            "nonsense",
            "ppp encrypt mpee",
        ]
    ),
    max_size=12,
)
NO_RESET = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None
)


@NO_RESET
@given(lines=CHANGES, whole=st.booleans())
async def test_a_change_that_the_router_refuses_changes_nothing(
    tmp_path: Path, lines: list[str], whole: bool
) -> None:
    server, router, shell = angela()
    router.startup = Startup(tmp_path / "angela.cfg")
    server.refuses = "no such address"
    before, text, config = router.running, router.running.text(), server.config
    if whole:
        router.startup.path.write_text("\n".join(["hostname changed", *lines]))
        await typed(shell, "configure replace startup-config force")
    else:
        await typed(shell, "configure terminal", *lines, "end")
    assert router.running.config == before.config == config == server.config
    if whole:
        assert router.running.text() == text
