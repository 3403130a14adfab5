"""IPCP's policy: addresses and name servers, RFC 1332 section 3 and RFC 1877.

The giving end does not know addresses by itself: the peer's first request asks for one and
waits. The asking end requests 0.0.0.0 and takes what is Naked. Van Jacobson's compression and
the deprecated address pair are rejected. Pools and routes are the owner's business.
"""

from __future__ import annotations

from enum import Enum
from ipaddress import IPv4Address

from vpdn.machine import Trace
from vpdn.ppp.outputs import AddressNeeded, AuthorizationNeeded, Grant, Stage
from vpdn.ppp.policy import Ack, Ask, Judgement, Nak, Options, Refusal, Reject
from vpdn.ppp.settings import UNSPECIFIED, LinkSettings
from vpdn.ppp.trace import AddressChecked
from vpdn.wire.cp import Option
from vpdn.wire.ipcp import IpAddress, PrimaryDns, PrimaryNbns, SecondaryDns, SecondaryNbns

ERROR_NO_ADDRESS = 738
Server = PrimaryDns | PrimaryNbns | SecondaryDns | SecondaryNbns


class _Wait(Enum):
    """How far the peer's address is."""

    NOT_ASKED = "nobody was asked yet"
    ASKED = "an answer is awaited"
    KNOWN = "there is one"
    NONE = "there is none to give"
    REFUSED = "there is none, and the peer was told"


class IpcpPolicy:
    """`dns` and `nbns` are what the peer gets when it asks."""

    __slots__ = (
        "_asks",
        "_assigned",
        "_authorize",
        "_awaiting_grant",
        "_fixed",
        "_gives",
        "_granted",
        "_note",
        "_wait",
        "attributes",
        "local",
        "remote",
    )

    def __init__(
        self,
        settings: LinkSettings,
        dns: tuple[IPv4Address, ...] = (),
        nbns: tuple[IPv4Address, ...] = (),
    ) -> None:
        self.local = settings.local_address
        self.remote = UNSPECIFIED
        """The peer's address, once granted."""
        self.attributes: tuple[str, ...] | None = None
        """What the authorization for IPCP granted; None when none was asked."""
        self._fixed = settings.local_address != UNSPECIFIED
        self._authorize = settings.authorize
        self._gives = _servers_to_give(dns, nbns)
        self._asks: dict[int, Option] = {IpAddress.type: IpAddress(self.local)}
        for kind in settings.personality.ask_servers:
            self._asks[kind.type] = kind(UNSPECIFIED)
        self._wait = _Wait.NOT_ASKED if settings.assigns_address else _Wait.KNOWN
        self._assigned = UNSPECIFIED if settings.assigns_address else None
        self._granted: IPv4Address | None = None
        self._awaiting_grant: IPv4Address | None = None
        self._note: tuple[Trace, ...] | None = None

    @property
    def dns(self) -> tuple[IPv4Address, ...]:
        """The name servers we were given."""
        return self._given(PrimaryDns.type, SecondaryDns.type)

    @property
    def nbns(self) -> tuple[IPv4Address, ...]:
        return self._given(PrimaryNbns.type, SecondaryNbns.type)

    def assign(self, address: IPv4Address | None) -> None:
        """The answer to AddressNeeded."""
        self._wait = _Wait.NONE if address is None else _Wait.KNOWN
        self._assigned = address

    def grant(self, grant: Grant) -> None:
        """The answer to AuthorizationNeeded for the address last asked about."""
        if self._awaiting_grant is None:
            return
        self._granted = self._awaiting_grant
        self._note = (self._check(self._granted, grant.attributes, resumed=True),)

    def request(self) -> Options:
        return tuple(self._asks.values())

    def judge(self, asked: Options) -> Judgement:
        addresses = [option.address for option in asked if isinstance(option, IpAddress)]
        hers = addresses[0] if addresses else UNSPECIFIED
        if self._wait is _Wait.NOT_ASKED:
            self._wait = _Wait.ASKED
            self._note = ()
            return Ask((*self._checked(hers), AddressNeeded(hers)))
        if self._wait is _Wait.ASKED:
            return Ask()
        if self._wait is _Wait.REFUSED or (self._wait is _Wait.NONE and not addresses):
            return Refusal("no address for the peer", ERROR_NO_ADDRESS)
        return self._judge(asked, hers)

    def naked(self, hints: Options) -> Refusal | None:
        for hint in hints:
            if hint.type not in self._asks or (isinstance(hint, IpAddress) and self._fixed):
                continue
            self._asks[hint.type] = hint
            if isinstance(hint, IpAddress):
                self.local = hint.address
        return None

    def rejected(self, options: Options) -> Refusal | None:
        for option in options:
            self._asks.pop(option.type, None)
        if IpAddress.type not in self._asks and not self._fixed:
            return Refusal("the peer gives no address", ERROR_NO_ADDRESS)
        return None

    def _judge(self, asked: Options, hers: IPv4Address) -> Judgement:
        rejects = tuple(option for option in asked if self._unwanted(option))
        if rejects:
            if self._wait is _Wait.NONE:
                self._wait = _Wait.REFUSED
            return Reject(rejects, self._noted(hers))
        naks = self._naks(asked, hers)
        if naks:
            return Nak(naks, self._noted(hers))
        if self._authorize and self._granted != hers:
            return self._ask_leave(hers)
        self.remote = hers
        return Ack(self._noted(hers))

    def _unwanted(self, option: Option) -> bool:
        if not isinstance(option, IpAddress):
            return option.type not in self._gives
        nothing_to_give = self._assigned is None and option.address == UNSPECIFIED
        return nothing_to_give or self._wait is _Wait.NONE

    def _naks(self, asked: Options, hers: IPv4Address) -> Options:
        wrong = [
            self._gives[option.type]
            for option in asked
            if option.type in self._gives and option != self._gives[option.type]
        ]
        if self._assigned is not None and hers != self._assigned:
            return (IpAddress(self._assigned), *wrong)
        return tuple(wrong)

    def _ask_leave(self, hers: IPv4Address) -> Judgement:
        if self._awaiting_grant == hers:
            return Ask()
        self._awaiting_grant = hers
        started = self._check(hers, (), pending=True)
        return Ask((started, AuthorizationNeeded(Stage.IPCP_ADDRESS, hers)))

    def _noted(self, hers: IPv4Address) -> tuple[Trace, ...]:
        """The record of this check, unless it was made when the answer had to be waited for."""
        note, self._note = self._note, None
        return self._checked(hers) if note is None else note

    def _checked(self, hers: IPv4Address) -> tuple[Trace, ...]:
        return () if self.attributes is None else (self._check(hers, self.attributes),)

    def _check(
        self,
        hers: IPv4Address,
        attributes: tuple[str, ...],
        pending: bool = False,
        resumed: bool = False,
    ) -> AddressChecked:
        return AddressChecked(hers, self._assigned or UNSPECIFIED, attributes, pending, resumed)

    def _given(self, *types: int) -> tuple[IPv4Address, ...]:
        options = [self._asks[kind] for kind in types if kind in self._asks]
        addresses = [option.address for option in options if isinstance(option, Server)]
        return tuple(address for address in addresses if address != UNSPECIFIED)


def _servers_to_give(
    dns: tuple[IPv4Address, ...], nbns: tuple[IPv4Address, ...]
) -> dict[int, Option]:
    """Two of each kind at most: RFC 1877 has no option for a third."""
    named = zip((PrimaryDns, SecondaryDns), dns, strict=False)
    windows = zip((PrimaryNbns, SecondaryNbns), nbns, strict=False)
    return {kind.type: kind(address) for kind, address in (*named, *windows)}
