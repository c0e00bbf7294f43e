"""The questions that every S3 store is asked."""

from collections.abc import Iterable, Mapping
from typing import Any

from checks.storage import otherwise, wording
from checks.storage.arrival import StoreProbe, clock, reachable
from checks.storage.buckets import Bucket, Right
from checks.storage.client import Client
from checks.storage.contents import documents, objects
from checks.storage.scratch import refused_url
from checks.storage.seeing import State, see
from checks.storage.writing import writable
from healthcheck import Check

WRITING = 3.5
"""Seconds for all buckets that are written to: four to eleven requests each, to a store that may be
far."""

LOOKING = 4.5
"""Seconds for what a job reads, in a store that may be far; more than half of them for a database
that is silent to be known as such: it is to list the datasets."""


def share(check: Check[Any, Client]) -> None:
    """Declares the questions, in their order."""
    check.step(reachable)
    check.step(after=["reachable"])(clock)
    check.step(after=["reachable", "clock"])(authenticated)
    check.step(buckets)
    check.step(after=["authenticated", "buckets"], limit=LOOKING, last=True)(objects)
    check.step(after=["authenticated"])(documents)
    check.step(after=["authenticated", "buckets"], writes=True, limit=WRITING)(writable)


async def authenticated(client: Client, probe: StoreProbe) -> None:
    """With the wrong keys every request is refused, and the job with it."""
    listed = await probe.once(client.buckets)
    probe.evidence(region=probe.target.region, may_list_buckets=listed is not None)


async def buckets(client: Client, probe: StoreProbe) -> None:
    """A bucket that nobody created is met by the first job that needs it."""
    target = probe.target
    if not target.buckets + target.optional_buckets:
        probe.unsupported("no bucket is configured")
    listed = await probe.once(client.buckets)
    async with otherwise.addressed(client, probe):
        states = {each: await see(client, each, listed) for each in target.possible}
    probe.evidence(buckets={each.name: state.value for each, state in states.items()})
    hint = wording.creating(listed, none_found=State.THERE not in states.values())
    _look_at_optional(probe, states, hint)
    if missing := _those(target.buckets, states, State.MISSING):
        await otherwise.in_path(client, probe, "NoSuchBucket")
        probe.fail("unknown-bucket", wording.missing(missing, target.address), hint=hint)
    if closed := _those(target.buckets, states, State.CLOSED):
        said = f"these keys may not list {wording.named(closed)}, or there is no such bucket"
        probe.fail("no-permission", said)
    if unclear := _those(target.buckets, states, State.UNCLEAR):
        said = f"these keys may not look whether {wording.named(unclear)} is there"
        probe.unsupported(f"{said}; writing to it proves it (--all)")
    for each in target.buckets:
        if Right.PRESIGN in each.rights and Right.WRITE not in each.rights:
            await _look_by_url(client, probe, each)


async def _look_by_url(client: Client, probe: StoreProbe, bucket: Bucket) -> None:
    """Where nothing is written, a URL of what is not there shows whether its signature is taken."""
    if refusal := await client.call(refused_url, client.store, bucket.name):
        said = f"a presigned URL is not accepted for {wording.named([bucket])}: {refusal}"
        probe.fail("presigned-refused", probe.quote(said))


def _look_at_optional(probe: StoreProbe, states: Mapping[Bucket, State], hint: str) -> None:
    """A job runs without them, and somebody will miss them all the same."""
    optional = [each for each in probe.target.optional_buckets if not each.problem]
    for each in probe.target.optional_buckets:
        if each.problem:
            probe.warn("unknown-bucket", f"an optional bucket's setting is wrong: {each.problem}")
    if lost := _those(optional, states, State.MISSING):
        probe.warn("unknown-bucket", wording.missing(lost, probe.target.address), hint=hint)
    if hidden := _those(optional, states, State.CLOSED, State.UNCLEAR):
        said = f"these keys may not look into {wording.named(hidden)}, or there is no such bucket"
        probe.warn("no-permission", said)


def _those(
    buckets: Iterable[Bucket], states: Mapping[Bucket, State], *wanted: State
) -> list[Bucket]:
    return [each for each in buckets if states[each] in wanted]
