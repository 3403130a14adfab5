"""Everything under examples/ is what it says: it loads, it serves, it is written back as it is."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from vpdn.cli.dial import dial
from vpdn.client.phonebook import load as load_phonebook
from vpdn.ios.cautions import cautions
from vpdn.ios.config import load as load_router
from vpdn.nas.admission import group_for_pptp
from vpdn.nas.config import RouterConfig
from vpdn.nas.link_settings import link_settings
from vpdn.radiusd.settings import load as load_radius

EXAMPLES = Path(__file__).parent.parent / "examples"
ROUTERS = sorted(EXAMPLES.glob("*.cfg"))
RADIUS = [EXAMPLES / "ias.toml"]
PHONEBOOK = EXAMPLES / "phonebook.toml"
SERVICE = EXAMPLES / "vpdn-dial@.service"


def test_there_are_no_others() -> None:
    assert sorted(EXAMPLES.iterdir()) == sorted([*ROUTERS, *RADIUS, PHONEBOOK, SERVICE])


def router(path: Path) -> RouterConfig:
    loaded = load_router(path.read_text(), path.name)
    assert loaded.problems == ()
    return loaded.config


@pytest.mark.parametrize("path", ROUTERS, ids=lambda path: path.name)
def test_a_router_takes_calls_as_its_file_says(path: Path) -> None:
    config = router(path)
    assert list(cautions(config)) == []
    [ethernet] = [one for one in config.interfaces.values() if one.name.startswith("Ethernet")]
    assert config.vpdn_enable
    assert ethernet.address is not None
    group = group_for_pptp(config, ethernet.address.ip)
    assert group is not None
    template = config.templates[group.virtual_template or 0]
    assert link_settings(config, template).authenticate
    assert set(template.peer_pool or ()) <= config.pools.keys()


@pytest.mark.parametrize("path", ROUTERS, ids=lambda path: path.name)
def test_a_router_prints_the_lines_of_its_file(path: Path) -> None:
    """But for the remarks; what a router prints by itself may come on top."""
    lines = [line for line in path.read_text().splitlines() if not line.lstrip().startswith("!")]
    printed = load_router(path.read_text()).running.text().splitlines()
    assert [line for line in lines if line not in printed] == []


@pytest.mark.parametrize("path", RADIUS, ids=lambda path: path.name)
def test_a_radius_server_has_clients_and_policies(path: Path) -> None:
    settings = load_radius(path)
    assert settings.clients
    assert settings.policies


def test_the_phonebooks_entries_can_be_dialled() -> None:
    assert list(load_phonebook(PHONEBOOK)) == ["angela", "head office"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_systemd_takes_the_service(tmp_path: Path) -> None:
    """With a program at the place of ours: where it is installed is another matter."""
    unit = tmp_path / SERVICE.name
    unit.write_text(SERVICE.read_text().replace("ExecStart=vpdn", "ExecStart=/bin/true"))
    done = subprocess.run(
        ("systemd-analyze", "verify", unit), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_service_gives_a_command_line_that_there_is() -> None:
    [line] = [each for each in SERVICE.read_text().splitlines() if each.startswith("ExecStart=")]
    words = line.removeprefix("ExecStart=vpdn dial ").split()
    context = dial.make_context("dial", list(words))
    assert context.params["name"] == "%i"


def test_the_sites_callers_are_held_to_what_it_says() -> None:
    config = router(EXAMPLES / "site.cfg")
    ppp = config.templates[1].ppp
    assert ppp.mppe is not None
    assert (ppp.mppe.bits, ppp.mppe.required) == (128, True)
    assert (ppp.timeout_idle, ppp.timeout_absolute) == (3600, 12 * 3600)
    assert [one.name for one in config.radius.servers] == ["first", "second"]
    assert len(config.access_lists["CALLERS"].rules) == 4
