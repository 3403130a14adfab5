"""The `ppp …` commands of an `interface Virtual-Template N`: how often, and how long."""

from __future__ import annotations

from dataclasses import replace

from vpdn.ios.configuration.numbers import number
from vpdn.ios.modes import TEMPLATE
from vpdn.ios.sections import Section
from vpdn.ios.setting import accepted, setting
from vpdn.nas.config import PppSettings

_PPP = Section.BODY_PPP


def _count(
    words: str, high: int, attribute: str, default: int, sentence: str, *, low: int = 1
) -> None:
    number(
        TEMPLATE,
        f"ppp {words}",
        low,
        high,
        attribute,
        f"{words}  {sentence}\nnumber  Number of attempts",
        default=default,
        part="ppp",
        section=_PPP,
    )


_count("max-bad-auth", 255, "max_bad_authentication", 1, "Allow multiple authentication failures")
_count(
    "max-configure",
    255,
    "max_configure",
    10,
    "Number of conf-reqs sent before assuming peer is unable to respond",
)
_count(
    "max-failure",
    10,
    "max_failure",
    5,
    "Number of conf-naks sent before assuming configuration is not converging",
    low=2,
)
_count("max-terminate", 255, "max_terminate", 2, "Maximum unacknowledged term-reqs", low=2)


def _timeout(word: str, low: int, high: int, attribute: str, default: int, sentence: str) -> None:
    number(
        TEMPLATE,
        f"ppp timeout {word}",
        low,
        high,
        attribute,
        f"{_TIMEOUT}\n{word}  {sentence}\nnumber  Seconds",
        default=default,
        part="ppp",
        section=_PPP,
    )


_TIMEOUT = "timeout  Set PPP timeout parameters"
_timeout(
    "retry", 1, 255, "timeout_retry", 2, "Maximum time to wait for a response during negotiation"
)
_timeout(
    "authentication",
    0,
    255,
    "timeout_authentication",
    10,
    "Maximum time to wait for authentication response",
)
_timeout(
    "idle",
    0,
    2147483,
    "timeout_idle",
    0,
    "End a call that carries nothing; AAA's word goes before",
)


@setting(
    TEMPLATE,
    "[no] ppp timeout absolute / (0-35791)$minutes [(0-59)$seconds]",
    f"{_TIMEOUT}\nabsolute  End a call after that long; AAA's word goes before\n"
    "minutes  Minutes\nseconds  Seconds",
    section=_PPP,
    part="ppp",
)
def timeout_absolute(ppp: PppSettings, minutes: int, seconds: int = 0) -> PppSettings:
    return replace(ppp, timeout_absolute=minutes * 60 + seconds)


accepted(
    TEMPLATE,
    "[no] ppp timeout ncp / (1-255)$number",
    "a call has two minutes to come up, whatever its network layer does",
    f"{_TIMEOUT}\nncp  Maximum time to wait for the network layer to negotiate\nnumber  Seconds",
    section=_PPP,
)
