"""One connection of ours: PPTP's control connection over TCP, and the one call it carries.

RFC 2637 sections 3.1.1 and 3.2.3 (we are the PNS: we send the Outgoing-Call-Request). Brings the
call up, ends it in order, and says what went wrong. No socket, device, clock or route is known:
they are behind three small interfaces.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from ipaddress import IPv4Address, IPv4Network
from typing import Protocol

from vpdn.client import call as calls
from vpdn.client.call import Call, Status
from vpdn.client.diagnosis import Evidence, Stage
from vpdn.client.errors import DialError
from vpdn.client.link_settings import control_settings, resets_accm
from vpdn.client.settings import Answer, DialSettings
from vpdn.datapath.engine import Counters, EngineEvent, SessionSpec
from vpdn.machine import Entropy, earliest
from vpdn.ppp.outputs import Closed
from vpdn.pptp.control import ControlConnection
from vpdn.pptp.outputs import (
    CallConnected,
    CallEnded,
    CallRequested,
    Connected,
    Disconnect,
    EndCause,
    PptpOutput,
    Role,
    Transmit,
)


class DataPath(calls.DataPath, Protocol):
    """Where calls are known by their Call IDs; `carrier.Carrier` is it."""

    @property
    def calls(self) -> Container[int]:
        """Call ids in use."""

    def register(self, call_id: int, connection: Connection) -> None:
        """Frames of `call_id` are for `connection` from now on."""

    def detach(self, call_id: int) -> None: ...


class Transport(Protocol):
    """The TCP connection; both do nothing when it is gone."""

    def write(self, data: bytes) -> None: ...

    def close(self) -> None: ...


class Observer(Protocol):
    """Who the connection is for. `established` may come again, when addresses or encryption
    change; `over` comes once and last, with None after an orderly hang-up."""

    def stage_reached(self, stage: Stage) -> None: ...

    def refused(self, error: DialError) -> None:
        """The credentials were refused and others may be given: `retry`, or `hang_up`. Comes only
        with settings that allow to ask."""

    def established(self, status: Status) -> None: ...

    def over(self, error: DialError | None) -> None: ...

    def changed(self) -> None:
        """The deadline may have moved."""


class Connection:
    """Call `start` when TCP is connected; then `receive`, `tick` at `deadline`, `hang_up`."""

    def __init__(
        self,
        settings: DialSettings,
        server: IPv4Address,
        data_path: DataPath,
        transport: Transport,
        observer: Observer,
        entropy: Entropy,
    ) -> None:
        self._settings = settings
        self._server = server
        self._data_path = data_path
        self._transport = transport
        self._observer = observer
        self._entropy = entropy
        self._manners = control_settings(settings)
        self._control = ControlConnection(Role.PNS, self._manners, entropy, data_path.calls)
        self._evidence = Evidence(settings)
        self._call: Call | None = None
        self._call_id: int | None = None
        self._limit: float | None = None
        """When patience ends: with connecting, then with each step of hanging up."""
        self._ending = False
        self._over = False
        self._error: DialError | None = None

    # --- the outside ------------------------------------------------------------------------

    @property
    def deadline(self) -> float | None:
        if self._over:
            return None
        of_call = self._call.deadline if self._call is not None else None
        return earliest(self._control.deadline, of_call, self._limit)

    @property
    def counters(self) -> Counters:
        """Of the call; zeros while there is none."""
        return self._call.counters if self._call is not None else Counters()

    def start(self, now: float) -> None:
        self._limit = now + self._settings.timeout
        self._reached(Stage.REACHING)
        self._do(self._control.start(now), now)

    def receive(self, data: bytes, now: float) -> None:
        """Octets from the TCP connection."""
        self._do(self._control.receive(data, now), now)

    def lost(self, now: float) -> None:
        """The TCP connection is gone."""
        if not self._over:
            self._do(self._control.lost(now), now)
            self._finish()

    def frame_received(self, frame: bytes, now: float) -> None:
        """A PPP frame of our call that is not IP."""
        if self._call is not None:
            self._call.receive(frame, now)
            self._observer.changed()

    def data_path_event(self, event: EngineEvent, now: float) -> None:
        if self._call is not None:
            self._call.data_path_event(event, now)
            self._observer.changed()

    def tick(self, now: float) -> None:
        if self._over:
            return
        if self._call is not None:
            self._call.tick(now)
        self._do(self._control.tick(now), now)
        if self._limit is not None and now >= self._limit:
            self._out_of_patience(now)
        self._observer.changed()

    def widen(self, networks: tuple[IPv4Network, ...]) -> None:
        """These destinations go into the tunnel, too."""
        if self._call is not None:
            self._call.widen(networks)

    def retry(self, answer: Answer, now: float) -> None:
        """The answer to `refused`. Raises ConfigError when it can be none. Does nothing when it is
        ending already."""
        if self._call is not None and not self._ending:
            self._limit = now + self._settings.timeout
            self._call.retry(answer, now)
            self._observer.changed()

    def hang_up(self, now: float, error: DialError | None = None) -> None:
        """End the link, the call and the control connection, in that order.

        `error` is what the observer is told at the end. Does nothing when it is ending already.
        """
        if self._ending or self._over:
            return
        self._end(error, now)
        if self._call is None:
            self._do(self._control.stop(now), now)
        else:
            self._call.close(error.number if error else 0, now)
        self._observer.changed()

    def abandon(self) -> None:
        """It is over now, whatever the server thinks."""
        self._finish()

    # --- what the control connection wants --------------------------------------------------

    def _do(self, outputs: Iterable[PptpOutput], now: float) -> None:
        for output in outputs:
            match output:
                case Transmit(data):
                    self._transport.write(data)
                case Connected():
                    self._place_call(now)
                case CallConnected():
                    self._call_up(output, now)
                case CallRequested(call_id):
                    self._do(self._control.answer(call_id, False, now), now)
                case CallEnded():
                    self._call_ended(output, now)
                case Disconnect():
                    if not self._ending:
                        self._end(self._evidence.disconnected(output), now)
                    self._finish()
        self._observer.changed()

    def _place_call(self, now: float) -> None:
        self._reached(Stage.CALLING)
        outputs = self._control.place(now)
        for call_id in self._control.call_states:
            self._call_id = call_id
            self._data_path.register(call_id, self)
        self._do(outputs, now)

    def _call_up(self, call: CallConnected, now: float) -> None:
        self._reached(Stage.LINKING)
        spec = SessionSpec(
            call.call_id,
            call.peer_call_id,
            self._server,
            window=call.window,
            receive_window=self._manners.window,
            require_encryption=self._settings.encryption.demanded,
        )
        self._call = Call(
            self._settings, spec, self._data_path, self._evidence, self, self._entropy
        )
        self._tell_accm(ALL_ESCAPED, now)
        self._call.start(now)

    def _call_ended(self, ended: CallEnded, now: float) -> None:
        """A server that ended the link clears the call or drops TCP at once: the link knows the
        reason. That TCP is gone for no known reason is told by the `Disconnect` that follows."""
        if not self._ending:
            closed = self._call.cleared(now) if self._call is not None else None
            if closed is not None and self._call is not None:
                self._end(self._evidence.link_closed(closed, self._call.counters), now)
            elif ended.cause is not EndCause.CONTROL_LOST:
                self._end(self._evidence.call_ended(ended), now)
        self._drop_call()

    def _reached(self, stage: Stage) -> None:
        self._evidence.stage = stage
        self._observer.stage_reached(stage)

    def _tell_accm(self, send: int, now: float) -> None:
        """Windows does, and some servers wait for it; GRE itself needs no escaping."""
        if self._call_id is not None:
            self._do(self._control.set_link_info(self._call_id, send, ALL_ESCAPED, now), now)

    # --- what the call says -----------------------------------------------------------------

    def call_stage(self, stage: Stage) -> None:
        if not self._ending:
            self._observer.stage_reached(stage)

    def call_linked(self, now: float) -> None:
        self._tell_accm(NONE_ESCAPED, now)

    def call_refused(self, error: DialError) -> None:
        """A person takes as long as the server lets him."""
        if not self._ending:
            self._limit = None
            self._observer.refused(error)

    def call_connected(self, status: Status) -> None:
        if not self._ending:
            self._limit = None
            self._observer.established(status)

    def call_closed(self, closed: Closed, now: float) -> None:
        """The link is over: clear the call. The control machine then stops itself."""
        if not self._ending and self._call is not None:
            self._end(self._evidence.link_closed(closed, self._call.counters), now)
        self._clear_call(now)

    # --- the end ----------------------------------------------------------------------------

    def _out_of_patience(self, now: float) -> None:
        """Connecting took too long, or a step of ending did: then the next step."""
        if not self._ending:
            self.hang_up(now, self._evidence.out_of_time(self.counters))
        elif self._call is not None:
            self._clear_call(now)
        else:
            self._finish()

    def _clear_call(self, now: float) -> None:
        """The link is not heard any more; what is left is the control connection."""
        self._call = None
        self._limit = now + PATIENCE
        if resets_accm(self._settings):
            self._tell_accm(ALL_ESCAPED, now)
        if self._call_id is not None:
            self._do(self._control.clear(self._call_id, now), now)

    def _drop_call(self) -> None:
        self._call = None
        if self._call_id is not None:
            self._data_path.detach(self._call_id)
            self._call_id = None

    def _end(self, error: DialError | None, now: float) -> None:
        """From here on the connection only ends, and `error` is why."""
        self._ending = True
        self._error = error
        self._limit = now + PATIENCE

    def _finish(self) -> None:
        if not self._over:
            self._over = True
            self._drop_call()
            self._transport.close()
            self._observer.over(self._error)


ALL_ESCAPED = 0xFFFFFFFF
NONE_ESCAPED = 0
"""Async-Control-Character-Maps, RFC 1662 section 7.1."""

PATIENCE = 1.5
"""Seconds each step of hanging up may take: the link, then call and control connection."""
