"""The control connection: RFC 2637 section 3.1, for its originator and its receiver.

Octets of the TCP connection come in, outputs go out; calls are handed to `calls`. What is
malformed, or has no row in `control_table`, closes the connection (section 3). The machine
never opens or closes a socket and never knows an address.
"""

from __future__ import annotations

from collections.abc import Container
from ipaddress import IPv4Address

from vpdn.errors import DecodeError, MisuseError
from vpdn.machine import Entropy, earliest
from vpdn.pptp import messages
from vpdn.pptp.call import Side
from vpdn.pptp.calls import Calls
from vpdn.pptp.control_table import ERRORS, TABLE, ControlAction
from vpdn.pptp.messages import Codes, transmit
from vpdn.pptp.outputs import (
    CallEnded,
    CallState,
    Connected,
    ControlChanged,
    ControlEvent,
    ControlMessage,
    ControlState,
    Disconnect,
    EchoChanged,
    EchoState,
    EndCause,
    MessageRefused,
    PptpOutput,
    Role,
    TunnelCreated,
    TunnelDestroyed,
)
from vpdn.pptp.settings import ControlSettings
from vpdn.wire import pptp
from vpdn.wire.pptp_stream import Splitter


def wins_collision(ours: IPv4Address, theirs: IPv4Address) -> bool:
    """Whose Start-Control-Connection-Request counts when both ends sent one, section 3.1.3."""
    return int(ours) > int(theirs)


class ControlConnection:
    """One TCP connection to or from port 1723. `state` is public for the console.

    Begin with `accept` (the peer opened TCP) or `start` (we did). `taken` holds the call ids in
    use elsewhere: GRE tells calls apart by nothing else on this machine.
    """

    def __init__(
        self,
        role: Role,
        settings: ControlSettings,
        entropy: Entropy,
        taken: Container[int] = (),
    ) -> None:
        self.state = ControlState.IDLE
        self._role = role
        self._settings = settings
        self._splitter = Splitter()
        self._calls = Calls(settings, entropy, taken)
        self._deadline: float | None = None
        self._echo = EchoState.IDLE
        self._echo_identifier = 0

    @property
    def deadline(self) -> float | None:
        return earliest(self._deadline, self._calls.deadline)

    @property
    def call_states(self) -> dict[int, CallState]:
        """The state of every call, by our Call ID."""
        return self._calls.states()

    # --- the TCP connection -----------------------------------------------------------------

    def accept(self, now: float) -> list[PptpOutput]:
        """The peer opened the TCP connection."""
        self._deadline = now + self._settings.reply_timeout
        return [TunnelCreated(peer_initiated=True)]

    def start(self, now: float) -> list[PptpOutput]:
        """We opened the TCP connection."""
        return [TunnelCreated(peer_initiated=False), *self._fire(ControlEvent.OPEN, now)]

    def receive(self, data: bytes, now: float) -> list[PptpOutput]:
        """Octets of the TCP connection, cut anyhow."""
        outputs: list[PptpOutput] = []
        try:
            while whole := self._splitter.feed(data):
                data = b""
                for each in whole:
                    outputs += self._one(each, now)
        except DecodeError as error:
            outputs += self._invalid(str(error), now)
        return outputs

    def lost(self, now: float) -> list[PptpOutput]:
        """The TCP connection is gone."""
        return self._fire(ControlEvent.TCP_LOST, now)

    def collide(self, won: bool, now: float) -> list[PptpOutput]:
        """Start-Control-Connection-Requests crossed (see `wins_collision`). Told to the
        connection the loser opened: by the loser to the one it started, by the winner to the one
        it accepted."""
        return self._fire(ControlEvent.COLLISION_WON if won else ControlEvent.COLLISION_LOST, now)

    def tick(self, now: float) -> list[PptpOutput]:
        outputs: list[PptpOutput] = []
        if self._calls.stuck(now):
            outputs += self._fire(ControlEvent.CALL_STUCK, now)
        outputs += self._after(self._calls.tick(now), now)
        if self._deadline is not None and now >= self._deadline:
            waiting = self._echo is EchoState.WAIT_REPLY
            lost = self.state is ControlState.ESTABLISHED and waiting
            outputs += self._fire(ControlEvent.ECHO_LOST if lost else ControlEvent.TIMEOUT, now)
        return outputs

    def stop(self, now: float) -> list[PptpOutput]:
        """End every call, then the control connection."""
        outputs: list[PptpOutput] = []
        if self.state is ControlState.ESTABLISHED:
            for call_id in self._calls.states():
                outputs += self._calls.clear(call_id, now, _ADMIN_SHUTDOWN)
            outputs += self._calls.drop(EndCause.CLEARED_BY_US)
        return outputs + self._fire(ControlEvent.CLOSE, now)

    # --- calls ------------------------------------------------------------------------------

    def place(self, now: float) -> list[PptpOutput]:
        """Ask for a call: outgoing as a PNS, incoming as a PAC. Its id comes in CallConnected.

        Raises MisuseError when the control connection is not established."""
        if self.state is not ControlState.ESTABLISHED:
            raise MisuseError("a call needs an established control connection")
        side = Side.PNS_OUTGOING if self._role is Role.PNS else Side.PAC_INCOMING
        return self._calls.place(side, now)

    def answer(
        self,
        call_id: int,
        accepted: bool,
        now: float,
        result: int | None = None,
        error: int = 0,
        cause: int = 0,
    ) -> list[PptpOutput]:
        """Answer a CallRequested. Without `result`: connected, or general error when `error` is
        given, or do-not-accept. Nothing happens when the peer has given the call up."""
        codes: Codes | None = None
        if result is not None:
            codes = (result, error, cause)
        elif error:
            codes = (pptp.OutgoingCallResult.GENERAL_ERROR, error, cause)
        return self._calls.answer(call_id, accepted, now, codes)

    def clear(
        self, call_id: int, now: float, result: int = pptp.DisconnectResult.ADMIN_SHUTDOWN
    ) -> list[PptpOutput]:
        """End a call; `result` is a DisconnectResult. Nothing happens when it has ended."""
        return self._after(self._calls.clear(call_id, now, (result, 0, 0)), now)

    def set_link_info(self, call_id: int, send: int, receive: int, now: float) -> list[PptpOutput]:
        """Tell the peer the ACCMs of an established call; nothing when there is none."""
        return self._calls.set_link_info(call_id, send, receive)

    def _after(self, outputs: list[PptpOutput], now: float) -> list[PptpOutput]:
        """What calls did, and the stop that follows when the last one ended."""
        ended = any(isinstance(output, CallEnded) for output in outputs)
        idle = ended and not self._calls and self._settings.stop_without_calls
        return outputs + (self._fire(ControlEvent.NO_SESSION, now) if idle else [])

    # --- what the peer says -----------------------------------------------------------------

    def _one(self, octets: bytes, now: float) -> list[PptpOutput]:
        if self.state is ControlState.CLOSED:
            return []
        message = pptp.decode(octets)
        return [ControlMessage(False, message), *self._message(message, now)]

    def _message(self, message: pptp.Message, now: float) -> list[PptpOutput]:
        match message:
            case pptp.StartControlConnectionRequest():
                ok = message.version >= pptp.VERSION
                event = ControlEvent.SCCRQ_OK if ok else ControlEvent.SCCRQ_BAD
                return self._started(event, message, now)
            case pptp.StartControlConnectionReply():
                return self._started(_judge(message), message, now)
            case pptp.StopControlConnectionRequest():
                return self._control(ControlEvent.STOP_CCRQ, now)
            case pptp.StopControlConnectionReply():
                return self._control(ControlEvent.STOP_CCRP, now)
        if self.state is ControlState.WAIT_STOP_REPLY:
            # It crossed our Stop-Control-Connection-Request, which ended all it could be about.
            return []
        if self.state is not ControlState.ESTABLISHED:
            return self._invalid(f"{type(message).__name__} in {self.state.value}", now)
        if isinstance(message, pptp.EchoRequest):
            return self._echo_request(message.identifier)
        if isinstance(message, pptp.EchoReply):
            return self._echo_reply(message.identifier)
        return self._after(self._calls.receive(message, now), now)

    def _started(
        self,
        event: ControlEvent,
        message: pptp.StartControlConnectionRequest | pptp.StartControlConnectionReply,
        now: float,
    ) -> list[PptpOutput]:
        outputs = self._control(event, now)
        if self.state is ControlState.ESTABLISHED:
            outputs.append(Connected(message.host_name, message.vendor, message.firmware))
        return outputs

    def _control(self, event: ControlEvent, now: float) -> list[PptpOutput]:
        """A message that moves the connection itself: legal only where the table has a row."""
        if (self.state, event) not in TABLE:
            return self._invalid(f"{event.value} in {self.state.value}", now)
        return self._fire(event, now)

    def _invalid(self, reason: str, now: float) -> list[PptpOutput]:
        """Section 3: log it and close."""
        if self.state is ControlState.CLOSED:
            return []
        return [MessageRefused(reason), *self._fire(ControlEvent.BAD_MESSAGE, now)]

    def _echo_request(self, identifier: int) -> list[PptpOutput]:
        event, state = ControlEvent.ECHO_RQ, ControlState.ESTABLISHED
        return [
            ControlChanged(event, state, state),
            EchoChanged(event, self._echo, self._echo),
            *transmit(pptp.EchoReply(identifier)),
        ]

    def _echo_reply(self, identifier: int) -> list[PptpOutput]:
        if identifier != self._echo_identifier or self._echo is EchoState.IDLE:
            return [MessageRefused("EchoReply to no request of ours")]
        self._echo = EchoState.IDLE
        return []

    # --- the table --------------------------------------------------------------------------

    def _fire(self, event: ControlEvent, now: float) -> list[PptpOutput]:
        """Take the table's row; an event of our own side without a row does nothing."""
        row = TABLE.get((self.state, event))
        if row is None:
            return []
        old, (new, actions) = self.state, row
        self._enter(new, now)
        outputs: list[PptpOutput] = [ControlChanged(event, old, new)]
        for action in actions:
            outputs += self._perform(action, event, now)
        return outputs

    def _enter(self, state: ControlState, now: float) -> None:
        self.state = state
        match state:
            case ControlState.CLOSED:
                self._deadline = None
            case ControlState.ESTABLISHED:
                # From then to then, whatever else was heard: so does the reference.
                self._deadline = now + self._settings.echo if self._settings.echo else None
            case _:
                self._deadline = now + self._settings.reply_timeout

    def _perform(self, action: ControlAction, event: ControlEvent, now: float) -> list[PptpOutput]:
        match action:
            case ControlAction.SEND_REQUEST:
                return transmit(messages.start_request(self._settings))
            case ControlAction.SEND_REPLY:
                return transmit(messages.start_reply(self._settings, pptp.StartResult.OK))
            case ControlAction.SEND_VERSION_REFUSED:
                refused = pptp.StartResult.VERSION_NOT_SUPPORTED
                return transmit(messages.start_reply(self._settings, refused))
            case ControlAction.SEND_STOP:
                return transmit(pptp.StopControlConnectionRequest())
            case ControlAction.SEND_STOP_VERSION:
                return transmit(pptp.StopControlConnectionRequest(pptp.StopReason.PROTOCOL))
            case ControlAction.SEND_STOP_REPLY:
                return transmit(pptp.StopControlConnectionReply())
            case ControlAction.SEND_ECHO:
                self._echo = EchoState.WAIT_REPLY
                self._echo_identifier = (self._echo_identifier + 1) % 0x100000000
                return transmit(pptp.EchoRequest(self._echo_identifier))
            case ControlAction.END_CALLS:
                stopped = event is ControlEvent.STOP_CCRQ
                cause = EndCause.CLEARED_BY_PEER if stopped else EndCause.CONTROL_LOST
                return self._calls.drop(cause)
            case ControlAction.DESTROY:
                self._enter(ControlState.CLOSED, now)
                return [TunnelDestroyed(), Disconnect(event.value, event in ERRORS)]


_ADMIN_SHUTDOWN: Codes = (pptp.DisconnectResult.ADMIN_SHUTDOWN, pptp.ErrorCode.NONE, 0)


def _judge(reply: pptp.StartControlConnectionReply) -> ControlEvent:
    """A refusal's result tells more than its version."""
    if reply.result == pptp.StartResult.OK:
        return ControlEvent.SCCRP_OK if reply.version >= pptp.VERSION else ControlEvent.SCCRP_BAD
    return ControlEvent.SCCRP_REFUSED
