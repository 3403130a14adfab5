"""Two links joined on a virtual clock: the router's end and the client's, with a bad line between.

Each end has an owner that answers what its link asks: credentials are checked for real against
one password, leave is given, addresses come from a list. Nothing sleeps; a run is a function of
its seed.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from random import Random

from vpdn.crypto import chap, mschap
from vpdn.crypto.mppe_keys import KeyMaterial, mschap_keys, mschap_v2_keys
from vpdn.machine import Trace, earliest
from vpdn.ppp.auth.method import AuthMethod
from vpdn.ppp.link import Link
from vpdn.ppp.outputs import (
    Accepted,
    AddressNeeded,
    AuthNeeded,
    AuthorizationNeeded,
    ChapCredentials,
    Closed,
    Credentials,
    Grant,
    KeysAgreed,
    KeysDropped,
    LinkOutput,
    MsChapCredentials,
    MsChapV2Credentials,
    NetworkDown,
    NetworkUp,
    PapCredentials,
    PasswordChange,
    Refused,
    Send,
    Verdict,
)
from vpdn.ppp.personality import LINUX
from vpdn.ppp.settings import LinkSettings, Login, MppePolicy


@dataclass(frozen=True, slots=True)
class Faults:
    """Of a line, both directions: probabilities of a frame's fate, seconds of its way."""

    loss: float = 0.0
    duplicate: float = 0.0
    reorder: float = 0.0
    delay: float = 0.01
    jitter: float = 0.0
    seed: int = 0


@dataclass(slots=True)
class Owner:
    """What stands above a link: an AAA that knows one password, and a pool."""

    password: str = "admin"
    addresses: list[IPv4Address] = field(default_factory=lambda: [IPv4Address("172.16.10.1")])
    gives_keys: bool = True
    patience: float = 0.0
    """Seconds an answer takes."""

    def reply(self, link: Link, output: LinkOutput, now: float) -> list[LinkOutput]:
        match output:
            case AuthNeeded(credentials):
                return link.answer(self.verdict(credentials), now)
            case AuthorizationNeeded(stage=stage):
                return link.authorized(stage, Grant(("service=ppp",)), now)
            case AddressNeeded():
                return link.assign(self.addresses[0] if self.addresses else None, now)
            case _:
                return []

    def verdict(self, credentials: Credentials) -> Verdict:
        right, message, keys = check(credentials, self.password)
        if not right:
            return Refused()
        return Accepted(message, keys if self.gives_keys else None)


def check(credentials: Credentials, password: str) -> tuple[bool, bytes, KeyMaterial | None]:
    """Whether the credentials prove `password`, what Success says, and the keys it leaves."""
    nt_hash = mschap.nt_password_hash(password)
    match credentials:
        case PasswordChange():
            return check(credentials.response, password)
        case PapCredentials():
            return credentials.password == password.encode(), b"", None
        case ChapCredentials(identifier, _, challenge, response):
            return (
                chap.md5_response(identifier, password.encode(), challenge) == response,
                b"",
                None,
            )
        case MsChapCredentials(challenge=challenge, nt_response=response):
            keys = mschap_keys(mschap.lm_password_hash(password), nt_hash, challenge)
            return mschap.challenge_response(challenge, nt_hash) == response, b"", keys
        case MsChapV2Credentials(_, name, challenge, peer, response):
            user = name.rpartition(b"\\")[2]
            expected = mschap.generate_nt_response(challenge, peer, user, nt_hash)
            proof = mschap.generate_authenticator_response(nt_hash, response, peer, challenge, user)
            return expected == response, proof, mschap_v2_keys(nt_hash, response)


class End:
    """One link with its owner; `log` is everything it said, with times."""

    def __init__(self, settings: LinkSettings, owner: Owner, seed: int) -> None:
        self.link = Link(settings, Random(seed).randbytes)
        self.owner = owner
        self.log: list[tuple[float, LinkOutput]] = []

    @property
    def outputs(self) -> list[LinkOutput]:
        return [output for _, output in self.log]

    @property
    def effects(self) -> list[LinkOutput]:
        """What was asked for, without traces and frames."""
        return [each for each in self.outputs if not isinstance(each, Trace | Send)]

    @property
    def closed(self) -> Closed | None:
        return next((each for each in self.outputs if isinstance(each, Closed)), None)

    @property
    def network(self) -> NetworkUp | None:
        """The network as it is now."""
        changes = [each for each in self.outputs if isinstance(each, NetworkUp | NetworkDown)]
        return next((each for each in changes[-1:] if isinstance(each, NetworkUp)), None)

    @property
    def keys(self) -> KeysAgreed | None:
        """The keys in use now."""
        changes = [each for each in self.outputs if isinstance(each, KeysAgreed | KeysDropped)]
        return next((each for each in changes[-1:] if isinstance(each, KeysAgreed)), None)


class Pair:
    def __init__(
        self,
        router: LinkSettings,
        client: LinkSettings,
        owner: Owner | None = None,
        faults: Faults | None = None,
    ) -> None:
        self.faults = faults or Faults()
        self.now = 0.0
        self.router = End(router, owner or Owner(), 2 * self.faults.seed + 1)
        self.client = End(client, Owner(), 2 * self.faults.seed + 2)
        self.damage: Callable[[bytes], bytes] = bytes
        """What the line does to a frame's octets."""
        self._random = Random(self.faults.seed)
        self._queue: list[tuple[float, int, End, LinkOutput]] = []
        self._count = 0

    def start(self) -> Pair:
        self.take(self.router, self.router.link.up(self.now))
        self.take(self.client, self.client.link.up(self.now))
        return self

    def run(self, until: float) -> Pair:
        """Everything that happens up to `until`."""
        while (when := self._next()) is not None and when <= until:
            self.now = max(self.now, when)
            self._deliver()
            for end in (self.router, self.client):
                deadline = end.link.deadline
                if deadline is not None and deadline <= self.now:
                    self.take(end, end.link.tick(self.now))
        self.now = max(self.now, until)
        return self

    def take(self, end: End, outputs: list[LinkOutput]) -> None:
        """What an end's link said: frames go on the line, questions to its owner."""
        for output in outputs:
            end.log.append((self.now, output))
            if isinstance(output, Send):
                self._transmit(self._other(end), output)
            elif isinstance(output, AuthNeeded | AuthorizationNeeded | AddressNeeded):
                self._put(self.now + end.owner.patience, end, output)

    def _deliver(self) -> None:
        while self._queue and self._queue[0][0] <= self.now:
            _, _, end, what = heapq.heappop(self._queue)
            if isinstance(what, Send):
                self.take(end, end.link.receive(self.damage(what.frame.encode()), self.now))
            else:
                self.take(end, end.owner.reply(end.link, what, self.now))

    def _transmit(self, to: End, frame: Send) -> None:
        faults, chance = self.faults, self._random.random
        copies = 0 if chance() < faults.loss else 2 if chance() < faults.duplicate else 1
        for _ in range(copies):
            late = 0.05 if chance() < faults.reorder else 0.0
            self._put(self.now + faults.delay + late + faults.jitter * chance(), to, frame)

    def _put(self, when: float, end: End, what: LinkOutput) -> None:
        self._count += 1
        heapq.heappush(self._queue, (when, self._count, end, what))

    def _next(self) -> float | None:
        waiting = self._queue[0][0] if self._queue else None
        return earliest(waiting, self.router.link.deadline, self.client.link.deadline)

    def _other(self, end: End) -> End:
        return self.client if end is self.router else self.router


ROUTER = LinkSettings(
    name=b"angela",
    authenticate=(AuthMethod.MS_CHAP,),
    mppe=MppePolicy(frozenset({40})),
    local_address=IPv4Address("172.16.10.100"),
    passive=True,
    authorize=True,
)
"""The router of the document."""

CLIENT = LinkSettings(
    name=b"",
    login=Login(b"tac", "admin"),
    mppe=MppePolicy(frozenset({40, 56, 128})),
    assigns_address=False,
    keepalive=0.0,
    personality=LINUX,
)
"""A client that takes what it gets."""
