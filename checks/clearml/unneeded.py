"""A server that nobody calls: without keys the platform does not even try to track, and offline the
SDK keeps all to itself."""

import asyncio
import os
from collections.abc import Mapping

from checks.clearml.api import Api, patience
from checks.clearml.envelope import open_envelope
from checks.clearml.target import ClearmlTarget
from checks.web import ProxyFailed
from healthcheck import Probe

_OFFLINE = ("CLEARML_OFFLINE_MODE", "TRAINS_OFFLINE_MODE")
_FALSE = ("n", "no", "f", "false", "off", "0")


def is_offline(environment: Mapping[str, str]) -> bool:
    """Whether the SDK would ask no server, as it reads its variables: the first that is not blank
    counts, and every word but a denial is a yes."""
    said = (environment.get(name, "").strip().lower() for name in _OFFLINE)
    return next(filter(None, said), "0") not in _FALSE


def reason(target: ClearmlTarget) -> str:
    """Why nobody calls it, empty where somebody does."""
    if is_offline(os.environ):
        return "with CLEARML_OFFLINE_MODE"
    return "without keys" if target.missing_keys else ""


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
    why = reason(probe.target)
    probe.warn("unneeded", f"{probe.target.address} {what}; {why}, nobody calls it")
