"""What a run is told to do: who calls, when, how long, and what passes meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from ipaddress import IPv4Address

from vpdn.client.settings import DialSettings
from vpdn.errors import ConfigError
from vpdn.net.carriage import Carriage
from vpdn.ppp.personality import LINUX, Personality

HOLD = 60.0
MOST_CALLS = 32768
"""At once: half of the call ids there are, so that a free one is soon found."""


class Kind(Enum):
    """Echo comes back from any host; UDP goes one way."""

    ECHO = "echo"
    UDP = "udp"


@dataclass(frozen=True, slots=True)
class Traffic:
    """What each call sends while it is up: IP packets of `octets`, `rate` a second."""

    kind: Kind
    octets: int
    rate: float

    def __str__(self) -> str:
        return f"{self.kind.value}:{self.octets}@{self.rate:g}/s"


@dataclass(frozen=True, slots=True)
class Plan:
    """`sessions` calls, begun at `rate` a second, each held for `hold` seconds.

    With a `duration` (seconds) a call that ends is replaced until the time is over, and a `hold`
    of None is until then; `churn` calls a second, the oldest first, are then ended and replaced.
    At most `dialling` calls, if that is given, are being set up at any time.
    """

    sessions: int = 100
    rate: float = 20.0
    hold: float | None = None
    duration: float | None = None
    churn: float = 0.0
    dialling: int | None = None

    @property
    def patience(self) -> float | None:
        """Seconds a call is held, None: until the run is over."""
        return HOLD if self.hold is None and self.duration is None else self.hold

    @property
    def most_at_once(self) -> int:
        """Calls that are up together if all goes well."""
        if self.patience is None or self.duration is not None:
            return self.sessions
        return min(self.sessions, max(1, round(self.rate * self.patience)))

    def check(self) -> None:
        """Raises ConfigError for what contradicts itself."""
        if self.sessions > MOST_CALLS:
            raise ConfigError(f"{self.sessions} sessions; {MOST_CALLS} is the most")
        if self.churn and self.duration is None:
            raise ConfigError("churn needs a duration")


@dataclass(frozen=True, slots=True)
class LoadSettings:
    """`call` is every call's settings but for user, password and personality, which take turns,
    as the addresses to dial from (`sources`) do. Traffic goes to `target`, or to the server's
    own end of the tunnel; `carriage` chooses the engine."""

    call: DialSettings
    plan: Plan = Plan()
    users: tuple[tuple[str, str], ...] = ()
    """Names and passwords; without any, those of `call`."""
    personalities: tuple[Personality, ...] = (LINUX,)
    sources: tuple[IPv4Address | None, ...] = (None,)
    traffic: tuple[Traffic, ...] = ()
    target: IPv4Address | None = None
    carriage: Carriage = Carriage.AUTO

    def of(self, number: int) -> DialSettings:
        """The settings of the call with that number."""
        users = self.users or ((self.call.user, self.call.password),)
        user, password = users[number % len(users)]
        personality = self.personalities[number % len(self.personalities)]
        return replace(self.call, user=user, password=password, personality=personality)

    def with_password(self, password: str) -> LoadSettings:
        return replace(self, call=self.call.with_password(password))

    def check(self) -> None:
        """Raises ConfigError for what can never work."""
        self.plan.check()
        for number in range(max(1, len(self.users))):
            self.of(number).check()
        for each in self.traffic:
            if each.octets > self.call.mtu:
                raise ConfigError(f"{each}: larger than the MTU of {self.call.mtu}")
