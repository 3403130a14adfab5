"""The two ports on a real network."""

from __future__ import annotations

import asyncio
import socket

import pytest

from tests.radiusd.support import ANGELA, document, mschap
from vpdn.aaa.radius_pairs import credential_attributes
from vpdn.errors import ConfigError
from vpdn.radius.access import access_request
from vpdn.radius.packet import Code, decode, request
from vpdn.radiusd.server import RadiusServer
from vpdn.radiusd.settings import Settings

LOOPBACK_CLIENT = {"name": "angela", "address": "127.0.0.1", "secret": "cisco"}


def local(auth_port: int = 0, acct_port: int = 0) -> Settings:
    return document(
        listen="127.0.0.1", auth_port=auth_port, acct_port=acct_port, clients=[LOOPBACK_CLIENT]
    )


async def exchange(port: int, *datagrams: bytes) -> bytes:
    """Send them all, return the first answer."""
    loop = asyncio.get_running_loop()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.setblocking(False)
        client.connect(("127.0.0.1", port))
        for data in datagrams:
            client.send(data)
        return await asyncio.wait_for(loop.sock_recv(client, 4096), 5)


async def test_both_ports_answer_and_rubbish_does_not_disturb_them() -> None:
    lines: list[str] = []
    server = RadiusServer(local(), lines.append)
    await server.start()
    auth, acct = server.ports
    given = mschap()
    attributes = access_request(ANGELA, 1, given.user, credential_attributes(given))
    asked = request(Code.ACCESS_REQUEST, 1, bytes(16), b"cisco", attributes)
    report = request(Code.ACCOUNTING_REQUEST, 2, bytes(16), b"cisco", [])
    assert decode(await exchange(auth, b"", b"rubbish", asked)).code == Code.ACCESS_ACCEPT
    assert decode(await exchange(acct, bytes(4000), report)).code == Code.ACCOUNTING_RESPONSE
    server.close()
    assert len(lines) == 5


@pytest.mark.parametrize("taken", ["auth_port", "acct_port"])
async def test_a_port_in_use_is_one_clear_line_and_leaves_none_open(taken: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
        settings = local(port) if taken == "auth_port" else local(0, port)
        server = RadiusServer(settings, lambda line: None)
        with pytest.raises(
            ConfigError, match=f"^UDP port {port} on 127.0.0.1 cannot be used: Address already"
        ):
            await server.start()
        assert server.ports == ()


async def test_a_closed_server_can_start_again_on_its_port() -> None:
    first = RadiusServer(local(), lambda line: None)
    await first.start()
    auth, acct = first.ports
    first.close()
    await asyncio.sleep(0)
    again = RadiusServer(local(auth, acct), lambda line: None)
    await again.start()
    assert again.ports == (auth, acct)
    again.close()
