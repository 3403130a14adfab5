"""A client's connection and a server in one process: a virtual clock, no socket, no device.

The server is the real PPTP and PPP machines of the other role, with an owner that knows one
password; what it shall do wrong is set on it. What the client wanted done is written down.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Container, Iterable
from dataclasses import replace
from functools import partial
from ipaddress import IPv4Address
from random import Random

from tests.pair import ROUTER, Owner
from vpdn.client.call import Status
from vpdn.client.connection import Connection
from vpdn.client.diagnosis import Stage
from vpdn.client.errors import DialError
from vpdn.client.settings import Answer, DialSettings
from vpdn.datapath.engine import Counters, Mppe, SessionSpec
from vpdn.errors import MisuseError
from vpdn.machine import Trace, earliest
from vpdn.ppp.auth.method import AuthMethod
from vpdn.ppp.link import Link
from vpdn.ppp.outputs import Closed, KeysAgreed, LinkOutput, Send
from vpdn.ppp.settings import LinkSettings, MppePolicy
from vpdn.pptp.control import ControlConnection
from vpdn.pptp.outputs import (
    CallConnected,
    CallEnded,
    CallRequested,
    ControlMessage,
    Disconnect,
    PptpOutput,
    Role,
    Transmit,
)
from vpdn.pptp.settings import ControlSettings
from vpdn.wire import pptp
from vpdn.wire.cp import Code
from vpdn.wire.ppp import Frame, Protocol

SERVER = IPv4Address("10.200.20.2")
SETTINGS = DialSettings("angela", "tac", "admin")
STRONG = replace(ROUTER, authenticate=(AuthMethod.MS_CHAP_V2,), mppe=MppePolicy(frozenset({128})))
"""The document's router with today's best: MS-CHAPv2 and 128 bits."""


class Pc:
    """The client's surroundings: data path, TCP transport and observer in one, with a memory."""

    def __init__(self, world: World) -> None:
        self.stages: list[Stage] = []
        self.statuses: list[Status] = []
        self.outcome: list[DialError | None] = []
        self.specs: dict[int, SessionSpec] = {}
        self.mppe: dict[int, Mppe | None] = {}
        self.resets: list[int] = []
        self.registered: set[int] = set()
        self.frames: list[bytes] = []
        self.messages: list[bytes] = []
        self.acks_in = 0
        self.refusals: list[DialError] = []
        self.answers: list[Answer] = []
        self.closed = False
        self._world = world

    # The data path

    @property
    def calls(self) -> Container[int]:
        return self.registered

    def register(self, call_id: int, connection: Connection) -> None:
        self.registered.add(call_id)

    def attach(self, spec: SessionSpec) -> None:
        self.specs[spec.call_id] = spec

    def detach(self, call_id: int) -> None:
        self.registered.remove(call_id)
        self.specs.pop(call_id, None)

    def update(self, spec: SessionSpec) -> None:
        self._known(spec.call_id)
        self.specs[spec.call_id] = spec

    def encrypt(self, call_id: int, mppe: Mppe | None) -> None:
        self._known(call_id)
        self.mppe[call_id] = mppe

    def reset(self, call_id: int) -> None:
        self.resets.append(call_id)

    def counters(self, call_id: int) -> Counters:
        self._known(call_id)
        return Counters(acks_in=self.acks_in)

    def send_frame(self, call_id: int, frame: bytes) -> None:
        self._known(call_id)
        self.frames.append(frame)
        self._world.carry(lambda: self._world.server.frame_received(frame), gre=True)

    def _known(self, call_id: int) -> None:
        if call_id not in self.specs:
            raise MisuseError(f"no call {call_id}")

    # The TCP connection

    def write(self, data: bytes) -> None:
        self.messages.append(data)
        self._world.carry(lambda: self._world.server.data_received(data))

    def close(self) -> None:
        self.closed = True

    # The observer

    def stage_reached(self, stage: Stage) -> None:
        self.stages.append(stage)

    def refused(self, error: DialError) -> None:
        """Gives the next of the answers, some time later; the world goes on when there is none."""
        self.refusals.append(error)
        if self.answers:
            answer = self.answers.pop(0)
            self._world.carry(lambda: self._world.client.retry(answer, self._world.now))

    def established(self, status: Status) -> None:
        self.statuses.append(status)

    def over(self, error: DialError | None) -> None:
        self.outcome.append(error)

    def changed(self) -> None:
        pass


class Server:
    """Its faults: `refuses_calls` with a result and an error; `mute`, no word on TCP; `hasty`, TCP
    is dropped together with LCP's Terminate-Request; `mirrors` frames; `change` is what becomes of
    its own on their way, if they come."""

    def __init__(self, world: World, link: LinkSettings, owner: Owner) -> None:
        self.received: list[pptp.Message] = []
        self.refuses_calls: tuple[int, int] | None = None
        self.mute = False
        self.hasty = False
        self.mirrors = False
        self.change: Callable[[Frame], Frame | None] = lambda frame: frame
        self.keys: list[KeysAgreed] = []
        self.link: Link | None = None
        self.closed: Closed | None = None
        self.control = ControlConnection(
            Role.PAC, ControlSettings(host_name=b"angela"), Random(3).randbytes
        )
        self._world = world
        self._settings = link
        self._owner = owner
        self.call_id = 0
        self.disconnected = False

    @property
    def deadline(self) -> float | None:
        return earliest(self.control.deadline, self.link.deadline if self.link else None)

    def tick(self) -> None:
        self.do_control(self.control.tick(self._world.now))
        if self.link is not None:
            self.do_link(self.link.tick(self._world.now))

    def data_received(self, data: bytes) -> None:
        self.do_control(self.control.receive(data, self._world.now))

    def frame_received(self, frame: bytes) -> None:
        if self.mirrors:
            self._world.carry(partial(self._world.client.frame_received, frame, self._world.now))
        elif self.link is not None:
            self.do_link(self.link.receive(frame, self._world.now))

    def do_control(self, outputs: Iterable[PptpOutput]) -> None:
        now = self._world.now
        for output in outputs:
            match output:
                case Transmit(data) if not self.mute:
                    self._world.carry(partial(self._world.client.receive, data, now))
                case ControlMessage(False, message):
                    self.received.append(message)
                case CallRequested(call_id):
                    result, error = self.refuses_calls or (None, 0)
                    self.do_control(
                        self.control.answer(call_id, result is None, now, result, error)
                    )
                case CallConnected(call_id):
                    self.call_id = call_id
                    self.link = Link(self._settings, Random(4).randbytes)
                    self.do_link(self.link.up(now))
                case CallEnded() if self.link is not None:
                    down = self.link.down(now)
                    self.closed = next((each for each in down if isinstance(each, Closed)), None)
                    self.link = None
                case Disconnect():
                    self.disconnected = True
                    self._world.carry(lambda: self._world.client.lost(self._world.now))

    def do_link(self, outputs: Iterable[LinkOutput]) -> None:
        now = self._world.now
        for output in outputs:
            match output:
                case Send(frame):
                    receive = self._world.client.frame_received
                    changed = self.change(frame)
                    if changed is not None:
                        self._world.carry(partial(receive, changed.encode(), now), gre=True)
                    if self.hasty and is_terminate_request(frame):
                        self._world.carry(lambda: self._world.client.lost(self._world.now))
                case KeysAgreed():
                    self.keys.append(output)
                case Closed():
                    self.closed = output
                    self.do_control(self.control.clear(self.call_id, now))
                case Trace():
                    pass
                case _ if self.link is not None:
                    self.do_link(self._owner.reply(self.link, output, now))


def is_terminate_request(frame: Frame) -> bool:
    return (frame.protocol, frame.payload[0]) == (Protocol.LCP, Code.TERMINATE_REQUEST)


class World:
    def __init__(
        self,
        settings: DialSettings = SETTINGS,
        link: LinkSettings = STRONG,
        owner: Owner | None = None,
        seed: int = 1,
    ) -> None:
        self.now = 0.0
        self.gre_blocked = False
        self.dead = False
        """The server's machine is off."""
        self._queue: deque[Callable[[], None]] = deque()
        self.server = Server(self, link, owner or Owner())
        self.pc = Pc(self)
        self.client = Connection(
            settings, SERVER, self.pc, self.pc, self.pc, Random(seed).randbytes
        )

    def start(self) -> World:
        self.server.do_control(self.server.control.accept(self.now))
        self.client.start(self.now)
        return self

    def connect(self) -> World:
        """Up to a connection; fails the test when there is none."""
        self.start().run(20)
        assert self.pc.statuses, self.pc.outcome
        return self

    def hang_up(self) -> World:
        self.client.hang_up(self.now)
        return self.run(10)

    def run(self, seconds: float) -> World:
        """Everything that happens in so many seconds."""
        until = self.now + seconds
        while True:
            while self._queue:
                self._queue.popleft()()
            when = earliest(self.client.deadline, None if self.dead else self.server.deadline)
            if when is None or when > until:
                break
            self.now = max(self.now, when)
            self._tick()
        self.now = until
        return self

    def carry(self, delivery: Callable[[], None], gre: bool = False) -> None:
        if not (self.dead or (gre and self.gre_blocked)):
            self._queue.append(delivery)

    @property
    def error(self) -> DialError:
        """What the connection ended with."""
        [error] = self.pc.outcome
        assert error is not None
        return error

    def _tick(self) -> None:
        deadline = self.client.deadline
        if deadline is not None and deadline <= self.now:
            self.client.tick(self.now)
        deadline = self.server.deadline
        if not self.dead and deadline is not None and deadline <= self.now:
            self.server.tick()
