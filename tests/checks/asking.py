"""Asking our two checks by a URL."""

from checks.postgres import PostgresTarget, postgres
from checks.postgres.connecting.url import PostgresUrl
from checks.redis import RedisTarget, redis
from checks.redis.connecting.url import RedisUrl
from healthcheck import Finding, Outcome
from tests.ask import ask


def ask_postgres(url: str, *steps: str, timeout: float = 5.0) -> Outcome:
    """The outcome of all steps, or of some."""
    target = PostgresTarget(url=PostgresUrl.parse(url))
    return ask(postgres, target, *steps, timeout=timeout)


def ask_redis(url: str, *steps: str, writing: bool = False, timeout: float = 5.0) -> Outcome:
    """The outcome of all steps, or of some."""
    target = RedisTarget(url=RedisUrl.parse(url))
    return ask(redis, target, *steps, writing=writing, timeout=timeout)


def said(outcome: Outcome, step: str) -> Finding:
    """The finding of a step, in one clear sentence with a hint where it fails."""
    found = outcome.find(step)
    assert found is not None
    assert found.summary.isascii()
    assert len(found.summary.splitlines()) <= 1
    assert found.status != "fail" or (found.hint and found.summary)
    return found
