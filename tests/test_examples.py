"""Everything under examples/ is what it says: it loads, it serves, it is written back as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from vpdn.ios.cautions import cautions
from vpdn.ios.config import load as load_router
from vpdn.nas.admission import group_for_pptp
from vpdn.nas.config import RouterConfig
from vpdn.nas.link_settings import link_settings
from vpdn.radiusd.settings import load as load_radius

EXAMPLES = Path(__file__).parent.parent / "examples"
ROUTERS = sorted(EXAMPLES.glob("*.cfg"))
RADIUS = sorted(EXAMPLES.glob("*.toml"))


def test_there_are_no_others() -> None:
    assert sorted(EXAMPLES.iterdir()) == sorted([*ROUTERS, *RADIUS])


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


def test_the_sites_callers_are_held_to_what_it_says() -> None:
    config = router(EXAMPLES / "site.cfg")
    ppp = config.templates[1].ppp
    assert ppp.mppe is not None
    assert (ppp.mppe.bits, ppp.mppe.required) == (128, True)
    assert (ppp.timeout_idle, ppp.timeout_absolute) == (3600, 12 * 3600)
    assert [one.name for one in config.radius.servers] == ["first", "second"]
    assert len(config.access_lists["CALLERS"].rules) == 4
