"""A connection's life: one task enters and leaves it, and its end is never a finding."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable

import pytest

from healthcheck.connection import CLOSING, Connection, Gone
from healthcheck.faults import Exited
from tests.toys import Place

Connect = Callable[[Place], AsyncIterator[object]]


async def for_ever() -> None:
    await asyncio.get_running_loop().create_future()


def connection(connect: Connect) -> Connection:
    return Connection(connect, Place(), name="it")


def closing(connect: Connect) -> str | None:
    """What closing says, after opening."""

    async def life() -> str | None:
        opened = connection(connect)
        await opened.open()
        return await opened.close()

    return asyncio.run(life())


def opening(connect: Connect) -> tuple[object, str | None]:
    """The error of opening, and what closing says then."""

    async def life() -> tuple[object, str | None]:
        opened = connection(connect)
        error: object = None
        try:
            await opened.open()
        except Exception as raised:  # noqa: BLE001 - any error is what is asked for
            error = raised
        assert not opened.is_open
        return error, await opened.close()

    return asyncio.run(life())


def test_the_client_is_made_once_and_given_to_every_step() -> None:
    made: list[object] = []

    async def connect(target: Place) -> AsyncIterator[object]:
        made.append(object())
        yield made[-1]

    async def life() -> tuple[object, object]:
        opened = connection(connect)
        return await opened.open(), await opened.open()

    assert asyncio.run(life()) == (made[0], made[0])
    assert len(made) == 1


def test_it_is_entered_and_left_in_one_task_which_is_not_the_caller_s() -> None:
    tasks: list[object] = []

    async def connect(target: Place) -> AsyncIterator[object]:
        tasks.append(asyncio.current_task())
        yield None
        tasks.append(asyncio.current_task())

    async def life() -> object:
        opened = connection(connect)
        await opened.open()
        await opened.close()
        return asyncio.current_task()

    caller = asyncio.run(life())

    assert len(tasks) == 2
    assert tasks[0] is tasks[1] is not caller


def test_a_task_group_may_live_as_long_as_the_connection() -> None:
    async def connect(target: Place) -> AsyncIterator[object]:
        async with asyncio.TaskGroup() as group:
            reading = group.create_task(for_ever())
            yield None
            reading.cancel()

    assert closing(connect) is None


def test_what_connecting_raised_is_raised_and_closing_then_says_nothing() -> None:
    async def connect(target: Place) -> AsyncIterator[object]:
        raise ConnectionRefusedError("no")
        yield None

    error, note = opening(connect)

    assert isinstance(error, ConnectionRefusedError)
    assert note is None


def test_connecting_that_cancels_itself_is_an_error_of_its_own() -> None:
    async def connect(target: Place) -> AsyncIterator[object]:
        raise asyncio.CancelledError
        yield None

    error, note = opening(connect)

    assert isinstance(error, Gone)
    assert note is None


def test_a_library_that_exits_while_connecting_is_an_error() -> None:
    async def connect(target: Place) -> AsyncIterator[object]:
        raise SystemExit(0)
        yield None

    error, _ = opening(connect)

    assert isinstance(error, Exited)


def test_a_connection_that_was_never_opened_closes_with_nothing_to_say() -> None:
    async def connect(target: Place) -> AsyncIterator[object]:
        raise AssertionError("nobody opened it")
        yield None

    async def life() -> str | None:
        return await connection(connect).close()

    assert asyncio.run(life()) is None


def test_giving_up_opening_gives_up_the_attempt() -> None:
    async def life() -> bool:
        given_up = asyncio.Event()

        async def connect(target: Place) -> AsyncIterator[object]:
            try:
                await for_ever()
            finally:
                given_up.set()
            yield None

        opened = connection(connect)
        attempt = asyncio.ensure_future(opened.open())
        await asyncio.wait({attempt}, timeout=0.01)  # the attempt gets its turn
        attempt.cancel()
        await asyncio.wait({attempt})
        await given_up.wait()
        assert await opened.close() is None
        return attempt.cancelled()

    assert asyncio.run(life())


def test_a_goodbye_that_fails_is_a_note() -> None:
    async def connect(target: Place) -> AsyncIterator[object]:
        yield None
        raise OSError("already gone")

    assert closing(connect) == "closing the connection failed: OSError: already gone"


def test_a_group_of_errors_at_the_goodbye_is_a_note() -> None:
    async def connect(target: Place) -> AsyncIterator[object]:
        yield None
        raise ExceptionGroup("both ends", [OSError("one"), OSError("two")])

    note = closing(connect)

    assert note is not None
    assert "both ends" in note


def test_a_goodbye_into_a_black_hole_is_given_up_and_is_a_note() -> None:
    async def connect(target: Place) -> AsyncIterator[object]:
        yield None
        await for_ever()

    note = closing(connect)

    assert note == f"closing the connection took over {CLOSING:g} s and was given up"


def test_a_goodbye_that_is_cancelled_from_inside_says_nothing() -> None:
    async def connect(target: Place) -> AsyncIterator[object]:
        yield None
        raise asyncio.CancelledError

    assert closing(connect) is None


def test_closing_that_is_itself_cancelled_leaves_nothing_behind() -> None:
    async def life() -> None:
        ended = asyncio.Event()

        async def connect(target: Place) -> AsyncIterator[object]:
            yield None
            try:
                await for_ever()
            finally:
                ended.set()

        opened = connection(connect)
        await opened.open()
        goodbye = asyncio.ensure_future(opened.close())
        await asyncio.wait({goodbye}, timeout=0.01)  # the goodbye gets its turn
        goodbye.cancel()
        await ended.wait()

    asyncio.run(life())


def test_how_a_given_up_goodbye_ends_is_reported_to_nobody(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def life() -> str | None:
        ended = asyncio.Event()

        async def connect(target: Place) -> AsyncIterator[object]:
            yield None
            try:
                await for_ever()
            finally:
                ended.set()
                raise OSError("the goodbye failed")

        opened = connection(connect)
        await opened.open()
        note = await opened.close()
        await ended.wait()
        return note

    note = asyncio.run(life())
    gc.collect()  # it is then that asyncio complains

    assert note is not None
    assert caplog.text == ""
