"""What there is one of, and what a new configuration changes of it."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

from tests.nas.world import World, config
from tests.virtual_loop import run
from vpdn.aaa.settings import LocalUser
from vpdn.datapath.filters import Rule
from vpdn.nas.config import AccessList, Pool
from vpdn.nas.link_settings import link_settings

FIRST = IPv4Address("172.16.20.1")


def test_pools_access_lists_and_users_count_at_once() -> None:
    async def story() -> None:
        services = World(config()).services
        changed = replace(
            services.config,
            pools={"other": Pool("other", ((FIRST, FIRST),))},
            access_lists={"1": AccessList("1", "standard", (Rule(True),))},
            users={"eve": LocalUser("eve", "secret")},
        )
        services.configure(changed)
        assert services.config is changed
        assert services.pools.allocate(("other",), "eve", 1) == FIRST
        assert services.pools.allocate(("default",), "eve", 1) is None
        assert [one.name for one in services.filters.snapshot()] == ["1"]

    run(story())


def test_what_links_are_told_is_made_once_for_a_template_and_a_configuration() -> None:
    async def story() -> None:
        services = World(config()).services
        template = services.config.templates[1]
        settings = services.link_settings(template)
        assert settings == link_settings(services.config, template)
        assert services.link_settings(template) is settings
        services.configure(replace(services.config, dns=(FIRST,)))
        assert services.link_settings(template).dns == (FIRST,)

    run(story())


def test_captures_know_the_calls_there_are() -> None:
    async def story() -> None:
        services = World(config()).services
        assert services.captures._calls is services.calls

    run(story())
