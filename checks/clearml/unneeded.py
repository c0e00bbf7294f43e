"""A server that nobody calls: without keys the platform does not even try to track."""

import asyncio

from checks.clearml.api import Api, patience
from checks.clearml.envelope import open_envelope
from checks.clearml.target import ClearmlTarget
from checks.web import ProxyFailed
from healthcheck import Probe


async def look(client: Api, probe: Probe[ClearmlTarget]) -> None:
    """Warns where no ClearML answers; that blocks no job, since no job asks."""
    import httpx

    try:
        async with asyncio.timeout(patience(probe.limit)):
            ping = await client.hail()
    except TimeoutError:
        _warn(probe, "gives no answer")
    except (httpx.TransportError, ProxyFailed) as error:
        _warn(probe, f"cannot be reached ({error})")
    else:
        if open_envelope(ping) is None:
            _warn(probe, f"answers with HTTP {ping.status}, and not as ClearML does")


def _warn(probe: Probe[ClearmlTarget], what: str) -> None:
    probe.warn("unneeded", f"{probe.target.address} {what}; without keys, nobody calls it")
