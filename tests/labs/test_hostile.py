"""Everybody may send a server anything. One good call stays up through all of it, and what was
sent costs nothing afterwards; calls whose peers die end soon, and all they held is given back.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import socket
import struct
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.interop.network import Wire, run
from tests.labs.hostility import IAS, PC, Cost, Scene, raw_gre, stage, tcp, udp, until
from tests.nas.stranger import SCCRQ, icrq, ocrq
from vpdn.nas.limits import HALF_OPEN_PER_SOURCE
from vpdn.net import isolation
from vpdn.net.route_socket import PROTOCOL
from vpdn.wire import gre, pptp
from vpdn.wire.cp import TerminateRequest
from vpdn.wire.ppp import Frame, Protocol

pytestmark = [
    pytest.mark.skipif(os.geteuid() != 0, reason="namespaces on one wire need root"),
    pytest.mark.skipif(
        isolation.unavailable() is not None, reason=f"needs namespaces: {isolation.unavailable()}"
    ),
    pytest.mark.skipif(
        shutil.which("setpriv") is None or shutil.which("ping") is None,
        reason="needs setpriv and ping",
    ),
]

GROWTH = 24 * 1024
"""Kilobytes that allocators and caches may keep after an attack."""
SEED = 2637


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """The router with its good call; checked at the end for what it said."""
    with contextlib.ExitStack() as stack:
        wire = Wire("10.200.20.2/24")
        stack.callback(wire.close)
        made = stage(wire, tmp_path_factory.mktemp("hostile"))
        made.dial(made.pc)
        yield made


@pytest.fixture
def calm(scene: Scene) -> Iterator[Scene]:
    """What an attack is given. Afterwards the good call is as it was, and so is the router."""
    before = scene.cost()
    yield scene
    scene.settled(1, 1, 15)
    assert scene.pings()
    until(lambda: scene.cost().descriptors <= before.descriptors, 5, scene.router.log)
    after: Cost = scene.cost()
    assert after.threads == before.threads
    assert after.kilobytes < before.kilobytes + GROWTH
    said = scene.router.log.read_text()
    assert "Traceback (most" not in said
    assert "vpdn:" not in said


def mutated(octets: bytes, chance: random.Random) -> bytes:
    """Some octets changed, and perhaps the end cut off or something added."""
    changed = bytearray(octets)
    for _ in range(chance.randint(1, 6)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    match chance.randrange(4):
        case 0:
            return bytes(changed[: chance.randrange(len(changed))])
        case 1:
            return bytes(changed) + chance.randbytes(chance.randint(1, 40))
    return bytes(changed)


def send(connection: socket.socket, octets: bytes) -> None:
    """A router that has hung up already is what we are after."""
    with contextlib.suppress(OSError):
        connection.sendall(octets)


def hung_up(connection: socket.socket) -> bool:
    """The other end closed or reset the connection, whatever it said before."""
    try:
        while connection.recv(4096):
            pass
    except TimeoutError:
        return False
    except OSError:
        return True
    return True


# --- TCP port 1723 ----------------------------------------------------------------------------


def test_random_and_mutated_octets_on_many_connections(calm: Scene) -> None:
    chance = random.Random(SEED)
    messages = [SCCRQ, ocrq(), icrq(), pptp.EchoRequest(1), pptp.CallClearRequest(1)]
    for _ in range(60):
        with tcp(calm.stranger) as connection:
            if chance.random() < 0.7:
                send(connection, SCCRQ.encode())
            for message in chance.sample(messages, 3):
                send(connection, mutated(message.encode(), chance))
            send(connection, chance.randbytes(chance.randint(1, 500)))


def test_octet_by_octet_and_half_open_connections(calm: Scene) -> None:
    with contextlib.ExitStack() as stack:
        slow = [stack.enter_context(tcp(calm.stranger)) for _ in range(20)]
        for octet in SCCRQ.encode()[:60]:
            for connection in slow:
                send(connection, octet.to_bytes())
        silent = [stack.enter_context(tcp(calm.stranger)) for _ in range(20)]
        for connection in silent:
            send(connection, SCCRQ.encode())
        calm.settled(41, 1, 5)
        assert calm.pings()


def test_a_flood_of_connections_stops_at_the_limit_and_shuts_nobody_else_out(calm: Scene) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(HALF_OPEN_PER_SOURCE):
            stack.enter_context(tcp(calm.stranger))
        calm.settled(1 + HALF_OPEN_PER_SOURCE, 1, 5)
        for _ in range(100):
            with tcp(calm.stranger) as connection:
                assert hung_up(connection)
        with tcp(calm.pc) as welcome:
            send(welcome, SCCRQ.encode())
            answer = pptp.decode(welcome.recv(156))
            assert isinstance(answer, pptp.StartControlConnectionReply)
        assert calm.pings()


def test_calls_that_are_asked_for_and_never_begun(calm: Scene) -> None:
    with tcp(calm.stranger) as connection:
        many = [*(ocrq(number) for number in range(1, 9)), *(icrq(n) for n in range(9, 100))]
        send(connection, b"".join(message.encode() for message in (SCCRQ, *many)))
        until(lambda: calm.sessions()[1] > 1, 5, calm.router.log)
        assert "wt-cnnct" in calm.console("show vpdn")


def test_echo_requests_without_end_from_a_peer_that_reads_no_answer(calm: Scene) -> None:
    echo = pptp.EchoRequest(7).encode() * 500
    with tcp(calm.stranger, timeout=0.5) as connection:
        send(connection, SCCRQ.encode())
        sent = 0
        with contextlib.suppress(TimeoutError):
            while sent < 64 << 20:
                sent += connection.send(echo)
        assert sent < 64 << 20, "the router read on though nobody read its answers"
        assert calm.pings()


def test_a_peer_that_reads_nothing_is_hung_up_on_all_the_same(calm: Scene) -> None:
    """Its last octets cannot be delivered; the connection ends without."""
    with tcp(calm.stranger, timeout=0.5) as connection:
        send(connection, SCCRQ.encode())
        with contextlib.suppress(TimeoutError):
            while True:
                connection.send(pptp.EchoRequest(7).encode() * 500)
        calm.settled(1, 1, 20)


# --- GRE --------------------------------------------------------------------------------------


def test_garbage_in_gre_from_the_right_peer(calm: Scene) -> None:
    chance, call_id = random.Random(SEED), calm.call_id()
    with raw_gre(calm.pc) as wire:
        for _ in range(1500):
            payload = chance.randbytes(chance.randint(0, 80))
            number = chance.randrange(1 << 32)
            packet = gre.Packet(
                chance.choice((call_id, chance.randrange(1 << 16))), payload, number
            )
            wire.send(mutated(packet.encode(), chance))


def test_a_stranger_with_the_right_call_id(calm: Scene) -> None:
    """Nothing it says is believed: not an end, not an acknowledgment, not data."""
    call_id = calm.call_id()
    end = Frame(Protocol.LCP, TerminateRequest(1, b"").encode()).encode()
    with raw_gre(calm.stranger) as wire:
        for number in range(500):
            wire.send(gre.Packet(call_id, end, number).encode())
            wire.send(gre.Packet(call_id, b"", None, number).encode())


def test_short_long_and_fragmented_packets(calm: Scene) -> None:
    call_id = calm.call_id()
    for host in (calm.pc, calm.stranger):
        with raw_gre(host) as wire:
            for length in range(1, 17):
                wire.send(gre.Packet(call_id, b"", 0).encode()[:length].ljust(length, b"\0"))
            for length in (1600, 20_000, 65_000):
                wire.send(
                    gre.Packet(call_id, b"\xff\x03\xc0\x21" + bytes(length), 1 << 30).encode()
                )
            wire.send(struct.pack(">HHHH", 0x3001, 0x880B, 0xFFFF, call_id) + bytes(40))


# --- RADIUS -----------------------------------------------------------------------------------


def test_garbage_at_the_radius_servers_ports(calm: Scene) -> None:
    """From a stranger and from its own client; then it still lets a user in."""
    chance = random.Random(SEED)
    request = struct.pack(">BBH16s", 1, 1, 26, bytes(16)) + b"\x01\x06tac1"
    for host in (calm.stranger, calm.wire):
        with udp(host) as wire:
            for _ in range(500):
                octets = chance.choice((mutated(request, chance), chance.randbytes(60), b""))
                wire.sendto(octets, (IAS, chance.choice((1645, 1646))))
    process = calm.dial(calm.stranger)
    process.terminate()
    process.wait(10)
    assert "Traceback" not in (calm.folder / "ias.log").read_text()


def test_forged_replies_to_the_routers_radius_client(calm: Scene) -> None:
    chance = random.Random(SEED)
    listening = calm.wire.run("ss", "-Hulnp")
    [line] = [line for line in listening.splitlines() if f"pid={calm.process.pid}," in line]
    port = int(line.split()[3].rsplit(":", 1)[1])
    for host in (calm.ias, calm.stranger):
        with udp(host) as wire:
            for identifier in range(256):
                reply = struct.pack(">BBH16s", 2, identifier, 20, chance.randbytes(16))
                wire.sendto(reply, ("10.200.20.2", port))
                wire.sendto(mutated(reply, chance), ("10.200.20.2", port))


# --- peers that die ---------------------------------------------------------------------------


def test_a_reset_connection_ends_its_call_at_once(calm: Scene) -> None:
    connection = tcp(calm.stranger)
    send(connection, SCCRQ.encode() + ocrq().encode())
    until(lambda: calm.sessions() == (2, 2), 5, calm.router.log)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
    calm.settled(1, 1, 3)


def test_a_killed_client_gives_back_its_address_and_route(calm: Scene) -> None:
    pool, routes = calm.console("show ip local pool"), calm.routes_to_peers()
    process = calm.dial(calm.stranger)
    assert len(calm.routes_to_peers()) == len(routes) + 1
    process.kill()
    process.wait()
    calm.settled(1, 1, 3)
    assert calm.routes_to_peers() == routes
    assert calm.console("show ip local pool") == pool


def test_a_cut_cable_ends_the_call_within_its_keepalives(calm: Scene) -> None:
    routes = calm.routes_to_peers()
    process = calm.dial(calm.stranger)
    calm.stranger.ip("link", "set", "eth0", "down")
    began = time.monotonic()
    until(lambda: calm.sessions()[1] == 1, 10, calm.router.log)
    assert time.monotonic() - began < 8
    assert calm.routes_to_peers() == routes
    calm.stranger.ip("link", "set", "eth0", "up")
    process.kill()
    process.wait()


def test_the_good_call_was_the_same_call_all_the_time(scene: Scene) -> None:
    assert "Disconnect" not in (scene.folder / "dial1.log").read_text()
    assert PC in scene.console("show vpdn")
    scene.process.terminate()
    assert scene.process.wait(6) == 0
    assert run("ip", "-n", scene.wire.name, "route", "show", "proto", str(PROTOCOL)) == ""
    assert Path(scene.router.control).exists() is False
