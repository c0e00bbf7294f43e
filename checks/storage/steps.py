"""The questions that every S3 store is asked."""

from collections.abc import Iterable, Mapping
from typing import Any

from checks.storage import scratch, wording
from checks.storage.arrival import StoreProbe, clock, reachable
from checks.storage.buckets import Bucket, Right
from checks.storage.client import DENIED, Client
from checks.storage.contents import documents, objects
from checks.storage.seeing import State, see
from checks.storage.store import StoreError
from healthcheck import Check

WRITING = 3.5
"""Seconds for all buckets that are written to: four requests each, to a store that may be far."""

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
    states = {each: await see(client, each, listed) for each in target.possible}
    probe.evidence(buckets={each.name: state.value for each, state in states.items()})
    hint = wording.creating(listed, none_found=State.THERE not in states.values())
    _look_at_optional(probe, states, hint)
    if missing := _those(target.buckets, states, State.MISSING):
        probe.fail("unknown-bucket", wording.missing(missing, target.address), hint=hint)
    if closed := _those(target.buckets, states, State.CLOSED):
        said = f"these keys may not list {wording.named(closed)}, or there is no such bucket"
        probe.fail("no-permission", said)
    if unclear := _those(target.buckets, states, State.UNCLEAR):
        said = f"these keys may not look whether {wording.named(unclear)} is there"
        probe.unsupported(f"{said}; writing to it proves it (--all)")


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


async def writable(client: Client, probe: StoreProbe) -> None:
    """Writes, reads and deletes a small object below __healthcheck/ in each bucket."""
    needed = probe.target.buckets
    declared = any(each.rights for each in needed)
    written = [each for each in needed if Right.WRITE in each.rights] if declared else needed[:1]
    if not written:
        probe.unsupported("the platform writes to no bucket that is configured")
    for each in written:
        await _write(client, probe, each)


async def _write(client: Client, probe: StoreProbe, bucket: Bucket) -> None:
    name = wording.named([bucket])
    try:
        made = await scratch.trip(client.thread, client.store, bucket.name)
    except StoreError as error:
        if error.code not in DENIED:
            raise
        certain = bucket.name in (await probe.once(client.buckets) or ())
        doubt = "" if certain else ", or there is no such bucket"
        probe.fail("no-permission", f"these keys may not write to {name}{doubt}")
    if made.left:
        probe.warn("left-behind", f'"{bucket.name}/{made.left}" could not be deleted')
    if made.intact is False:
        probe.fail("not-stored", f"what was written to {name} did not come back")
    if made.intact is None and Right.READ in bucket.rights:
        probe.fail("no-permission", f"these keys may write to {name}, and not read there")
