"""The network phase: IPCP and encryption start in turn, other protocols are rejected.

RFC 1661 section 3.6. Where the settings want it, leave is asked for each protocol first, and
packets for it are held meanwhile. Ending the link is said to the owner (`EndLink`), never done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address

from vpdn.errors import DecodeError
from vpdn.machine import earliest
from vpdn.ppp.auth.outcome import Proven
from vpdn.ppp.encryption import ERROR_NO_LOCAL_ENCRYPTION, Encryption, within
from vpdn.ppp.fsm import State
from vpdn.ppp.ipcp import ERROR_NO_ADDRESS, IpcpPolicy
from vpdn.ppp.negotiation import Negotiation
from vpdn.ppp.outputs import AuthorizationNeeded, Grant, LinkOutput, NetworkDown, NetworkUp, Stage
from vpdn.ppp.policy import (
    EndLink,
    LayerDown,
    LayerFailed,
    LayerFinished,
    LayerOutput,
    LayerUp,
    Received,
)
from vpdn.ppp.settings import UNSPECIFIED, LinkSettings
from vpdn.ppp.timing import Identifiers
from vpdn.ppp.trace import ControlPacket, Direction, EncryptionMissing, StateChanged
from vpdn.wire import ccp, cp, ipcp, ipv6cp
from vpdn.wire.ppp import Protocol

ERROR_NO_DIALIN_PERMISSION = 649
ERROR_NO_PROTOCOLS = 720
ERROR_PROTOCOL_REJECTED = 733
ERROR_ADDRESS_REJECTED = 735

MAXIMUM_HELD = 8
"""Packets kept for protocols that may not start yet; the peer repeats what is dropped."""


@dataclass(frozen=True, slots=True)
class RejectProtocol:
    """Answer with a Protocol-Reject."""

    protocol: int
    information: bytes


NetworkOutput = LinkOutput | EndLink | RejectProtocol


class Network:
    """`take_identifiers` gives the counter of one protocol."""

    __slots__ = (
        "_encryption",
        "_held",
        "_impossible",
        "_ipcp",
        "_network_up",
        "_policy",
        "_settings",
        "_stages",
    )

    def __init__(
        self,
        settings: LinkSettings,
        proven: Proven,
        as_authenticator: bool,
        take_identifiers: Callable[[], Identifiers],
    ) -> None:
        self._settings = settings
        dns, nbns = proven.dns or settings.dns, proven.nbns or settings.nbns
        self._policy = IpcpPolicy(settings, dns, nbns)
        self._ipcp = Negotiation(
            Protocol.IPCP, ipcp.decode, self._policy, take_identifiers(), settings.counters
        )
        self._encryption: Encryption | None = None
        self._stages = [Stage.IPCP]
        mppe = within(settings.mppe, proven.encryption)
        required = proven.encryption.required or (settings.mppe and settings.mppe.required)
        reason = "encryption is required, but not of a strength that is allowed here"
        if settings.login is not None and not as_authenticator and proven.keys is None:
            # The end that dialled has no keys but its own: nothing that could be negotiated.
            mppe, reason = None, "encryption is required, but this authentication gives no keys"
        self._impossible = reason if mppe is None and required else ""
        if mppe is not None:
            self._encryption = Encryption(
                settings, mppe, proven, as_authenticator, take_identifiers()
            )
            self._stages.insert(0 if settings.personality.ccp_first else 1, Stage.CCP)
        self._held: list[tuple[int, bytes]] = []
        self._network_up = False

    @property
    def deadline(self) -> float | None:
        encryption = None if self._encryption is None else self._encryption.deadline
        return earliest(self._ipcp.deadline, encryption)

    @property
    def open_ncps(self) -> tuple[Protocol, ...]:
        """The NCPs that are open, IPCP first."""
        encrypted = self._encryption is not None and self._encryption.opened
        opened = [Protocol.IPCP] if self._ipcp.state is State.OPENED else []
        return (*opened, Protocol.CCP) if encrypted else tuple(opened)

    def start(self, now: float) -> list[NetworkOutput]:
        if self._impossible:
            return [EncryptionMissing(), EndLink(self._impossible, ERROR_NO_LOCAL_ENCRYPTION)]
        self._ipcp.open(now)
        if self._encryption is not None:
            self._encryption.up(now)
        return self._next_stage(now)

    def authorized(self, stage: Stage, grant: Grant | None, now: float) -> list[NetworkOutput]:
        """The answer to AuthorizationNeeded for one of the stages of this phase."""
        if stage is Stage.IPCP_ADDRESS:
            return self._address_authorized(grant, now)
        if not self._stages or stage is not self._stages[0]:
            return []
        if grant is not None:
            return self._begin(stage, grant.attributes, now)
        del self._stages[0]
        if stage is Stage.IPCP:
            return [EndLink("IPCP is not allowed", ERROR_NO_DIALIN_PERMISSION)]
        return [*self._without_encryption(now), *self._next_stage(now)]

    def assign(self, address: IPv4Address | None, now: float) -> list[NetworkOutput]:
        """The answer to AddressNeeded."""
        self._policy.assign(address)
        return self._follow_ipcp(self._ipcp.resume(now), now)

    def receive(self, protocol: int, data: bytes, now: float) -> list[NetworkOutput]:
        """A packet of any protocol that is not LCP's or authentication's."""
        if self._awaits_leave(protocol):
            self._held = [*self._held, (protocol, data)][-MAXIMUM_HELD:]
            return []
        if protocol == Protocol.IPCP:
            return self._follow_ipcp(self._ipcp.receive(data, now), now)
        if protocol == Protocol.CCP and self._encryption is not None:
            return [*self._encryption.receive(data, now)]
        return [*_described(protocol, data), RejectProtocol(protocol, data)]

    def rejected(self, protocol: int, now: float) -> list[NetworkOutput]:
        """The peer does not do `protocol`: never start it, or stop it without a word."""
        if protocol == Protocol.CCP and self._encryption is not None:
            return self._without_encryption(now)
        if protocol == Protocol.IPCP:
            ended = self._follow_ipcp(self._ipcp.down(now), now)
            return [*ended, EndLink("the peer does no IPCP", ERROR_PROTOCOL_REJECTED)]
        return []

    def tick(self, now: float) -> list[NetworkOutput]:
        outputs = self._follow_ipcp(self._ipcp.tick(now), now)
        return [*outputs, *(self._encryption.tick(now) if self._encryption else [])]

    def down(self, now: float) -> list[NetworkOutput]:
        """LCP left Opened."""
        outputs = self._follow_ipcp(self._ipcp.down(now), now)
        return [*outputs, *(self._encryption.down(now) if self._encryption else [])]

    def end(self, now: float) -> list[NetworkOutput]:
        """The link ends: no word to the peer."""
        outputs: list[NetworkOutput] = []
        for output in self._ipcp.abandon(now):
            match output:
                case LayerDown():
                    outputs += self._lost()
                case LayerFinished():
                    outputs.append(StateChanged(Protocol.IPCP, State.CLOSED))
        return [*outputs, *(self._encryption.end(now) if self._encryption else [])]

    def renegotiate_ccp(self, now: float) -> list[NetworkOutput]:
        return [*self._encryption.renegotiate(now)] if self._encryption else []

    def reset_needed(self) -> list[NetworkOutput]:
        return [*self._encryption.request_reset()] if self._encryption else []

    # --- one protocol after the other ---

    def _next_stage(self, now: float) -> list[NetworkOutput]:
        if not self._stages:
            return []
        if self._settings.authorize:
            return [AuthorizationNeeded(self._stages[0])]
        return self._begin(self._stages[0], None, now)

    def _begin(
        self, stage: Stage, attributes: tuple[str, ...] | None, now: float
    ) -> list[NetworkOutput]:
        self._stages.remove(stage)
        outputs: list[NetworkOutput]
        if stage is Stage.IPCP:
            self._policy.attributes = attributes
            outputs = self._follow_ipcp(self._ipcp.up(now), now)
        else:
            assert self._encryption is not None, "CCP is a stage only with encryption"
            outputs = [*self._encryption.open(attributes, now)]
        held, self._held = self._held, []
        for protocol, data in held:
            outputs += self.receive(protocol, data, now)
        return [*outputs, *self._next_stage(now)]

    def _awaits_leave(self, protocol: int) -> bool:
        waiting = {Stage.IPCP: Protocol.IPCP, Stage.CCP: Protocol.CCP}
        return any(waiting[stage] == protocol for stage in self._stages)

    def _without_encryption(self, now: float) -> list[NetworkOutput]:
        assert self._encryption is not None, "asked only about encryption there is"
        outputs = self._encryption.rejected(now)
        self._encryption = None
        self._stages = [stage for stage in self._stages if stage is not Stage.CCP]
        return [*outputs]

    def _address_authorized(self, grant: Grant | None, now: float) -> list[NetworkOutput]:
        if grant is None:
            return [EndLink("the peer's address is not allowed", ERROR_ADDRESS_REJECTED)]
        self._policy.grant(grant)
        return self._follow_ipcp(self._ipcp.resume(now), now)

    # --- IPCP ---

    def _follow_ipcp(self, outputs: list[LayerOutput], now: float) -> list[NetworkOutput]:
        followed: list[NetworkOutput] = []
        for output in outputs:
            match output:
                case LayerUp():
                    followed += self._opened()
                case LayerDown():
                    followed += self._lost()
                case LayerFinished(was):
                    followed += self._finished(was)
                case LayerFailed(refusal):
                    followed.append(EndLink(refusal.reason, refusal.error))
                case Received():
                    pass
                case _:
                    followed.append(output)
        return followed

    def _opened(self) -> list[NetworkOutput]:
        policy = self._policy
        unassigned = self._settings.assigns_address and policy.remote == UNSPECIFIED
        if unassigned or policy.local == UNSPECIFIED:
            return [EndLink("IPCP opened without an address", ERROR_NO_ADDRESS)]
        self._network_up = True
        return [NetworkUp(policy.local, policy.remote, policy.dns, policy.nbns)]

    def _lost(self) -> list[NetworkOutput]:
        was, self._network_up = self._network_up, False
        return [NetworkDown()] if was else []

    def _finished(self, was: State) -> list[NetworkOutput]:
        """A peer that took leave of IPCP may come back; one that did not answer is half open, or
        never began: without IP there is nothing the link is for."""
        if was is State.STOPPING:
            return [StateChanged(Protocol.IPCP, State.STOPPED)]
        closed = StateChanged(Protocol.IPCP, State.CLOSED)
        return [closed, EndLink("IPCP was not negotiated", ERROR_NO_PROTOCOLS)]


def _described(protocol: int, data: bytes) -> list[NetworkOutput]:
    """The record of a packet that gets rejected, where its format is known."""
    decoders = {Protocol.CCP: ccp.decode, Protocol.IPV6CP: ipv6cp.decode}
    decode = next((decoders[each] for each in decoders if each == protocol), None)
    if decode is None:
        return []
    try:
        packet: cp.Packet = decode(data)
    except DecodeError:
        return []
    return [ControlPacket(Direction.IN, Protocol(protocol), State.INITIAL, packet)]
