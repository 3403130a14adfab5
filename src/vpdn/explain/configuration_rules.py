"""What of a configuration fails before anyone dials: a rule a fault, beyond those of `vpdn check`.

A rule looks at a virtual template, or at all of the configuration, and gives the lines that show
the fault, None where there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from vpdn.explain import configuration_signs as signs
from vpdn.explain.configuration import Reading
from vpdn.explain.configuration_signs import Signs
from vpdn.explain.finding import Finding
from vpdn.nas.config import VirtualTemplate


@dataclass(frozen=True, slots=True)
class Rule:
    """`why` and `cure` may hold `{name}`s: what `signs` tells, and `{template}`'s number."""

    name: str
    error: int
    why: str
    cure: tuple[str, ...]
    signs: Callable[[Reading], Signs]


@dataclass(frozen=True, slots=True)
class TemplateRule:
    name: str
    error: int
    why: str
    cure: tuple[str, ...]
    signs: Callable[[Reading, VirtualTemplate], Signs]


_TEMPLATE = "interface Virtual-Template{template}"

RULES = (
    Rule("VPDN off", 808, "VPDN is not enabled", ("vpdn enable",), signs.vpdn_off),
    Rule(
        "no group",
        808,
        "no vpdn-group accepts PPTP calls",
        ("vpdn-group 1", " accept-dialin", "  protocol pptp", "  virtual-template 1"),
        signs.no_group,
    ),
    Rule(
        "TCP 1723 blocked",
        809,
        "access list {list} on {interface} does not let a PC reach TCP port 1723 of {address}"
        "{doubt}",
        ("put before the line that denies: permit tcp any host {address} eq 1723",),
        signs.control_blocked,
    ),
    Rule(
        "GRE blocked",
        806,
        "access list {list} on {interface} does not let GRE from a PC reach {address}{doubt}",
        ("put before the line that denies: permit gre any host {address}",),
        signs.gre_blocked,
    ),
    Rule(
        "TCP 1723 translated",
        809,
        "NAT hands TCP port 1723 to {local}: calls do not reach this router",
        ("no ip nat inside source static tcp {local} {port} …",),
        signs.control_translated,
    ),
)

TEMPLATE_RULES = (
    TemplateRule(
        "no authentication",
        734,
        "nobody is authenticated, so there are no keys for MPPE",
        (_TEMPLATE, " ppp authentication ms-chap-v2 ms-chap"),
        signs.mppe_without_authentication,
    ),
    TemplateRule(
        "MPPE without MS-CHAP",
        734,
        "MPPE has its keys from MS-CHAP, and {methods} gives none: encryption fails for every PC",
        (_TEMPLATE, " ppp authentication ms-chap-v2 ms-chap"),
        signs.mppe_without_mschap,
    ),
    TemplateRule(
        "not every method has keys",
        742,
        "a PC that is asked for {methods} first has no keys, and cannot encrypt",
        (_TEMPLATE, " ppp authentication ms-chap-v2 ms-chap"),
        signs.method_without_keys,
    ),
    TemplateRule(
        "no MPPE",
        742,
        "there is no `ppp encrypt mppe`: a PC that requires encryption gives up",
        (_TEMPLATE, " ppp encrypt mppe auto"),
        signs.no_mppe,
    ),
    TemplateRule(
        "40 bit",
        742,
        "only {bits}-bit keys are allowed: a PC that wants maximum strength gives up",
        (_TEMPLATE, " ppp encrypt mppe auto"),
        signs.weak_only,
    ),
    TemplateRule(
        "MS-CHAPv1",
        919,
        "only MS-CHAPv1 is offered, which Windows has no longer since Vista",
        (_TEMPLATE, " ppp authentication ms-chap-v2 ms-chap"),
        signs.version_1_only,
    ),
    TemplateRule(
        "TACACS+ gives no keys",
        734,
        'method list "{list}" asks TACACS+, which hands over no keys for MPPE',
        ("aaa authentication ppp {list} group radius local",),
        signs.tacacs,
    ),
    TemplateRule(
        "no RADIUS server",
        691,
        'method list "{list}" asks RADIUS alone, and there is no RADIUS server',
        ("radius-server host ADDRESS auth-port 1812 acct-port 1813", "radius-server key SECRET"),
        signs.no_radius,
    ),
    TemplateRule(
        "no users",
        691,
        "local users are asked for, and none has a password",
        ("username NAME password PASSWORD",),
        signs.no_users,
    ),
    TemplateRule(
        "no network authorization",
        0,
        "without `aaa authorization network` what RADIUS says of a user (address, limits, filters)"
        " is ignored",
        ("aaa authorization network default group radius local",),
        signs.no_authorization,
    ),
    TemplateRule(
        "no address for the PC",
        720,
        "no pool and no address for the PC: only users whose RADIUS entry has one get in",
        (_TEMPLATE, " peer default ip address pool default"),
        signs.no_pool,
    ),
    TemplateRule(
        "pool too small",
        720,
        "the pool has {size} addresses, and {limit}: call {next} gets none",
        ("ip local pool {pool} FIRST-ADDRESS LAST-ADDRESS", "vpdn session-limit {size}"),
        signs.small_pool,
    ),
    TemplateRule(
        "crashed calls count",
        649,
        "without keepalives a call whose PC crashed stays, and counts: user {user}, who may have"
        " {most}, cannot dial again",
        (_TEMPLATE, " keepalive 10"),
        signs.crashed_calls_count,
    ),
)


def findings(reading: Reading) -> Iterator[Finding]:
    """In the order of the table, templates one by one."""
    for rule in RULES:
        yield from _found(rule, rule.signs(reading), {})
    for template in reading.config.templates.values():
        for one in TEMPLATE_RULES:
            yield from _found(one, one.signs(reading, template), {"template": str(template.number)})


def _found(rule: Rule | TemplateRule, found: Signs, names: dict[str, str]) -> Iterator[Finding]:
    if found is not None:
        said = {**names, **found.names}
        cure = tuple(line.format(**said) for line in rule.cure)
        evidence = (found.place,) if found.place else ()
        yield Finding(rule.name, rule.error, rule.why.format(**said), evidence, cure)
