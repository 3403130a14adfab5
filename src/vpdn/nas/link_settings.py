"""From a virtual template to what `ppp.Link` is told."""

from __future__ import annotations

from ipaddress import IPv4Address

from vpdn.aaa.settings import AaaSettings
from vpdn.nas.config import MppeSettings, RouterConfig, VirtualTemplate
from vpdn.ppp.auth.method import AuthMethod
from vpdn.ppp.settings import STRENGTHS, LinkSettings, MppePolicy
from vpdn.ppp.timing import Counters

METHODS = {
    "pap": AuthMethod.PAP,
    "chap": AuthMethod.CHAP,
    "ms-chap": AuthMethod.MS_CHAP,
    "ms-chap-v2": AuthMethod.MS_CHAP_V2,
}


def local_address(config: RouterConfig, template: VirtualTemplate) -> IPv4Address | None:
    """The router's own address on the sessions of a template."""
    if template.address is not None:
        return template.address.ip
    lender = config.interfaces.get(template.unnumbered or "")
    return lender.address.ip if lender is not None and lender.address is not None else None


def link_settings(config: RouterConfig, template: VirtualTemplate) -> LinkSettings:
    """The router's end of a link: it listens first, authenticates, and gives addresses."""
    ppp = template.ppp
    return LinkSettings(
        name=(ppp.chap_hostname or config.hostname).encode(),
        authenticate=tuple(METHODS[word] for word in ppp.authentication if word in METHODS),
        mppe=_mppe(ppp.mppe),
        local_address=local_address(config, template) or IPv4Address(0),
        dns=ppp.dns or config.dns,
        nbns=ppp.nbns or config.nbns,
        authorize=_authorizes(config.aaa),
        passive=True,
        lcp_delay=ppp.lcp_delay,
        mru=template.mtu,
        authentication_timeout=ppp.timeout_authentication,
        max_bad_authentication=ppp.max_bad_authentication,
        counters=Counters(ppp.timeout_retry, ppp.max_configure, ppp.max_failure, ppp.max_terminate),
        keepalive=template.keepalive,
        keepalive_retries=template.keepalive_retries,
    )


def _mppe(settings: MppeSettings | None) -> MppePolicy | None:
    if settings is None:
        return None
    bits = STRENGTHS if settings.bits is None else frozenset({settings.bits})
    return MppePolicy(
        bits,
        required=settings.required,
        passive=settings.passive,
        stateful=settings.stateful,
        yields=not settings.stateful,
    )


def _authorizes(aaa: AaaSettings) -> bool:
    return aaa.new_model and bool(aaa.authorization_network)
