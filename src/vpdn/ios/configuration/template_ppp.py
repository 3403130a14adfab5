"""The `ppp …` commands of an `interface Virtual-Template N`."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address
from typing import Any

from vpdn.ios.modes import TEMPLATE
from vpdn.ios.sections import Section
from vpdn.ios.setting import accepted, setting
from vpdn.nas.config import MppeSettings, VirtualTemplate


def _ppp(template: VirtualTemplate, **changes: Any) -> VirtualTemplate:
    return replace(template, ppp=replace(template.ppp, **changes))


@setting(
    TEMPLATE,
    "[no] ppp encrypt mppe / <auto|40|56|128>$bits [passive|required]$stance [stateful]$stateful",
    """
    encrypt   Enable encryption for PPP
    auto      Offer every key length
    40        Offer 40-bit keys only
    56        Offer 56-bit keys only
    128       Offer 128-bit keys only
    passive   Do not offer MPPE, negotiate it when the peer asks
    required  Disconnect when MPPE is not negotiated
    stateful  Negotiate stateful encryption only
    """,
    section=Section.BODY_PPP,
)
def encrypt(
    template: VirtualTemplate, bits: str, stance: str = "", stateful: str = ""
) -> VirtualTemplate:
    mppe = MppeSettings(
        bits=None if bits == "auto" else int(bits),
        required=stance == "required",
        passive=stance == "passive",
        stateful=bool(stateful),
    )
    return _ppp(template, mppe=mppe)


@setting(
    TEMPLATE,
    "[no] ppp authentication / <pap|chap|ms-chap|ms-chap-v2>$methods... [if-needed]$if_needed"
    " [default|WORD]$list [callin]$callin [one-time]$one_time",
    """
    authentication  Set PPP link authentication method
    pap             Password Authentication Protocol (PAP)
    ms-chap         Microsoft Challenge Handshake Authentication Protocol (MS-CHAP)
    ms-chap-v2      Microsoft CHAP Version 2 (MS-CHAP-V2)
    if-needed       Authenticate only if it was not done before
    default         Use the default authentication list
    list            Use an authentication list with this name
    callin          Authenticate remote on incoming call only
    one-time        One-time passwords
    """,
    section=Section.BODY_PPP,
)
def authentication(
    template: VirtualTemplate,
    methods: tuple[str, ...],
    if_needed: str = "",
    list: str = "default",
    callin: str = "",
    one_time: str = "",
) -> VirtualTemplate:
    return _ppp(template, authentication=tuple(dict.fromkeys(methods)), authentication_list=list)


@authentication.writer
def _authentication(
    methods: tuple[str, ...], if_needed: str, list: str, callin: str, one_time: str
) -> str:
    named = "" if list == "default" else list
    words = ("ppp authentication", *dict.fromkeys(methods), if_needed, named, callin, one_time)
    return " ".join(filter(None, words))


@setting(
    TEMPLATE,
    "[no] ppp authorization / [default|WORD]$list",
    "authorization  Set PPP network authorization method",
    section=Section.BODY_PPP,
)
def authorization(template: VirtualTemplate, list: str = "default") -> VirtualTemplate:
    return _ppp(template, authorization_list=list)


accepted(
    TEMPLATE,
    "[no] ppp accounting / [default|WORD]$list",
    "no accounting records are sent",
    "accounting  Set PPP network accounting method",
    section=Section.BODY_PPP,
)


@setting(
    TEMPLATE,
    "[no] ppp chap hostname / WORD$name",
    "hostname  Set alternate CHAP hostname\nname  Alternate CHAP hostname",
    section=Section.BODY_PPP,
)
def chap_hostname(template: VirtualTemplate, name: str) -> VirtualTemplate:
    return _ppp(template, chap_hostname=name)


@setting(
    TEMPLATE,
    "[no] ppp ipcp <dns|wins>$kind / A.B.C.D$primary [A.B.C.D$secondary]",
    """
    ipcp       PPP IPCP negotiation options
    dns        Specify DNS negotiation options
    wins       Specify WINS negotiation options
    primary    Primary server's address
    secondary  Secondary server's address
    """,
    key=("kind",),
    section=Section.BODY_PPP,
)
def ipcp(
    template: VirtualTemplate,
    kind: str,
    primary: IPv4Address,
    secondary: IPv4Address | None = None,
) -> VirtualTemplate:
    servers = (primary,) if secondary is None else (primary, secondary)
    return _ppp(template, **{"dns" if kind == "dns" else "nbns": servers})


@setting(
    TEMPLATE,
    "[no] ppp lcp delay / (0-255)$seconds",
    """
    lcp      PPP LCP configuration
    delay    Set delay for initiating LCP negotiations
    seconds  Seconds
    """,
    default="ppp lcp delay 2",
    section=Section.BODY_PPP,
)
def lcp_delay(template: VirtualTemplate, seconds: int) -> VirtualTemplate:
    return _ppp(template, lcp_delay=seconds)


@setting(
    TEMPLATE,
    "[no] ppp max-bad-auth / (1-255)$tries",
    "max-bad-auth  Allow multiple authentication failures\ntries  Number of failures allowed",
    default="ppp max-bad-auth 1",
    section=Section.BODY_PPP,
)
def max_bad_auth(template: VirtualTemplate, tries: int) -> VirtualTemplate:
    return _ppp(template, max_bad_authentication=tries)


@setting(
    TEMPLATE,
    "[no] ppp max-configure / (1-255)$count",
    "max-configure  Number of conf-reqs sent before assuming peer is unable to respond\n"
    "count  Number of attempts",
    default="ppp max-configure 10",
    section=Section.BODY_PPP,
)
def max_configure(template: VirtualTemplate, count: int) -> VirtualTemplate:
    return _ppp(template, max_configure=count)


@setting(
    TEMPLATE,
    "[no] ppp max-failure / (2-10)$count",
    "max-failure  Number of conf-naks sent before assuming configuration is not converging\n"
    "count  Number of attempts",
    default="ppp max-failure 5",
    section=Section.BODY_PPP,
)
def max_failure(template: VirtualTemplate, count: int) -> VirtualTemplate:
    return _ppp(template, max_failure=count)


@setting(
    TEMPLATE,
    "[no] ppp max-terminate / (2-255)$count",
    "max-terminate  Maximum unacknowledged term-reqs\ncount  Number of attempts",
    default="ppp max-terminate 2",
    section=Section.BODY_PPP,
)
def max_terminate(template: VirtualTemplate, count: int) -> VirtualTemplate:
    return _ppp(template, max_terminate=count)


@setting(
    TEMPLATE,
    "[no] ppp timeout retry / (1-255)$seconds",
    """
    timeout  Set PPP timeout parameters
    retry    Maximum time to wait for a response during negotiation
    seconds  Seconds
    """,
    default="ppp timeout retry 2",
    section=Section.BODY_PPP,
)
def timeout_retry(template: VirtualTemplate, seconds: int) -> VirtualTemplate:
    return _ppp(template, timeout_retry=seconds)


@setting(
    TEMPLATE,
    "[no] ppp timeout authentication / (0-255)$seconds",
    """
    timeout         Set PPP timeout parameters
    authentication  Maximum time to wait for authentication response
    seconds         Seconds
    """,
    default="ppp timeout authentication 10",
    section=Section.BODY_PPP,
)
def timeout_authentication(template: VirtualTemplate, seconds: int) -> VirtualTemplate:
    return _ppp(template, timeout_authentication=seconds)


accepted(
    TEMPLATE,
    "[no] ppp timeout <idle|absolute|ncp>$what / LINE$rest",
    "calls are not ended for being idle",
    """
    timeout   Set PPP timeout parameters
    idle      Set idle timeout
    absolute  Set absolute timeout
    ncp       Maximum time to wait for the network layer to negotiate
    """,
    key=("what",),
    section=Section.BODY_PPP,
)
accepted(
    TEMPLATE,
    "[no] ppp <multilink|quality|reliable-link|bap|callback|direction|use-tacacs|mtu|pap"
    "|ms-chap>$what / [LINE$rest]",
    "is not negotiated",
    """
    multilink      Make interface multilink capable
    quality        Set minimum Link Quality before link is down
    reliable-link  Use LAPB with PPP to provide a reliable link
    bap            Set BAP bandwidth allocation parameters
    callback       Set PPP link callback option
    direction      Override default PPP direction
    use-tacacs     Use TACACS to verify PPP authentications
    mtu            Set PPP MTU options
    pap            Set PAP authentication parameters
    ms-chap        Set MS-CHAP authentication parameters
    """,
    key=("what",),
    section=Section.BODY_PPP,
)
