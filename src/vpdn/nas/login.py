"""Who calls, and what AAA allows him: one session's questions to AAA and their answers.

A user may be allowed so many calls at a time: one counts from the very moment AAA says yes, so
that two who ask at once cannot both be the last one, and until `free`.

At most one question is open at a time. Whatever goes wrong inside AAA is a refusal, never
silence: a peer that waits for a verdict always gets one. It knows no PPP beyond the vocabulary
of `ppp.outputs`.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable
from functools import lru_cache

from vpdn.aaa import radius_interface
from vpdn.aaa.types import AV, Accept, AuthRequest, Emit, Reject
from vpdn.errors import Unavailable
from vpdn.nas.calls import SessionIds
from vpdn.nas.config import PppSettings
from vpdn.nas.services import Services
from vpdn.nas.trace import LimitReached, UserLimitReached
from vpdn.ppp.network import ERROR_NO_DIALIN_PERMISSION
from vpdn.ppp.outputs import (
    Accepted,
    AuthorizationNeeded,
    Credentials,
    EncryptionLeave,
    Grant,
    Refused,
    Stage,
    Verdict,
)

PASSWORD_EXPIRED = 648
"""The MS-CHAP error that follows a right password only."""
REPLACED = "replaced by a new call of the same user"

logger = logging.getLogger(__name__)


class Login:
    """`answered` takes the verdict of each question that was not forgotten meanwhile.
    `interface_lines` is what AAA said about the call's own interface with leave for LCP."""

    __slots__ = (
        "_answered",
        "_asking",
        "_counted",
        "_ids",
        "_ppp",
        "_publish",
        "_services",
        "accept",
        "interface_lines",
        "user",
    )

    def __init__(
        self,
        services: Services,
        ids: SessionIds,
        ppp: PppSettings,
        publish: Emit,
        answered: Callable[[Verdict], None],
    ) -> None:
        self.user = b""
        self.interface_lines: tuple[str, ...] = ()
        self.accept: Accept | None = None
        self._services = services
        self._ids = ids
        self._ppp = ppp
        self._publish = publish
        self._answered = answered
        self._asking: asyncio.Task[None] | None = None
        self._counted = ""

    @property
    def name(self) -> str:
        """The user, as text."""
        return self.user.decode("utf-8", "replace")

    @property
    def method(self) -> str:
        """The AAA method that let the user in."""
        return self.accept.method if self.accept is not None else ""

    def ask(self, credentials: Credentials) -> None:
        """Find out whether these credentials are good; `answered` is told."""
        self.forget()
        self.user = credentials.user
        limits, now = self._services.limits, self._services.clock()
        limit = limits.may_try(self._ids.peer, self.user, now)
        if limit is not None:
            self._publish(LimitReached(limit, self._ids.peer))
            self._answered(Refused())
            return
        self._asking = asyncio.get_running_loop().create_task(self._ask(credentials))

    def begin_anew(self) -> None:
        """LCP begins again. A password whose verdict the peer did not wait for counts as refused:
        else one call could have AAA asked about as many as it can send."""
        if self._asking is not None:
            self._services.limits.refused(self._ids.peer, self.user, self._services.clock())
        self.forget()

    def forget(self) -> None:
        """Nobody waits for the verdict any more: the call is gone."""
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None

    def authorize(self, needed: AuthorizationNeeded) -> Grant | None:
        """May the stage start? None is no."""
        pairs = self._services.aaa.authorize(
            needed.stage,
            self.accept,
            port=self._ids.port,
            user=self.user,
            list_name=self._ppp.authorization_list,
            address=needed.address,
            emit=self._publish,
        )
        if needed.stage is Stage.LCP:
            own = (pair.value for pair in pairs or () if pair.name == radius_interface.NAME)
            self.interface_lines = tuple(own)
        return None if pairs is None else _grant(pairs)

    def free(self) -> None:
        """The user is gone, or was not let in."""
        self._count("")
        self._services.aaa.free(self._ids.port, self._publish)

    def let_go(self) -> None:
        """Nobody hears of it any more."""
        self._publish = self._answered = _nobody

    async def _ask(self, credentials: Credentials) -> None:
        outcome = await self._outcome(credentials)
        self._asking = None
        if isinstance(outcome, Accept):
            outcome = self._admit(outcome)
        match outcome:
            case Accept():
                self.accept = outcome
                self._answered(_verdict(outcome))
            case Reject():
                self.accept = None
                may_change = outcome.may_change_password
                self._answered(Refused(outcome.error, outcome.reason, may_change))
                self.free()

    def _admit(self, accept: Accept) -> Accept | Reject:
        """Is it one call too many? Then it is turned away, or the user's oldest calls are ended. Of
        the errors of RFC 2759 section 6, 649 says no, and nothing against password or account."""
        user = f"{accept.method} {accept.account}" if accept.account else ""
        held, most = self._services.user_calls, accept.max_calls
        while user and most and user != self._counted and held.count(user) >= most:
            limit = f"{most} call{'s' if most > 1 else ''}"
            if not self._services.config.vpdn_replaces_calls:
                self._publish(UserLimitReached(limit))
                return Reject(accept.method, ERROR_NO_DIALIN_PERMISSION, f"limit of {limit}")
            self._replace(held.oldest(user), limit)
        self._count(user)
        return accept

    def _replace(self, number: int, limit: str) -> None:
        """End a call of this user's."""
        call = self._services.calls.numbered(number)
        assert call is not None, "what is counted is there"
        self._publish(UserLimitReached(limit, call.ids.interface))
        call.cut(REPLACED, self._services.clock())

    def _count(self, user: str) -> None:
        """This call is that user's from now on; nobody's when it is ""."""
        calls, number = self._services.user_calls, self._ids.local
        if user == self._counted:
            return
        if self._counted:
            calls.remove(self._counted, number)
        if user:
            calls.add(user, number)
        self._counted = user

    async def _outcome(self, credentials: Credentials) -> Accept | Reject:
        """Only a word of AAA's counts against the user, not its silence, nor a right password."""
        request = AuthRequest(credentials, self._ids.port, self._ids.interface, self._publish)
        try:
            outcome = await self._services.aaa.authenticate_ppp(
                request, self._ppp.authentication_list
            )
        except Unavailable as error:
            return Reject("none", reason=str(error))
        except Exception:
            logger.exception("authentication of %s failed", self._ids.port)
            return Reject("none", reason="internal error")
        if isinstance(outcome, Reject) and outcome.error != PASSWORD_EXPIRED:
            now = self._services.clock()
            self._services.limits.refused(self._ids.peer, self.user, now)
        return outcome


def _nobody(_: object) -> None: ...


def _verdict(accept: Accept) -> Accepted:
    """What the link has to know of an accept."""
    return Accepted(
        accept.message,
        accept.keys,
        accept.source,
        _leave(accept.mppe_required or False, accept.mppe_strengths),
        accept.dns,
        accept.nbns,
    )


def _grant(pairs: tuple[AV, ...]) -> Grant:
    """A link keeps the words of it for CCP and for IPCP. Most are those of every other call, and
    shared; a word that is one call's own goes with it."""
    return Grant(tuple(sys.intern(str(pair)) for pair in pairs))


@lru_cache(16)
def _leave(required: bool, strengths: frozenset[int] | None) -> EncryptionLeave:
    """Calls share what is the same for all of them."""
    return EncryptionLeave(required, strengths)
