"""What went wrong with a call, as a number: from what was seen up to then.

The machines name what they know (a refused password, a wrong proof, no common method); where
they only say that it is over, how far the call had come decides, as it does on a Windows PC.
"""

from __future__ import annotations

from enum import IntEnum

from vpdn.client import errors
from vpdn.client.errors import DialError
from vpdn.client.settings import DialSettings
from vpdn.datapath.engine import Counters
from vpdn.machine import Trace
from vpdn.ppp.outputs import Closed
from vpdn.ppp.trace import ControlPacket, Direction, KeepaliveLost
from vpdn.pptp.outputs import CallEnded, Disconnect
from vpdn.wire.cp import ConfigureAck, ConfigureNak, Option, TerminateRequest
from vpdn.wire.lcp import AuthenticationProtocol
from vpdn.wire.ppp import Protocol
from vpdn.wire.pptp import ErrorCode, OutgoingCallResult


class Stage(IntEnum):
    """How far a call has come."""

    REACHING = 0
    """TCP is connected, the control connection is not established."""
    CALLING = 1
    """The call is placed and not connected."""
    LINKING = 2
    """GRE may flow, LCP is not open."""
    VERIFYING = 3
    REGISTERING = 4
    CONNECTED = 5


class Evidence:
    """Gathers what is seen of one call."""

    def __init__(self, settings: DialSettings) -> None:
        self.stage = Stage.REACHING
        self.heard = False
        """A PPP frame has come."""
        self.refused = 0
        """The MS-CHAP error of a refusal that was not answered yet."""
        self._settings = settings
        self._silent = False
        self._refused_method = False
        """The last word about a method of authentication was that it is not ours."""
        self._words = ""
        """The peer's own, with which it ended the link."""

    def see(self, trace: Trace) -> None:
        match trace:
            case KeepaliveLost():
                self._silent = True
            case ControlPacket(Direction.OUT, Protocol.LCP, packet=ConfigureNak(options=options)):
                self._refused_method |= _names_a_method(options)
            case ControlPacket(Direction.OUT, Protocol.LCP, packet=ConfigureAck(options=options)):
                self._refused_method &= not _names_a_method(options)
            case ControlPacket(Direction.IN, Protocol.LCP, packet=TerminateRequest(data=data)):
                self._words = _words(data)

    def refusal(self, error: int) -> DialError:
        """The server refused the credentials, with that error of MS-CHAP's."""
        if error == errors.AUTHENTICATION_FAILURE:
            return DialError(error, f"the server refused user {self._settings.user!r}")
        return DialError(error)

    def answered(self, settings: DialSettings) -> None:
        """A person gave another name and password, or a new password."""
        self._settings, self.refused = settings, 0

    def link_closed(self, closed: Closed, counters: Counters) -> DialError:
        """The link is over, and not by our wish."""
        ended_there = closed.error in (0, errors.PPP_REMOTE_TERMINATED)
        # A peer may let go of its wish to authenticate us: it then ends the link that opens so, or
        # we do, as there are no keys.
        ended_open = ended_there or closed.error == errors.NO_LOCAL_ENCRYPTION
        given_up = ended_open and self.stage is not Stage.CONNECTED
        if self._refused_method and (self.stage is Stage.LINKING or given_up):
            return DialError(errors.PEER_REFUSED_AUTH)
        if self._silent:
            return DialError(errors.VPN_DISCONNECT, "the server no longer answers LCP echoes")
        if not self.heard:
            return self._nothing_heard(counters)
        if closed.error == errors.AUTHENTICATION_FAILURE:
            return self.refusal(closed.error)
        if self.refused and ended_there:
            return self.refusal(self.refused)
        if closed.error == errors.PPP_NO_RESPONSE:
            return DialError(errors.PPP_TIMEOUT)
        if ended_there:
            connected = self.stage is Stage.CONNECTED
            number = errors.REMOTE_DISCONNECTION if connected else errors.PPP_LCP_TERMINATED
            said = f"the server ended PPP with the words {self._words!r}" if self._words else ""
            return DialError(number, said)
        own = closed.reason if closed.error == errors.NO_LOCAL_ENCRYPTION else ""
        return DialError(closed.error, own)

    def call_ended(self, ended: CallEnded) -> DialError:
        """The server refused the call or took it away."""
        if self.stage > Stage.CALLING:
            spoke = self.stage >= Stage.VERIFYING
            number = errors.REMOTE_DISCONNECTION if spoke else errors.PORT_DISCONNECTED
            seen = f"call {ended.cause.value}, result {ended.result}, error {ended.error}"
            return DialError(number, seen)
        if ended.result in _BUSY or ended.error == ErrorCode.NO_RESOURCE:
            return DialError(errors.LINE_BUSY)
        seen = f"the server refused the call: result {ended.result}, error {ended.error}"
        return DialError(errors.VPN_REFUSED, seen)

    def disconnected(self, disconnect: Disconnect) -> DialError:
        """The control connection ended."""
        if self.stage is Stage.REACHING:
            return DialError(errors.VPN_REFUSED, disconnect.reason)
        if disconnect.error:
            return DialError(errors.VPN_DISCONNECT, disconnect.reason)
        return DialError(errors.REMOTE_DISCONNECTION, disconnect.reason)

    def out_of_time(self, counters: Counters) -> DialError:
        """Connecting took longer than we were told to wait."""
        waited = f"after {self._settings.timeout:g} s"
        match self.stage:
            case Stage.REACHING:
                seen = f"no Start-Control-Connection-Reply {waited}"
                return DialError(errors.VPN_TIMEOUT, seen)
            case Stage.CALLING:
                return DialError(errors.VPN_TIMEOUT, f"no Outgoing-Call-Reply {waited}")
            case Stage.LINKING if self._refused_method:
                return DialError(errors.PEER_REFUSED_AUTH)
            case Stage.LINKING if not self.heard:
                return self._nothing_heard(counters)
            case Stage.VERIFYING:
                seen = f"no answer to the user name and password {waited}"
                return DialError(errors.PPP_TIMEOUT, seen)
            case Stage.REGISTERING:
                return DialError(errors.PPP_NO_PROTOCOLS, f"no address and encryption {waited}")
            case _:
                return DialError(errors.PPP_TIMEOUT, f"LCP does not open {waited}")

    def _nothing_heard(self, counters: Counters) -> DialError:
        """Acknowledgements come in GRE too: with them, it is not GRE that is blocked."""
        if counters.acks_in:
            return DialError(errors.PPP_NO_RESPONSE)
        return DialError(errors.GRE_BLOCKED)


def _names_a_method(options: tuple[Option, ...]) -> bool:
    return any(isinstance(option, AuthenticationProtocol) for option in options)


def _words(data: bytes) -> str:
    """What a Terminate-Request says, where it is for people (RFC 1661 section 5.5)."""
    return data.decode("ascii") if data.isascii() and data.decode("ascii").isprintable() else ""


_BUSY = frozenset({OutgoingCallResult.BUSY, OutgoingCallResult.NO_CARRIER})
