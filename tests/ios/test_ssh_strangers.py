"""What is sent to the port of SSH by who is no client, or no honest one."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from itertools import repeat

import asyncssh
import pytest

from tests.ios.ssh_callers import result
from tests.ios.vtys import LOCAL, LOOPBACK, PATIENCE, Vtys, vtys
from vpdn.ios import access, vty

VERSION = b"SSH-2.0-stranger\r\n"
NAMES = (
    b"curve25519-sha256",
    b"ssh-rsa,rsa-sha2-256",
    *(b"aes128-ctr",) * 2,
    *(b"hmac-sha2-256",) * 2,
    *(b"none",) * 2,
    *(b"",) * 2,
)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "PENALTY", 0.0)
    monkeypatch.setitem(vty.PACE, "ssh", 0.0)


@pytest.fixture
async def here(caplog: pytest.LogCaptureFixture) -> AsyncIterator[Vtys]:
    """Not a word about strangers is logged, and no line is kept."""
    async with vtys(f"{LOCAL} exit\nip ssh time-out 1\n", ssh=True) as made:
        yield made
        await made.settled()
        assert (await result(made, "boss", "king", "show privilege"))[0] == 0
    assert caplog.records == []


async def send(here: Vtys, pieces: Iterator[bytes], gap: float = 0.0) -> None:
    """All of it, or until the router hangs up, which it does in time."""
    reader, writer = await asyncio.open_connection(LOOPBACK, here.port("ssh"))
    try:
        async with asyncio.timeout(PATIENCE):
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(gap)
            await reader.read()
    except ConnectionError:
        pass
    finally:
        writer.close()


def packet(payload: bytes) -> bytes:
    padding = 8 - (len(payload) + 5) % 8 + 8
    return (
        (len(payload) + padding + 1).to_bytes(4, "big")
        + bytes([padding])
        + payload
        + bytes(padding)
    )


def proposal(names: tuple[bytes, ...]) -> bytes:
    lists = b"".join(len(one).to_bytes(4, "big") + one for one in names)
    return packet(b"\x14" + bytes(16) + lists + bytes(5))


@pytest.mark.parametrize(
    "piece",
    [b"x" * 60_000, b"hello\n" * 1000, bytes(60_000), b"SSH-1.5-old\r\n", b"\r\n" * 5000],
    ids=["no line end", "lines", "zeros", "version 1", "empty lines"],
)
async def test_a_version_that_never_comes_is_not_waited_for(here: Vtys, piece: bytes) -> None:
    await send(here, repeat(piece, 1000))


@pytest.mark.parametrize(
    "octets",
    [
        b"SSH-2.0-\xff\xfe\r\n",
        b"SSH-2.0-" + b"v" * 9000 + b"\r\n",
        VERSION + os.urandom(100_000),
        VERSION + bytes(100),
        VERSION + packet(b""),
        VERSION + packet(b"\x14short"),
        VERSION + packet(b"\x1e" + b"\xff" * 40),
        VERSION + proposal((b"\xff\xfe", *NAMES[1:])),
        VERSION + proposal((*NAMES[:2], b"none", *NAMES[3:])),
        VERSION + proposal(NAMES) + packet(b"\x1e\0\0\0\x20" + bytes(32)),
        VERSION + proposal(NAMES) + packet(b"\x1e\0\0\0\x1f" + bytes(31)),
    ],
)
async def test_what_cannot_be_read_is_hung_up_on_without_a_word(here: Vtys, octets: bytes) -> None:
    await send(here, iter([octets]))


async def test_slow_handshakes_keep_their_lines_no_longer_than_a_login_may_take(
    here: Vtys,
) -> None:
    """However little by little they come, and on every line at once."""
    loop = asyncio.get_running_loop()
    begun = loop.time()
    slow = bytes(VERSION + bytes(1000))
    pieces = [bytes([octet]) for octet in slow]
    await asyncio.gather(*(send(here, iter(pieces), gap=0.05) for _ in range(8)))
    assert loop.time() - begun < 3.0


async def test_packets_of_no_sense_behind_the_login_end_the_connection_at_most(
    here: Vtys,
) -> None:
    for kind in (1, 2, 5, 20, 21, 50, 80, 90, 93, 94, 97, 98, 192, 255):
        for body in (b"", b"\xff" * 3, bytes(200)):
            connection = await here.ssh("boss", "king")
            connection.send_packet(kind, body)
            await asyncio.sleep(0.002)
            connection.abort()


async def test_new_keys_in_the_middle_of_a_session_are_not_noticed(here: Vtys) -> None:
    connection = await here.connect("boss", password="king", rekey_bytes=2000)
    async with connection, connection.create_process(term_type="vt100") as process:
        process.stdin.write("terminal length 0\r" + "show running-config\r" * 30 + "exit\r")
        shown = str(await asyncio.wait_for(process.stdout.read(), PATIENCE))
    assert shown.count("Building configuration") == 30


async def test_a_command_of_any_length_is_answered_or_hung_up_on(here: Vtys) -> None:
    assert (await result(here, "boss", "king", "show " + "x" * 200_000))[0] == 1
    assert (await result(here, "boss", "king", "show " + "x " * 100_000))[0] == 1
    with pytest.raises(asyncssh.Error):
        await result(here, "boss", "king", "x" * 2_000_000)


async def test_nothing_is_inflated(here: Vtys) -> None:
    with pytest.raises(asyncssh.KeyExchangeFailed):
        await here.connect("boss", password="king", compression_algs=["zlib@openssh.com"])
    connection = await here.connect("boss", password="king", compression_algs=["zlib", "none"])
    async with connection:
        assert connection.get_extra_info("send_compression") == "none"


Request = Callable[[asyncssh.SSHClientConnection], Awaitable[object]]


@pytest.mark.parametrize(
    "request_",
    [
        lambda caller: caller.create_process(subsystem="netconf"),
        lambda caller: caller.create_process("who", x11_forwarding=True, x11_display="localhost:1"),
        lambda caller: caller.open_tun(1),
        lambda caller: caller.open_tap(1),
        lambda caller: caller.forward_remote_port("", 0, "localhost", 22),
        lambda caller: caller.forward_remote_path("/tmp/here", "/tmp/there"),
    ],
    ids=["subsystem", "X11", "tun", "tap", "port", "path"],
)
async def test_what_a_router_has_not_is_refused(here: Vtys, request_: Request) -> None:
    connection = await here.ssh("boss", "king")
    with pytest.raises((asyncssh.ChannelOpenError, asyncssh.ChannelListenError)):
        await asyncio.wait_for(request_(connection), PATIENCE)
    connection.close()


async def test_an_environment_is_taken_and_looked_at_by_nobody(here: Vtys) -> None:
    async with await here.ssh("boss", "king") as connection:
        names = {f"NAME{number}": "x" * 1000 for number in range(1000)}
        ended = await connection.run("show privilege", env=names)
        assert ended.stdout == "Current privilege level is 15\n"
