"""The connection to ClearML, and the questions asked over it."""

import os
import time
from collections.abc import AsyncIterator
from typing import NoReturn

from checks import web
from checks.clearml import strangers, unneeded, wording
from checks.clearml.api import Api
from checks.clearml.calls import ask, judge, together
from checks.clearml.codes import CODES
from checks.clearml.envelope import claims, identity, open_envelope
from checks.clearml.example import EXAMPLE
from checks.clearml.faults import FAULTS
from checks.clearml.neighbours import files, upload, website
from checks.clearml.queues import agents, queue
from checks.clearml.resolution import Resolution
from checks.clearml.sdk_process import LIMIT, PATIENCE, Sdk
from checks.clearml.target import ClearmlTarget
from checks.clearml.tasks import tasks
from checks.clearml.versions import judge_versions
from checks.web import Reply
from healthcheck import Check, Greeting, Probe

ANSWERING = 3.0
"""Seconds for a step that tells a store's silence from a machine that is busy."""
ONE = {"page": 0, "page_size": 1}
LATELY = 600
"""Seconds of workers' statistics that are asked for, the fewer the cheaper."""


@Check(
    "clearml",
    ClearmlTarget,
    service="ClearML",
    imports=["httpx"],
    greeting=Greeting(
        "ClearML",
        b"GET /debug.ping HTTP/1.0\r\n\r\n",
        rb'^HTTP/1\..*"msg":\s*"ClearML server"',
    ),
    faults=FAULTS,
    codes=CODES,
    example=EXAMPLE,
).connect
async def clearml(target: ClearmlTarget) -> AsyncIterator[Api]:
    """A client of the API; no more than four requests at once."""
    async with web.open_web(target.api_host) as opened:
        yield Api(opened, target.access_key, target.secret_key)


@clearml.step
async def reachable(client: Api, probe: Probe[ClearmlTarget]) -> None:
    """The worker hangs for hours on an API server that is away: the SDK retries, and blocks it."""
    web.tell(probe, probe.target.api_host)
    if unneeded.reason(probe.target):
        await unneeded.look(client, probe)
        return
    ping = await client.hail()
    answer = open_envelope(ping)
    if answer is None or ping.status in strangers.RETRIED:
        _strange(probe, ping, root=await client.web.ask("/"))
    said = probe.quote(str(answer))
    if answer.code >= 500:
        probe.fail("server-error", f"{probe.target.address} answers debug.ping with {said}")
    if not answer.is_fine:
        probe.fail(
            "wrong-path", f"ClearML answers at {probe.target.address}, but not there: {said}"
        )


@clearml.step(limit=ANSWERING)
async def authenticated(client: Api, probe: Probe[ClearmlTarget]) -> None:
    """Without keys, or with wrong ones, jobs run untracked."""
    if missing := probe.target.missing_keys:
        probe.fail("no-credentials", f"no {' and no '.join(missing)} is set")
    if unneeded.is_offline(os.environ):
        probe.fail("sdk-offline", "the SDK is offline (CLEARML_OFFLINE_MODE): it asks no server")
    judge(
        probe, await together(client, {"auth.login": probe.once(client.login)}, limit=probe.limit)
    )
    answer = await probe.once(client.login)
    told = claims(answer.data["token"])
    judge_versions(probe, told)
    who = identity(told)
    probe.evidence(
        version=told.get("server_version"),
        api=told.get("api_version"),
        user=who.get("user_name"),
        company=who.get("company_name"),
        role=who.get("role"),
    )


@clearml.step(limit=ANSWERING)
async def queries(client: Api, probe: Probe[ClearmlTarget]) -> None:
    """A login succeeds while Redis is away, and then every other call fails."""
    asked = {"queues.get_all": ONE, "projects.get_all": ONE, "workers.get_all": {}}
    judge(probe, await ask(client, probe, asked))


clearml.step(after=["queries"], limit=ANSWERING)(queue)
clearml.step(after=["queries", "queue"], limit=ANSWERING)(agents)


@clearml.step(after=["queries"], limit=ANSWERING)
async def events(client: Api, probe: Probe[ClearmlTarget]) -> None:
    """Metrics and logs go to Elasticsearch; without it jobs run, and theirs are lost."""
    now = int(time.time())
    what = {"key": "cpu_usage", "category": "avg"}
    wanted = {"from_date": now - LATELY, "to_date": now, "interval": LATELY, "items": [what]}
    asked = {"workers.get_stats": wanted, "workers.get_all": {}}
    judge(probe, await ask(client, probe, asked))


clearml.step(after=["authenticated"])(files)


@clearml.step(after=[], limit=LIMIT, early=Sdk.start)
async def sdk(client: Api, probe: Probe[ClearmlTarget]) -> None:
    """The SDK has rules of its own for which server it talks to, and for none at all."""
    answer = await probe.early(Sdk.start).answer()
    if answer is None:
        said = f"the SDK did not tell its configuration within {PATIENCE:g} s: is the machine busy?"
        probe.unknown("sdk-unresolved", said)
    code, told = answer
    found = Resolution.read(told)
    if found is None:
        probe.unknown("sdk-unresolved", f"the SDK's process ended with {code}, and said nothing")
    if found.is_absent:
        probe.unsupported("the package clearml is not installed here")
    probe.evidence(**found.evidence())
    if found.trouble:
        probe.fail("sdk-config", f"the SDK cannot read its configuration: {found.trouble}")
    if found.is_lost:
        said = f"{found.missing}, and the SDK falls back to its default, {found.api}"
        probe.fail("sdk-file-missing", said)
    target = probe.target  # without keys nobody uses the SDK, and it does not matter where it goes
    warnings = found.stray_keys() if target.missing_keys else found.warnings(target)
    for word, warning in warnings:
        probe.warn(word, warning)


clearml.step(after=["authenticated", "queries"], writes=True, limit=ANSWERING)(tasks)
clearml.step(after=["authenticated", "files"], writes=True)(upload)
clearml.step(after=[])(website)


def _strange(probe: Probe[ClearmlTarget], ping: Reply, *, root: Reply) -> NoReturn:
    """Ends with who it is that answers instead; the SDK would follow a redirect, we do not."""
    code = strangers.stranger(ping, root, below=probe.target.api_host.path.rstrip("/"))
    said = wording.stranger(code, ping, address=probe.target.address, quote=probe.quote)
    if code == strangers.REDIRECT:
        probe.unknown(code, said)
    probe.fail(code, said)
