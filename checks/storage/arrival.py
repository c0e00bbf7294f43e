"""Coming to a store: who answers there, and by which clock."""

from checks.storage import wording
from checks.storage.client import Client
from checks.storage.hailing import READY, WRITABLE, Hail, Kind
from checks.storage.store import PATIENCE, StoreError
from checks.storage.target import StorageTarget
from checks.web import tell
from healthcheck import Probe

StoreProbe = Probe[StorageTarget]

NOTABLE = 60.0
"""Seconds of skew worth a warning."""

REFUSED = 900.0
"""Seconds of skew from which on a store refuses every signature."""


async def reachable(client: Client, probe: StoreProbe) -> None:
    """Datasets, snapshots, checkpoints and weights are objects in a store."""
    target = probe.target
    client.store.patience = PATIENCE * probe.limit
    tell(probe, target.endpoint.web)
    heard = await probe.once(client.hail)
    probe.evidence(server=heard.server or "unnamed", tls=target.encrypts)
    if heard.kind is not Kind.STORE:
        _puzzle(heard, probe)
    if heard.is_minio:
        await _look_at_health(client, probe)


async def _look_at_health(client: Client, probe: StoreProbe) -> None:
    """What MinIO says of itself; a proxy that does not route that says nothing."""
    if (await client.web.ask(READY, body=False)).status == 503:
        said = f"MinIO at {probe.target.address} is alive, and not ready"
        probe.fail("starting-up", f"{said}: it waits for what it needs, such as etcd or a KMS")
    if (await client.web.ask(WRITABLE, body=False)).status == 503:
        said = f"MinIO at {probe.target.address} has lost its write quorum: drives are gone"
        probe.fail("unavailable", said)


async def clock(client: Client, probe: StoreProbe) -> None:
    """A request is signed with the time, and refused where the two clocks are far apart."""
    heard = await probe.once(client.hail)
    if heard.skew is None:
        probe.unsupported("the store's answer has no date")
    probe.evidence(store_ahead=round(heard.skew, 1))
    which = "ahead of" if heard.skew > 0 else "behind"
    said = f"the store's clock is {wording.time(abs(heard.skew))} {which} this machine's"
    if abs(heard.skew) >= REFUSED:
        await _refuted(client, probe, said)
    elif abs(heard.skew) >= NOTABLE:
        probe.warn("clock-skew", f"{said}; from 15 min on, every signature is refused")


def _puzzle(heard: Hail, probe: StoreProbe) -> None:
    """Fails for whatever answers there and is no store that serves."""
    address, port = probe.target.address, probe.target.endpoint.port
    who = f"a web server ({probe.quote(heard.server)})" if heard.server else "a web server"
    code, said = {
        Kind.STARTING: ("starting-up", f"MinIO at {address} has started, and does not serve yet"),
        Kind.CONSOLE: (
            "console-port",
            f"{address} is MinIO's console; the API is usually one port below ({port - 1})",
        ),
        Kind.TLS: ("tls-expected", f"{address} expects TLS, and the setting is http://"),
        Kind.GATEWAY: (
            "unavailable",
            f"{address} cannot serve now: a proxy there answers with HTTP {heard.status}",
        ),
    }.get(heard.kind, ("other-service", f"{address} is {who}, and no S3 store"))
    probe.fail(code, said)


async def _refuted(client: Client, probe: StoreProbe, said: str) -> None:
    """A proxy's date may stand in place of the store's: only a signature proves the skew."""
    try:
        await probe.once(client.buckets)
    except StoreError as error:
        if error.code == "RequestTimeTooSkewed":
            probe.fail("clock-skew", f"{said}: it refuses every signature")
        probe.warn("clock-skew", f"{said} by its Date, and it refuses the keys for another reason")
    else:
        probe.warn("clock-skew", f"{said} by its Date, and yet it accepts signatures")
