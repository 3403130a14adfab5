"""The `ppp …` commands of an `interface Virtual-Template N`: what is negotiated and demanded."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

from vpdn.ios.configuration.numbers import number
from vpdn.ios.modes import TEMPLATE
from vpdn.ios.sections import Section
from vpdn.ios.setting import accepted, setting
from vpdn.nas.config import MppeSettings, PppSettings

_PPP = Section.BODY_PPP


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
    section=_PPP,
    part="ppp",
)
def encrypt(ppp: PppSettings, bits: str, stance: str = "", stateful: str = "") -> PppSettings:
    mppe = MppeSettings(
        bits=None if bits == "auto" else int(bits),
        required=stance == "required",
        passive=stance == "passive",
        stateful=bool(stateful),
    )
    return replace(ppp, mppe=mppe)


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
    section=_PPP,
    part="ppp",
    moot={"one_time": "a user name holds no one-time password here"},
)
def authentication(
    ppp: PppSettings,
    methods: tuple[str, ...],
    if_needed: str = "",
    list: str = "default",
    callin: str = "",
    one_time: str = "",
) -> PppSettings:
    """Every call comes in, and nobody was authenticated before: two words say nothing new."""
    return replace(ppp, authentication=tuple(dict.fromkeys(methods)), authentication_list=list)


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
    section=_PPP,
    part="ppp",
)
def authorization(ppp: PppSettings, list: str = "default") -> PppSettings:
    return replace(ppp, authorization_list=list)


@setting(
    TEMPLATE,
    "[no] ppp accounting / [default|WORD]$list",
    "accounting  Set PPP network accounting method",
    section=_PPP,
    part="ppp",
    reason="no accounting records are sent",
)
def accounting(ppp: PppSettings, list: str = "default") -> PppSettings:
    return replace(ppp, accounting_list=list)


@setting(
    TEMPLATE,
    "[no] ppp chap hostname / WORD$name",
    "hostname  Set alternate CHAP hostname\nname  Alternate CHAP hostname",
    section=_PPP,
    part="ppp",
)
def chap_hostname(ppp: PppSettings, name: str) -> PppSettings:
    return replace(ppp, chap_hostname=name)


accepted(
    TEMPLATE,
    "[no] ppp chap <refuse|wait|password|splitnames|ignoreus>$what / [LINE$rest]",
    "the router authenticates its callers and lets none authenticate it",
    """
    refuse      Refuse to authenticate using CHAP
    wait        Wait for caller to authenticate first
    password    Set default CHAP password
    splitnames  Use different hostnames for sending and receiving CHAP
    ignoreus    Ignore a CHAP user name that is the router's own
    """,
    key=("what",),
    section=_PPP,
)
accepted(
    TEMPLATE,
    "[no] ppp <pap|ms-chap|ms-chap-v2>$what / [LINE$rest]",
    "the router authenticates its callers and lets none authenticate it",
    """
    pap         Set PAP authentication parameters
    ms-chap     Set MS-CHAP authentication parameters
    ms-chap-v2  Set MS-CHAP-V2 authentication parameters
    """,
    key=("what",),
    section=_PPP,
)


@setting(
    TEMPLATE,
    "[no] ppp ipcp <dns|wins>$kind / A.B.C.D$primary [A.B.C.D$secondary] [accept]$accept",
    """
    ipcp       PPP IPCP negotiation options
    dns        Specify DNS negotiation options
    wins       Specify WINS negotiation options
    primary    Primary server's address
    secondary  Secondary server's address
    accept     Accept any non zero address the peer names
    """,
    key=("kind",),
    section=_PPP,
    part="ppp",
    moot={"accept": "a caller is told the servers, it does not name them"},
)
def ipcp(
    ppp: PppSettings,
    kind: str,
    primary: IPv4Address,
    secondary: IPv4Address | None = None,
    accept: str = "",
) -> PppSettings:
    servers = (primary,) if secondary is None else (primary, secondary)
    return replace(ppp, dns=servers) if kind == "dns" else replace(ppp, nbns=servers)


number(
    TEMPLATE,
    "ppp lcp delay",
    0,
    255,
    "lcp_delay",
    """
    lcp     PPP LCP configuration
    delay   Set delay for initiating LCP negotiations
    number  Seconds
    """,
    default=2,
    part="ppp",
    section=_PPP,
)
accepted(
    TEMPLATE,
    "[no] ppp lcp <echo|fast-start|predictive>$what / [LINE$rest]",
    "is not negotiated",
    """
    lcp         PPP LCP configuration
    echo        Echo-Requests that are as long as the MRU
    fast-start  Answer a Configure-Request at once
    predictive  Predict the peer's answers
    """,
    key=("what",),
    section=_PPP,
)


accepted(
    TEMPLATE,
    "[no] ppp <multilink|quality|reliable-link|bap|callback|direction|use-tacacs|mtu>$what"
    " / [LINE$rest]",
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
    """,
    key=("what",),
    section=_PPP,
)
