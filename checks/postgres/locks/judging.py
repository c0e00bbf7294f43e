"""What locks come to: one finding, which names whoever stands first."""

from collections.abc import Callable, Sequence

from checks.postgres.judgement import Judgement
from checks.postgres.locks.holders import Lock, sentence, who
from healthcheck import Manner


def judge(locks: Sequence[Lock], quote: Callable[[str], str]) -> Judgement | None:
    """None where nothing is in the way. What is held comes before what is waited for."""
    if not locks:
        return None
    said = sentence(locks[0], quote)
    others = {each.key[:2] for each in locks} - {locks[0].key[:2]}
    if others:
        said += f"; {len(others)} more hold or want such locks"
    return Judgement("locked", said, Manner.BLOCKS, _hint(locks[0], quote))


def _hint(lock: Lock, quote: Callable[[str], str]) -> str:
    if lock.waits_for:
        first = " ".join(f"SELECT pg_terminate_backend({pid});" for pid in lock.waits_for[:3])
        return f"End what it waits for ({first}), or itself: {lock.end};"
    return f"If it does not end by itself: {quote(lock.end)};"


def blamed(waited: Judgement, writers: Sequence[Lock], quote: Callable[[str], str]) -> Judgement:
    """An INSERT that waited, with the open transactions that may be what it waited for: which one
    it was cannot be looked up afterwards."""
    if not writers:
        return waited
    first = writers[0]
    others = {each.key[:2] for each in writers} - {first.key[:2]}
    more = f", or of {len(others)} more" if others else ""
    said = f"{waited.summary}, perhaps a row's: rows there belong to the open transaction of "
    hint = f"See what it is at; if nobody needs it: {quote(first.end)};"
    return Judgement(waited.code, f"{said}{who(first, quote)}{more}", waited.manner, hint)


def hurried(said: Judgement) -> Judgement:
    """The same where there was no time to see whether it lasts: that decides nothing."""
    summary = f"{said.summary}; there was no time to see whether that lasts"
    return Judgement(said.code, summary, None, said.hint)
