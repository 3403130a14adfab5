"""From a virtual template to what a link is told."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address, IPv4Interface
from typing import Any

import pytest

from tests.nas.world import config
from vpdn.nas.config import MppeSettings, PppSettings, RouterConfig, VirtualTemplate
from vpdn.nas.link_settings import link_settings, local_address
from vpdn.ppp.auth.method import AuthMethod
from vpdn.ppp.settings import LinkSettings

DNS, NBNS, OTHER = map(IPv4Address, ("10.0.0.53", "10.0.0.42", "10.0.0.1"))


def told(router: RouterConfig, **ppp: Any) -> LinkSettings:
    template = router.templates[1]
    return link_settings(router, replace(template, ppp=replace(template.ppp, **ppp)))


def test_the_router_listens_first_authenticates_and_gives_addresses() -> None:
    link = told(config())
    assert (link.name, link.passive, link.authorize) == (b"angela", True, True)
    assert link.authenticate == (AuthMethod.MS_CHAP_V2,)
    assert link.local_address == IPv4Address("172.16.10.100")
    assert link.assigns_address


def test_authentication_keeps_its_order_and_leaves_out_what_there_is_not() -> None:
    link = told(config(), authentication=("eap", "ms-chap", "pap", "chap"))
    assert link.authenticate == (AuthMethod.MS_CHAP, AuthMethod.PAP, AuthMethod.CHAP)


def test_the_templates_own_name_and_servers_win() -> None:
    router = config(dns=(OTHER,), nbns=(OTHER,))
    own = told(router, chap_hostname="front", dns=(DNS,), nbns=(NBNS,))
    assert (own.name, own.dns, own.nbns) == (b"front", (DNS,), (NBNS,))
    assert (told(router).dns, told(router).nbns) == ((OTHER,), (OTHER,))


@pytest.mark.parametrize(
    ("settings", "bits"),
    [(MppeSettings(None), {40, 56, 128}), (MppeSettings(40), {40}), (MppeSettings(128), {128})],
)
def test_auto_is_every_strength(settings: MppeSettings, bits: set[int]) -> None:
    mppe = told(config(), mppe=settings).mppe
    assert mppe is not None
    assert mppe.bits == bits


def test_mppe_is_as_configured_or_not_at_all() -> None:
    mppe = told(config(), mppe=MppeSettings(40, required=True, passive=True, stateful=True)).mppe
    assert mppe is not None
    assert (mppe.required, mppe.passive, mppe.stateful) == (True, True, True)
    assert told(config(), mppe=None).mppe is None


def test_times_and_counters_are_the_templates() -> None:
    link = told(config(), timeout_retry=3, max_configure=4, max_failure=6, max_terminate=7)
    counters = link.counters
    assert (counters.restart, counters.max_configure) == (3, 4)
    assert (counters.max_failure, counters.max_terminate) == (6, 7)


def test_without_aaa_nobody_is_asked_for_leave() -> None:
    router = config()
    assert not told(replace(router, aaa=replace(router.aaa, new_model=False))).authorize


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        (VirtualTemplate(1, address=IPv4Interface("10.1.0.1/24")), IPv4Address("10.1.0.1")),
        (VirtualTemplate(1, unnumbered="Loopback0"), IPv4Address("172.16.10.100")),
        (VirtualTemplate(1, unnumbered="Loopback9"), None),
        (VirtualTemplate(1, ppp=PppSettings()), None),
    ],
)
def test_the_routers_address_is_its_own_or_borrowed(
    template: VirtualTemplate, expected: IPv4Address | None
) -> None:
    assert local_address(config(), template) == expected
