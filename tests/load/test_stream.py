"""Packets at their rate, and their replies counted, on a clock that costs nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from ipaddress import IPv4Address

import pytest

from tests.load.test_packets import answered
from tests.virtual_loop import VirtualLoop, run
from vpdn.load.settings import Kind, Traffic
from vpdn.load.stream import LAST_ECHOES, Streams
from vpdn.load.tally import Tally, TrafficTally

PC, INSIDE = IPv4Address("172.16.10.1"), IPv4Address("172.16.10.100")
ECHO = Traffic(Kind.ECHO, 64, 10)
UDP = Traffic(Kind.UDP, 1400, 100)


class Net:
    """Takes packets; every echo comes back `delay` seconds later unless `loses` says no."""

    def __init__(self, *traffic: Traffic) -> None:
        self.tally = Tally(traffic, lambda: 0.0)
        self.streams = Streams(traffic, self.tally)
        self.sent: list[tuple[float, bytes]] = []
        self.delay = 0.02
        self.loses: Callable[[int], bool] = lambda _number: False

    def begin(self) -> list[int]:
        return self.streams.begin(PC, INSIDE, self.send)

    def send(self, packets: Iterable[bytes]) -> None:
        loop = asyncio.get_running_loop()
        for packet in packets:
            self.sent.append((loop.time(), packet))
            if packet[9] == 1 and not self.loses(len(self.sent)):
                loop.call_later(self.delay, self.streams.take, answered(packet))

    @property
    def counted(self) -> TrafficTally:
        return self.tally.traffic[0]


async def call(net: Net, seconds: float) -> float:
    """One call of that length; how long the last replies were waited for."""
    loop, numbers = asyncio.get_running_loop(), net.begin()
    await asyncio.sleep(seconds)
    stopped = loop.time()
    await net.streams.settled(numbers)
    waited = loop.time() - stopped
    net.streams.end(numbers)
    return waited


def test_packets_go_out_at_the_rate_from_the_first_moment() -> None:
    net = Net(ECHO)
    run(call(net, 1.95))
    assert [at for at, _ in net.sent] == pytest.approx([number / 10 for number in range(20)])
    assert {len(packet) for _, packet in net.sent} == {64}


def test_every_echo_is_counted_and_timed() -> None:
    net = Net(ECHO)
    assert run(call(net, 0.91)) == pytest.approx(0.01)
    counted = net.counted
    assert (counted.sent, counted.received, counted.damaged, counted.reordered) == (10, 10, 0, 0)
    assert counted.round_trip.percentiles(50, 100) == pytest.approx([0.02, 0.02])


def test_a_lost_echo_is_waited_for_a_while_only() -> None:
    net = Net(ECHO)
    net.loses = lambda number: number == 3
    assert run(call(net, 0.95)) == pytest.approx(LAST_ECHOES)
    assert (net.counted.sent, net.counted.received) == (10, 9)
    assert (net.counted.lost, net.counted.early) == (1, 0)


def test_what_a_server_did_not_answer_before_it_was_ready_is_early_and_not_lost() -> None:
    net = Net(ECHO)
    net.loses = lambda number: number <= 4 or number == 8
    run(call(net, 0.95))
    assert (net.counted.sent, net.counted.received) == (10, 5)
    assert (net.counted.early, net.counted.lost) == (4, 1)


def test_a_server_that_never_answers_loses_all() -> None:
    net = Net(ECHO)
    net.loses = lambda _number: True
    run(call(net, 0.95))
    assert (net.counted.early, net.counted.lost) == (0, 10)


def test_nothing_comes_back_of_udp_and_nothing_is_waited_for() -> None:
    net = Net(UDP)
    assert run(call(net, 1.005)) == 0
    assert (net.counted.sent, net.counted.received) == (101, 0)


def test_several_kinds_of_traffic_run_side_by_side() -> None:
    net = Net(ECHO, UDP)
    run(call(net, 0.995))
    assert [each.sent for each in net.tally.traffic] == [10, 100]


def test_replies_find_their_call_among_many() -> None:
    async def both() -> None:
        await asyncio.gather(call(net, 1.05), call(net, 2.05))

    net = Net(ECHO)
    run(both())
    assert (net.counted.sent, net.counted.received) == (11 + 21, 11 + 21)


def test_a_reply_that_overtakes_another_is_reordered() -> None:
    async def overtaken() -> None:
        net.delay = 0.35
        numbers = net.begin()
        await asyncio.sleep(0.05)
        net.delay = 0.01
        await asyncio.sleep(0.5)
        await net.streams.settled(numbers)

    net = Net(ECHO)
    run(overtaken())
    assert (net.counted.received, net.counted.reordered) == (6, 1)


def test_a_reply_at_another_calls_address_is_misled_and_a_changed_one_damaged() -> None:
    async def one() -> None:
        net.begin()
        reply = bytearray(answered(net.sent[0][1]))
        reply[-1] ^= 1
        net.streams.take(bytes(reply))
        reply[-1] ^= 1
        reply[19] ^= 1
        net.streams.take(bytes(reply))

    net = Net(ECHO)
    run(one())
    assert (net.counted.received, net.counted.damaged, net.counted.misled) == (2, 1, 1)


def test_what_belongs_to_no_call_is_strange() -> None:
    async def late() -> None:
        numbers = net.begin()
        net.streams.end(numbers)
        net.streams.take(answered(net.sent[0][1]))
        net.streams.take(b"no packet at all")

    net = Net(ECHO)
    run(late())
    assert (net.tally.strange_packets, net.counted.received) == (2, 0)


def test_what_a_busy_loop_could_not_send_is_left_out_and_said_so() -> None:
    async def busy() -> None:
        numbers = net.begin()
        await asyncio.sleep(0.45)
        loop._jumping.now += 10
        await asyncio.sleep(0.5)
        net.streams.end(numbers)

    net, loop = Net(ECHO), VirtualLoop()
    loop.run_until_complete(busy())
    loop.close()
    assert net.counted.late == pytest.approx(100, abs=1)
    assert net.counted.sent + net.counted.late == pytest.approx(110, abs=1)


def test_a_short_delay_is_made_up_for() -> None:
    async def hiccup() -> None:
        numbers = net.begin()
        await asyncio.sleep(0.45)
        loop._jumping.now += 0.5
        await asyncio.sleep(0.5)
        net.streams.end(numbers)

    net, loop = Net(ECHO), VirtualLoop()
    loop.run_until_complete(hiccup())
    loop.close()
    assert (net.counted.sent, net.counted.late) == (15, 0)
