from __future__ import annotations

import asyncio
from collections.abc import Coroutine

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.virtual_loop import run
from vpdn.ios.keyboard import BACKLOG, BREATH, IN_A_ROW, Gone, Keyboard


class Running:
    """A command that may be running, and how often it was interrupted."""

    def __init__(self, *, running: bool = False) -> None:
        self.running = running
        self.interrupted = 0

    def __call__(self) -> bool:
        self.interrupted += self.running
        return self.running


def keyboard(*, running: bool = False) -> tuple[Keyboard, Running]:
    command = Running(running=running)
    return Keyboard(command), command


async def keys(board: Keyboard) -> bytes:
    """All that is there to be taken until nobody is at the keyboard."""
    taken = bytearray()
    try:
        while True:
            taken.append(await board.octet())
    except Gone:
        return bytes(taken)


async def typed(*pieces: bytes) -> bytes:
    board, _ = keyboard()
    for piece in pieces:
        board.feed(piece)
    board.end_of_input()
    return await keys(board)


async def started(waiting: Coroutine[object, object, object]) -> asyncio.Task[object]:
    """It has come as far as it can by now."""
    task = asyncio.ensure_future(waiting)
    await asyncio.sleep(0)
    return task


@pytest.mark.parametrize(
    ("pieces", "taken"),
    [
        ([b"show"], b"show"),
        ([b"a\r\nb"], b"a\rb"),
        ([b"a\r\0b"], b"a\rb"),
        ([b"a\r", b"\nb"], b"a\rb"),
        ([b"a\nb"], b"a\nb"),
        ([b"a\0b"], b"a\0b"),
        ([b"\r\n\n"], b"\r\n"),
        ([b"\r\r\n"], b"\r\r"),
    ],
)
async def test_return_is_one_key_however_it_is_sent(pieces: list[bytes], taken: bytes) -> None:
    assert await typed(*pieces) == taken


@given(st.lists(st.binary(max_size=10)))
def test_the_pieces_in_which_keys_come_do_not_matter(pieces: list[bytes]) -> None:
    assert run(typed(*pieces)) == run(typed(b"".join(pieces)))


async def test_a_key_is_waited_for() -> None:
    board, _ = keyboard()
    reading = await started(board.octet())
    assert not reading.done()
    board.feed(b"x")
    assert await reading == ord("x")


@pytest.mark.parametrize("key", [b"\x03", b"\x1e"])
async def test_a_key_that_interrupts_ends_what_runs_and_what_was_typed_ahead(key: bytes) -> None:
    board, command = keyboard(running=True)
    board.feed(b"ahead" + key + b"after")
    assert command.interrupted == 1
    board.end_of_input()
    assert await keys(board) == b"after"


@pytest.mark.parametrize("key", [0x03, 0x1E])
async def test_it_is_a_key_like_any_other_when_nothing_runs(key: int) -> None:
    assert await typed(bytes((0x61, key))) == bytes((0x61, key))


@pytest.mark.parametrize("key", [0x03, 0x1E])
async def test_who_reads_gets_it_although_something_runs(key: int) -> None:
    """A command that waits at `--More--` has to be told."""
    board, command = keyboard(running=True)
    reading = await started(board.octet())
    board.feed(bytes((key,)))
    assert (await reading, command.interrupted) == (key, 0)
    board.feed(bytes((key,)))
    assert command.interrupted == 1


async def test_a_reader_who_gave_up_is_no_reader() -> None:
    board, command = keyboard(running=True)
    reading = await started(board.octet())
    reading.cancel()
    await asyncio.wait({reading})
    board.feed(b"\x03")
    assert command.interrupted == 1


async def test_after_the_end_of_input_the_rest_is_still_taken() -> None:
    board, _ = keyboard()
    board.feed(b"ab")
    board.end_of_input()
    assert await keys(board) == b"ab"
    with pytest.raises(Gone):
        await board.octet()


@pytest.mark.parametrize("leave", [Keyboard.end_of_input, Keyboard.hang_up])
async def test_who_waits_for_a_key_hears_that_nobody_is_there(leave: object) -> None:
    board, _ = keyboard()
    reading = await started(board.octet())
    assert callable(leave)
    leave(board)
    with pytest.raises(Gone):
        await reading


async def test_hanging_up_drops_what_was_typed_and_lets_go_who_waits_for_room() -> None:
    board, _ = keyboard()
    board.feed(b"x" * (BACKLOG + 1))
    waiting = await started(board.room())
    assert not waiting.done()
    board.hang_up()
    await waiting
    assert board.waiting == 0
    assert await keys(board) == b""


async def test_there_is_room_again_when_the_backlog_is_down_to_its_size() -> None:
    board, _ = keyboard()
    board.feed(b"x" * BACKLOG)
    await board.room()
    board.feed(b"xx")
    assert board.waiting == BACKLOG + 2
    waiting = await started(board.room())
    await board.octet()
    await asyncio.sleep(0)
    assert not waiting.done()
    await board.octet()
    await waiting


def test_a_key_that_does_not_come_in_time_is_a_timeout() -> None:
    async def idle() -> float:
        board, _ = keyboard()
        loop = asyncio.get_running_loop()
        loop.call_later(59, board.feed, b"x")
        assert await board.octet(within=60) == ord("x")
        with pytest.raises(TimeoutError):
            await board.octet(within=60)
        return loop.time()

    assert run(idle()) == pytest.approx(119)


def test_without_a_limit_it_is_waited_for_as_long_as_it_takes() -> None:
    async def idle() -> int:
        board, _ = keyboard()
        asyncio.get_running_loop().call_later(86400, board.feed, b"x")
        return await board.octet()

    assert run(idle()) == ord("x")


def test_who_types_faster_than_anybody_can_is_made_to_pause() -> None:
    async def pasted() -> float:
        board, _ = keyboard()
        board.feed(b"x" * (3 * IN_A_ROW))
        board.end_of_input()
        assert len(await keys(board)) == 3 * IN_A_ROW
        return asyncio.get_running_loop().time()

    assert run(pasted()) == pytest.approx(3 * BREATH)


def test_who_types_as_people_do_is_never_made_to_wait() -> None:
    async def typing() -> float:
        board, _ = keyboard()
        for _ in range(3 * IN_A_ROW):
            reading = await started(board.octet())
            board.feed(b"x")
            await reading
        return asyncio.get_running_loop().time()

    assert run(typing()) == 0


@pytest.mark.parametrize("interrupts", [False, True])
def test_what_is_dropped_in_a_pause_is_not_taken_after_it(interrupts: bool) -> None:
    """Somebody hangs up, or interrupts what runs."""

    async def dropped() -> None:
        board, _ = keyboard(running=interrupts)
        board.feed(b"x" * IN_A_ROW)
        for _ in range(IN_A_ROW - 1):
            await board.octet()
        reading = await started(board.octet())
        assert not reading.done()
        if interrupts:
            board.feed(b"\x03")
            await asyncio.sleep(2 * BREATH)
            board.feed(b"y")
            assert await reading == ord("y")
        else:
            board.hang_up()
            with pytest.raises(Gone):
                await reading

    run(dropped())
