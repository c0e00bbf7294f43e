"""What is written to a store, and what its refusals mean."""

from checks.storage import otherwise, scratch, wording
from checks.storage.arrival import StoreProbe
from checks.storage.buckets import Bucket, Right
from checks.storage.client import DENIED, Client
from checks.storage.store import StoreError

ACTS = {Right.DELETE: "delete there", Right.MULTIPART: "upload in parts"}


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
        made = await scratch.trip(client.thread, client.store, bucket.name, bucket.rights)
    except StoreError as error:
        if error.code not in DENIED:
            await otherwise.without_checksums(client, probe, bucket, error)
            raise
        certain = bucket.name in (await probe.once(client.buckets) or ())
        doubt = "" if certain else ", or there is no such bucket"
        probe.fail("no-permission", f"these keys may not write to {name}{doubt}")
    probe.evidence(**{bucket.name: made.done})
    if made.left and Right.DELETE not in bucket.rights:
        named = ", ".join(f'"{bucket.name}/{each}"' for each in made.left)
        probe.warn("left-behind", f"{named} could not be deleted")
    if made.intact is False:
        probe.fail("not-stored", f"what was written to {name} did not come back")
    if made.intact is None and Right.READ in bucket.rights:
        probe.fail("no-permission", f"these keys may write to {name}, and not read there")
    for right, refusal in made.refused.items():
        if right in bucket.rights:
            _refuse(probe, right, refusal, name)


def _refuse(probe: StoreProbe, right: Right, error: StoreError, name: str) -> None:
    """Ends the step for what is refused beside plain writing; what says that the store serves no
    more is left to those who know."""
    if error.status >= 500 and error.code not in scratch.UNCONDITIONAL:
        raise error
    what = f"{name}: {probe.quote(error.code)}"
    if right is Right.PRESIGN:
        probe.fail("presigned-refused", f"a presigned URL is not accepted for {what}")
    if error.code in DENIED:
        probe.fail("no-permission", f"these keys may write to {name}, and not {ACTS[right]}")
    if right is Right.MULTIPART:
        probe.fail("no-multipart", f"an upload in parts is refused for {what}")
    raise error
