"""The socket under the client: strangers, bad sources, nobody there."""

from __future__ import annotations

import asyncio
import os
from ipaddress import IPv4Address
from typing import cast

import pytest

from tests.aaa.slow_server import Slow, slow, slow_server
from tests.radiusd.support import pap
from vpdn.aaa.radius import Radius
from vpdn.aaa.types import Accept, AuthRequest, Reject, Service
from vpdn.errors import ConfigError, Unavailable
from vpdn.machine import Trace
from vpdn.radius.packet import decode
from vpdn.radius.settings import RadiusServer, RadiusSettings
from vpdn.radius.trace import NoResponse, ReplyRefused, Transmitted

__all__ = ["slow"]

LOOPBACK = IPv4Address("127.0.0.1")


class Listener(asyncio.DatagramProtocol):
    """A server that answers every request with the same octets."""

    def __init__(self, answer: bytes) -> None:
        self.answer = answer
        self.port = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)
        self.port = transport.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.transport.sendto(self.answer, addr)


async def listen(answer: bytes) -> Listener:
    _, listener = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: Listener(answer), local_addr=("127.0.0.1", 0)
    )
    return listener


def towards(port: int, timeout: int = 5, retransmit: int = 0) -> RadiusSettings:
    server = RadiusServer(LOOPBACK, port, timeout=timeout, retransmit=retransmit)
    return RadiusSettings((server,), key="cisco")


async def test_what_is_no_reply_is_reported_to_the_router_and_waited_past() -> None:
    listener = await listen(b"rubbish")
    strangers: list[Trace] = []
    heard: list[Trace] = []
    radius = Radius(towards(listener.port, timeout=1), os.urandom, strangers.append)
    await radius.start()
    with pytest.raises(Unavailable):
        await radius.authenticate(AuthRequest(pap(), "Virtual-Access1", 1, heard.append))
    radius.close()
    listener.transport.close()
    assert [type(one) for one in strangers] == [ReplyRefused]
    assert isinstance(heard[-1], NoResponse)


async def test_the_nas_address_is_the_one_requests_come_from() -> None:
    source = IPv4Address("127.0.0.7")
    for chosen, expected in ((source, source), (None, LOOPBACK)):
        heard: list[Trace] = []
        radius = Radius(towards(9, timeout=0), os.urandom, lambda trace: None, chosen)
        await radius.start()
        with pytest.raises(Unavailable):
            await radius.authenticate(AuthRequest(pap(), "Virtual-Access1", 1, heard.append))
        radius.close()
        sent = heard[0]
        assert isinstance(sent, Transmitted)
        assert decode(sent.packet).address("NAS-IP-Address") == expected


async def test_the_machine_is_asked_once_a_second_where_it_sends_from(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Until it is told of other servers, or of the address itself."""
    asked: list[IPv4Address] = []

    def source(server: IPv4Address) -> IPv4Address:
        asked.append(server)
        return LOOPBACK

    monkeypatch.setattr("vpdn.aaa.radius._source_towards", source)
    radius = Radius(towards(9), os.urandom, lambda trace: None)
    at = [radius._source_towards(LOOPBACK, now) for now in (10.0, 10.9, 11.0, 11.5)]
    assert (at, len(asked)) == ([LOOPBACK] * 4, 2)
    radius.configure(towards(9))
    radius._source_towards(LOOPBACK, 11.6)
    radius._source_towards(IPv4Address("127.0.0.2"), 11.6)
    assert asked[2:] == [LOOPBACK, IPv4Address("127.0.0.2")]


async def test_a_source_that_is_not_ours_is_one_clear_line() -> None:
    radius = Radius(towards(9), os.urandom, lambda trace: None, IPv4Address("192.0.2.1"))
    with pytest.raises(ConfigError, match=r"^RADIUS cannot send from 192\.0\.2\.1: "):
        await radius.start()


async def test_without_servers_or_before_the_start_nobody_is_asked() -> None:
    request = AuthRequest(pap(), "Virtual-Access1", 1, lambda trace: None)
    unstarted = Radius(towards(9), os.urandom, lambda trace: None)
    with pytest.raises(Unavailable):
        await unstarted.authenticate(request)
    empty = Radius(RadiusSettings(), os.urandom, lambda trace: None)
    await empty.start()
    with pytest.raises(Unavailable):
        await empty.authenticate(request)
    empty.close()


async def test_a_user_who_is_gone_is_waited_for_no_longer() -> None:
    radius = Radius(towards(9, timeout=60), os.urandom, lambda trace: None)
    await radius.start()
    heard: list[Trace] = []
    waiting = asyncio.ensure_future(
        radius.authenticate(AuthRequest(pap(), "Virtual-Access1", 1, heard.append))
    )
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    radius.close()
    assert [type(one) for one in heard] == [Transmitted]


def login(radius: Radius, user: str = "Virtual-Access1") -> asyncio.Task[Accept | Reject]:
    async def ask() -> Accept | Reject:
        request = AuthRequest(pap(), user, 1, lambda trace: None, Service.LOGIN)
        return await radius.authenticate(request)

    return asyncio.create_task(ask())


async def test_another_source_is_for_new_requests_and_those_on_their_way_end_on_the_old_one(
    slow: Slow,
) -> None:
    first, second = IPv4Address("127.0.0.7"), IPv4Address("127.0.0.8")
    settings = towards(slow.port)
    radius = Radius(settings, os.urandom, lambda trace: None, first)
    await radius.start()
    every = []
    for source in (first, second, None):
        radius.configure(settings, source)
        every.append(login(radius))
        await slow.request()
    assert slow.asked == ["127.0.0.7", "127.0.0.8", "127.0.0.1"]
    slow.answer()
    outcomes = await asyncio.wait_for(asyncio.gather(*every), 5)
    assert [type(one) for one in outcomes] == [Accept] * 3
    radius.close()


@pytest.mark.parametrize("aliases", [(), (IPv4Address("127.0.0.9"),)])
async def test_an_answer_from_another_address_is_believed_only_of_an_alias(
    slow: Slow, aliases: tuple[IPv4Address, ...]
) -> None:
    server = RadiusServer(LOOPBACK, slow.port, timeout=1, retransmit=0, aliases=aliases)
    radius = Radius(RadiusSettings((server,), key="cisco"), os.urandom, lambda trace: None)
    await radius.start()
    waiting = login(radius)
    await slow.request()
    other = await slow_server("127.0.0.9", slow.port)
    other.requests = slow.requests
    other.answer()
    if aliases:
        assert isinstance(await waiting, Accept)
    else:
        with pytest.raises(Unavailable):
            await waiting
    other.transport.close()
    radius.close()


async def test_a_source_that_is_not_ours_changes_nothing(slow: Slow) -> None:
    radius = Radius(towards(slow.port), os.urandom, lambda trace: None, IPv4Address("127.0.0.7"))
    await radius.start()
    with pytest.raises(ConfigError, match=r"^RADIUS cannot send from 192\.0\.2\.1: "):
        radius.configure(RadiusSettings(), IPv4Address("192.0.2.1"))
    waiting = login(radius)
    await slow.request()
    assert slow.asked == ["127.0.0.7"]
    slow.answer()
    assert isinstance(await waiting, Accept)
    radius.close()


async def test_the_end_gives_up_those_on_an_old_socket_too(slow: Slow) -> None:
    settings = towards(slow.port)
    radius = Radius(settings, os.urandom, lambda trace: None, IPv4Address("127.0.0.7"))
    await radius.start()
    waiting = login(radius)
    await slow.request()
    radius.configure(settings, None)
    radius.close()
    with pytest.raises(Unavailable):
        await waiting
