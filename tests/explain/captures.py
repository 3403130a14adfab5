"""Captures made with our own machines: two links that talk, wrapped as a line has them."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from ipaddress import IPv4Address

from tests.pair import CLIENT, ROUTER, Owner, Pair
from vpdn.crypto.mppe import Encryptor
from vpdn.explain.capture import Capture
from vpdn.explain.capture_call import Call
from vpdn.explain.capture_story import Secret, Side
from vpdn.net.pcap import LinkType, file_header, record
from vpdn.net.records import Record
from vpdn.ppp.outputs import Send
from vpdn.ppp.settings import LinkSettings
from vpdn.wire import gre, ip, ppp, pptp

PC, SERVER = IPv4Address("192.168.1.47"), IPv4Address("10.200.20.2")
IDS = {Side.PC: 7, Side.SERVER: 5}
PC_PORT = 40001
START = 952402867.0
SYN, ACK, PUSH, RST, FIN = 2, 16, 8, 4, 1


def address(side: Side) -> IPv4Address:
    return PC if side is Side.PC else SERVER


def ping(number: int = 1, size: int = 32) -> bytes:
    echo = ip.IcmpEcho(1, number, bytes(size)).encode()
    ends = IPv4Address("172.16.10.1"), IPv4Address("172.16.10.100")
    return ip.build(*ends, ip.IpProtocol.ICMP, echo)


@dataclass
class Line:
    """What passed, as IPv4 packets with their times."""

    packets: list[tuple[float, bytes]] = field(default_factory=list)
    now: float = 0.0
    port: int = 1723
    _sequences: dict[Side, int] = field(default_factory=lambda: dict.fromkeys(Side, 0))
    _octets: dict[Side, int] = field(
        default_factory=lambda: {Side.PC: 1000, Side.SERVER: 0xFFFFFFF0}
    )

    def add(self, sender: Side, protocol: int, payload: bytes) -> None:
        ends = address(sender), address(sender.other)
        self.now += 0.001
        self.packets.append((START + self.now, ip.build(*ends, protocol, payload)))

    def tcp(self, sender: Side, flags: int, data: bytes = b"") -> None:
        ports = (PC_PORT, self.port) if sender is Side.PC else (self.port, PC_PORT)
        numbers = self._octets[sender], self._octets[sender.other]
        if not flags & SYN or sender is Side.SERVER:
            flags |= ACK
        header = struct.pack(">HHIIBBHHH", *ports, *numbers, 0x50, flags, 8192, 0, 0)
        self.add(sender, ip.IpProtocol.TCP, header + data)
        count = len(data) + bool(flags & (SYN | FIN))
        self._octets[sender] = (self._octets[sender] + count) % (1 << 32)

    def message(self, sender: Side, message: pptp.Message) -> None:
        self.tcp(sender, PUSH, message.encode())

    def gre(self, sender: Side, payload: bytes) -> None:
        number = self._sequences[sender]
        self._sequences[sender] += 1
        packet = gre.Packet(IDS[sender.other], payload, sequence=number)
        self.add(sender, ip.IpProtocol.GRE, packet.encode())

    def open(self) -> Line:
        """Up to the connected call."""
        self.tcp(Side.PC, SYN)
        self.tcp(Side.SERVER, SYN)
        self.message(
            Side.PC, pptp.StartControlConnectionRequest(1, 1, 0, 2195, b"", b"Microsoft Windows NT")
        )
        self.message(
            Side.SERVER, pptp.StartControlConnectionReply(1, 1, 0, 1, b"angela", b"Cisco Systems")
        )
        call = pptp.OutgoingCallRequest(IDS[Side.PC], 1, 300, 100_000_000, 3, 3, 64)
        self.message(Side.PC, call)
        self.message(Side.SERVER, pptp.OutgoingCallReply(IDS[Side.SERVER], IDS[Side.PC], window=64))
        self.message(Side.PC, pptp.SetLinkInfo(IDS[Side.SERVER]))
        return self

    @property
    def records(self) -> list[Record]:
        return [
            Record(number, when, LinkType.RAW_IP, packet, len(packet))
            for number, (when, packet) in enumerate(self.packets, 1)
        ]

    @property
    def file(self) -> bytes:
        return file_header(LinkType.RAW_IP) + b"".join(
            record(packet, when) for when, packet in self.packets
        )


@dataclass
class Talk:
    """A line on which two links have negotiated, and what they use now."""

    line: Line
    pair: Pair
    ciphers: dict[Side, Encryptor]

    def carry(self, sender: Side, packet: bytes) -> None:
        frame = ppp.Frame(ppp.Protocol.IP, packet).encode(acfc=True, pfc=False)
        if self.ciphers:
            datagram = self.ciphers[sender].encrypt(frame)
            frame = ppp.Frame(ppp.Protocol.COMPRESSED, datagram).encode(acfc=True, pfc=True)
        self.line.gre(sender, frame)


def negotiated(
    router: LinkSettings = ROUTER,
    client: LinkSettings = CLIENT,
    owner: Owner | None = None,
    until: float = 20.0,
    line: Line | None = None,
) -> Talk:
    """The links talk on `line`, after PPTP has opened the call."""
    pair = Pair(router, client, owner).start().run(until)
    line = line or Line().open()
    said = [(when, Side.SERVER, output) for when, output in pair.router.log]
    said += [(when, Side.PC, output) for when, output in pair.client.log]
    for when, side, output in sorted(said, key=lambda one: one[0]):
        if isinstance(output, Send):
            line.now = max(line.now, 1.0 + when)
            line.gre(side, output.frame.encode())
    ciphers = {}
    for side, end in ((Side.SERVER, pair.router), (Side.PC, pair.client)):
        if end.keys is not None:
            ciphers[side] = Encryptor(end.keys.send, end.keys.bits, end.keys.stateful)
    return Talk(line, pair, ciphers)


def capture(line: Line, password: str | None = None, user: str | None = None) -> Capture:
    made = Capture(None if password is None else Secret(password, user))
    for one in line.records:
        made.take(one)
    made.finish()
    return made


def only_call(line: Line, password: str | None = None) -> Call:
    [call] = capture(line, password).calls
    return call
