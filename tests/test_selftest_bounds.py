"""What `healthcheck selftest` has found: answers that a client library would take for ever."""

import asyncio
from types import SimpleNamespace

import pytest

from checks.postgres.connecting.framing import LONGEST, ROWS, Frames, farewell
from checks.postgres.example import message
from checks.redis.connecting import bounded
from checks.redis.connecting.bounded import Bounded, bound
from checks.redis.connecting.faults import TooLong
from checks.storage.hailing import Kind, kind
from checks.web import Reply
from healthcheck.faults import COMMON, match

READY = message(b"Z", b"I")
ROW = message(b"D", b"x" * 1000)


@pytest.mark.parametrize("size", [1, 3, 5, 6, 1000])
def test_whole_messages_pass_however_they_are_cut(size: int) -> None:
    frames, said = Frames(), (message(b"S", b"name\0value\0") + ROW) * 3 + READY

    passed = b"".join(
        frames.whole(said[start : start + size]) for start in range(0, len(said), size)
    )

    assert (passed, frames.refused) == (said, "")


@pytest.mark.parametrize("size", [1, 5, 1000])
def test_a_message_of_zeros_is_refused_before_the_driver_sees_it(size: int) -> None:
    frames, said = Frames(), ROW + bytes(2000)

    passed = b"".join(
        frames.whole(said[start : start + size]) for start in range(0, len(said), size)
    )

    assert passed == ROW
    assert frames.refused == "a message of 0 bytes, its length included"


def test_a_message_of_a_gigabyte_is_refused_at_its_beginning() -> None:
    frames = Frames()

    assert frames.whole(b"S" + (1 << 30).to_bytes(4, "big") + b"x") == b""
    assert frames.refused == "a message of 1024 MB"


NOTICE = message(b"N", b"x" * 1000)


@pytest.mark.parametrize(("said", "longest"), [(NOTICE, LONGEST), (ROW, ROWS * LONGEST)])
def test_an_answer_that_does_not_end_is_refused(said: bytes, longest: int) -> None:
    frames, most = Frames(), longest // len(said)

    for _ in range(most):
        frames.whole(said)

    assert frames.refused == ""
    assert frames.whole(said * 1000) != said * 1000
    assert frames.refused == "an answer of more than 8 MB"
    assert not frames.welcomed


def test_many_answers_may_be_longer_than_one() -> None:
    frames = Frames()

    for _ in range(LONGEST // len(NOTICE) + 1):
        frames.whole(NOTICE + READY)

    assert frames.refused == ""
    assert frames.welcomed


def test_a_farewell_in_the_middle_of_a_conversation_ends_the_answer() -> None:
    assert farewell("no", welcomed=True) == farewell("no", welcomed=False) + READY


def test_a_farewell_is_itself_a_whole_message() -> None:
    frames = Frames()

    assert frames.whole(farewell("no", welcomed=True)) == farewell("no", welcomed=True)
    assert frames.welcomed


def test_a_reader_meets_the_bound_instead_of_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "LONGEST", 100)

    async def read() -> bytes:
        connection = SimpleNamespace(_reader=asyncio.StreamReader())
        bound(connection)
        connection._reader.feed_data(b"x" * 60)
        first = await connection._reader.readexactly(60)
        connection._reader.feed_data(b"x" * 60)
        connection._reader.feed_data(b"x" * 60)
        with pytest.raises(TooLong):
            await connection._reader.readexactly(1)
        return bytes(first)

    assert asyncio.run(read()) == b"x" * 60


def test_a_reader_that_is_not_asyncios_own_is_left_alone() -> None:
    connection = SimpleNamespace(_reader=object())

    bound(connection)

    assert not isinstance(connection._reader, Bounded)


def test_a_line_that_does_not_end_has_a_common_row() -> None:
    row = match(asyncio.LimitOverrunError("Separator is not found", 9), COMMON)

    assert row is not None
    assert row.code == "other-service"


@pytest.mark.parametrize("piece", [b"<Error>", b"<Error ", b"<title> "])
def test_a_body_that_repeats_itself_is_searched_in_its_beginning(piece: bytes) -> None:
    assert kind(Reply(403, {}, piece * 600_000)) is Kind.OTHER
